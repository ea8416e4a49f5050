"""What is read from raw bytes, because the decoders would pay for it before Pillow could tell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# A marker: 0xFF and a code that is no stuffed 0xFF (00), no fill (FF) and no restart inside a scan (D0-D7).
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_TEMPORARY, _START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = 0x01, 0xD8, 0xD9, 0xDA
# Without a length, or (0xC8 and 0xF0-0xFD, reserved for extensions) without one in the eyes of Pillow.
_BARE = frozenset({_TEMPORARY, _START_OF_IMAGE, _END_OF_IMAGE, 0xC8, *range(0xF0, 0xFE)})


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker of a JPEG.

    Attributes:
        gap: bytes between the segment before and this marker that belong to neither; 0 behind a scan.
        scan: a pass over all pixels starts here.
        stray: it stands before the first scan, where no encoder writes it and where readers disagree.
    """

    gap: int
    scan: bool
    stray: bool


def jpeg_markers(data: bytes) -> Iterator[Marker]:
    """The markers of the first picture of a JPEG, up to its end (ITU-T T.81, annex B)."""
    at, in_scan, scanned = 2, False, False
    while (found := _MARKER.search(data, at)) is not None:
        code = found[1][0]
        if code == _END_OF_IMAGE and scanned:
            return
        yield Marker(
            gap=0 if in_scan else found.start() - at,
            scan=code == _START_OF_SCAN,
            stray=not scanned and code in _BARE,
        )
        at, in_scan = found.end(), code == _START_OF_SCAN
        scanned |= in_scan
        if code not in {_TEMPORARY, _START_OF_IMAGE}:
            at += max(2, int.from_bytes(data[at : at + 2]))


def png_chunks(data: bytes) -> Iterator[bytes]:
    """The types of the chunks of a PNG before its last, IEND (ISO/IEC 15948, 5.3)."""
    at = 8
    while (name := data[at + 4 : at + 8]) not in {b"", b"IEND"}:
        yield name
        at += 12 + int.from_bytes(data[at : at + 4])


def webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a WebP (RFC 9649), or None when its first chunk is no picture.

    The WebP decoder reserves two canvases as soon as a file is opened.
    """
    body = data[20:30].ljust(10, b"\0")  # what is cut short is left to the decoder to refuse
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
        case b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case b"VP8 ":
            width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
            return width & 0x3FFF, height & 0x3FFF
        case _:
            return None
