"""The copies people see: upright, sRGB, JPEG without metadata, in two sizes. Pure."""

import io
from dataclasses import dataclass
from enum import StrEnum

from PIL import ExifTags, Image, ImageCms

from media.checks import check_pixels
from media.dhash import dhash
from media.kinds import Kind

LARGE_SIDE = 1600
SMALL_SIDE = 320
_QUALITY = 82  # half the bytes of 92, and no difference on a phone

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = frozenset(_UPRIGHT[orientation] for orientation in (5, 6, 7, 8))


class Rendition(StrEnum):
    """Which copy of a photo: the bytes as they came, or one of the two made from them."""

    ORIGINAL = "original"
    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """What was made from a picture.

    Attributes:
        width: pixels of the whole picture, upright as people see it.
        height: the same.
        large: JPEG, at most ``LARGE_SIDE`` px on the longer side, never enlarged.
        small: the same with ``SMALL_SIDE``.
        dhash: what the upright picture shows, as ``media.dhash`` says; None for a picture of one tone.
    """

    width: int
    height: int
    large: bytes
    small: bytes
    dhash: str | None


def render(image: Image.Image, kind: Kind) -> Rendered:
    """Decode an opened picture, its first frame when it has several, and make both copies.

    Raises:
        PhotoRefused: a HEIC decodes to more pixels than its header said.
        Exception: nearly any built-in error, from a decoder fed broken bytes.
    """
    size = _decode(image, kind)
    pixels = _plain(image)
    large = _on_white(pixels.resize(_fit(size, LARGE_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0))
    large = _in_srgb(large, image.info.get("icc_profile"))
    turn = _UPRIGHT.get(_orientation(image))
    if turn is not None:
        large = large.transpose(turn)
    width, height = size[::-1] if turn in _ON_ITS_SIDE else size
    small = large.resize(_fit(large.size, SMALL_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Rendered(width=width, height=height, large=_jpeg(large), small=_jpeg(small), dhash=dhash(small))


def _decode(image: Image.Image, kind: Kind) -> tuple[int, int]:
    """Load the pixels and return the size of the whole picture.

    A JPEG is decoded at 1/2, 1/4 or 1/8 when that still covers the large copy: a quarter of the time, and of
    the memory. A HEIC decodes to its true size, whatever its header said.
    """
    size = image.size
    if kind is Kind.JPEG:
        image.draft(None, _fit(size, LARGE_SIDE))
        image.load()
        return size
    image.load()
    check_pixels(*image.size)
    return image.size


def _fit(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size with its longer side cut to ``side`` and its shape kept; the same when it is smaller."""
    longer = max(size)
    if longer <= side:
        return size
    return max(1, round(size[0] * side / longer)), max(1, round(size[1] * side / longer))


def _orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 when there is none or it cannot be read.

    libheif turns a HEIC while it decodes and its plugin sets the tag to 1, so nothing is turned twice.
    """
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - a broken directory raises anything from struct.error to TypeError
        return 1
    return value if isinstance(value, int) else 1


def _plain(image: Image.Image) -> Image.Image:
    """The picture in a mode that resizes well: L, RGB, CMYK, or RGBA when any of it is transparent."""
    if image.mode == "I;16":  # converting to L clips at 255 instead of scaling
        return image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode == mode or (mode == "RGB" and image.mode in {"L", "CMYK"}):
        return image  # converting to the same mode would copy up to 200 MB
    return image.convert(mode)


def _on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency, as on a white page."""
    if image.mode != "RGBA":
        return image
    page = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(page, image).convert("RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB, which is what software takes an untagged JPEG for."""
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # broken, or of another colour space than the pixels
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    """The picture as a JPEG of pixels alone: Pillow would carry a comment over."""
    image.info = {}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
