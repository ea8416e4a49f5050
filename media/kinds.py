"""The kinds of file that are photos, told by their first bytes and by nothing a sender claims."""

from enum import StrEnum


class Kind(StrEnum):
    """A file format the service takes; the value is what Pillow calls it."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"

    @property
    def content_type(self) -> str:
        """The media type an original of this kind is served as."""
        return f"image/{self.extension}"

    @property
    def extension(self) -> str:
        """The end of a file name of this kind, without the dot."""
        return self.name.lower()


# Single pictures coded as HEVC, and the generic brand that phones use for the same. Sequences are films.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})

DECLARED_TYPES = frozenset(
    {"image/jpeg", "image/jpg", "image/png", "image/webp", "image/heic", "image/heif"},
)
"""Media types a sender may promise; older Androids say image/jpg, and a HEIC is called either way."""


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file that starts with these bytes (12 are enough), or None when it is no photo.

    A JPEG with several pictures inside (MPO, what many phones write) starts like any JPEG and is one.
    """
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return None
