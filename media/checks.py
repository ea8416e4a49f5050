"""What a file must hold to before any of it is decoded. Pure: bytes in, a refusal or nothing out."""

from itertools import islice

from media.errors import FILE, PhotoRefused
from media.headers import jpeg_markers, png_chunks, webp_size
from media.kinds import DECLARED_TYPES, Kind, kind_of

MAX_BYTES = 12 * 1024 * 1024
"""What the city's apps send at most; i莞家 compresses above."""

MAX_PIXELS = 52_000_000
"""A 50-megapixel phone gives 8192 × 6144 = 50.3 million; more is no photo of this size in bytes."""

MAX_WEBP_PIXELS = MAX_PIXELS // 2
"""The WebP decoder holds every pixel four times over, and no camera writes WebP."""

MAX_SIDE = 16_384
"""Pixels; panoramas of phones stay below."""

MAX_SCANS = 32
"""Passes over a JPEG. Encoders write 1-4 (baseline) or about 10 (progressive).

A pass costs time for every pixel but may take 75 bytes of file, so 12 MB can ask for hours of work.
"""

MAX_MARKERS = 1_000
"""Markers of a JPEG, and bytes of filling between them. Pillow takes up to 2 µs for each of either;
12 MB in segments of 64 KB are 192, and cameras write no filling."""

MAX_CHUNKS = 4_096
"""Chunks of a PNG, each of which Pillow reads by itself; 12 MB in pieces of 8 KB, as libpng writes them,
are 1,536."""


def check_bytes(size: int, path: tuple[str, ...] = FILE) -> None:
    """Refuse nothing at all and more than ``MAX_BYTES``."""
    if size <= 0:
        raise PhotoRefused("照片文件是空的", "The photo is an empty file", path=path, rule="not_empty")
    if size > MAX_BYTES:
        raise PhotoRefused(
            f"照片不能超过 {MAX_BYTES // 1024**2} MB",
            f"A photo is at most {MAX_BYTES // 1024**2} MB",
            path=path,
            rule="max_bytes",
        )


def check_declared(content_type: str, path: tuple[str, ...]) -> str:
    """The media type a sender says it will upload, in lower case.

    Raises:
        PhotoRefused: the media type is not on the list.
    """
    declared = content_type.strip().lower()
    if declared not in DECLARED_TYPES:
        raise _wrong_type(path)
    return declared


def check_header(data: bytes) -> Kind:
    """The kind of a file, after everything its first bytes and its markers can break.

    Raises:
        PhotoRefused: it is empty, too large, of no kind on the list, or would take too long to decode.
    """
    check_bytes(len(data))
    kind = kind_of(data)
    if kind is None:
        raise _wrong_type(FILE)
    if kind is Kind.JPEG:
        _check_markers(data)
    if kind is Kind.PNG and sum(1 for _ in islice(png_chunks(data), MAX_CHUNKS + 1)) > MAX_CHUNKS:
        raise _too_many_segments()
    if kind is Kind.WEBP:
        size = webp_size(data)
        if size is None:
            raise undecodable()
        check_pixels(*size, most=MAX_WEBP_PIXELS)
    return kind


def check_pixels(width: int, height: int, most: int = MAX_PIXELS) -> None:
    """Refuse more than ``most`` pixels in all or ``MAX_SIDE`` on a side."""
    if max(width, height) > MAX_SIDE or width * height > most:
        raise too_many_pixels(most)


def too_many_pixels(most: int = MAX_PIXELS) -> PhotoRefused:
    """The refusal of a picture whose pixels would not fit."""
    return PhotoRefused(
        f"照片像素过大：最多 {most // 10_000} 万像素，单边不超过 {MAX_SIDE} 像素",
        f"Too many pixels: at most {most // 1_000_000} million, and {MAX_SIDE} on a side",
        path=FILE,
        rule="max_pixels",
    )


def undecodable() -> PhotoRefused:
    """The refusal of a file that looks like a photo and cannot be read as one."""
    return PhotoRefused(
        "照片已损坏或不完整，请重新拍摄或选择",
        "The photo is damaged or incomplete; take or choose it again",
        path=FILE,
        rule="decodable",
    )


def _check_markers(data: bytes) -> None:
    """Refuse a JPEG whose markers alone would keep its readers busy."""
    scans = filling = 0
    for count, marker in enumerate(jpeg_markers(data), 1):
        scans += marker.scan
        filling += marker.gap
        if marker.stray or scans > MAX_SCANS:
            raise undecodable()
        if max(count, filling) > MAX_MARKERS:
            raise _too_many_segments()
    if not scans:
        raise undecodable()


def _too_many_segments() -> PhotoRefused:
    return PhotoRefused(
        "照片文件的结构异常（数据段过多），请重新拍摄或选择",
        "The photo file is made of too many segments; take or choose it again",
        path=FILE,
        rule="max_segments",
    )


def _wrong_type(path: tuple[str, ...]) -> PhotoRefused:
    return PhotoRefused(
        "仅支持 JPEG、PNG、WebP、HEIC 格式的照片",
        "A photo is a JPEG, PNG, WebP or HEIC file",
        path=path,
        rule="file_type",
    )
