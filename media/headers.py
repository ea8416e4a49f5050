"""Two facts read from raw bytes, because the decoders pay for them before Pillow could tell."""

import re

# A marker: 0xFF and a code that is no stuffed 0xFF (00), no fill (FF) and no restart inside a scan (D0-D7).
_MARKER = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")
_TEMPORARY, _START_OF_IMAGE, _END_OF_IMAGE, _START_OF_SCAN = b"\x01", b"\xd8", b"\xd9", b"\xda"


def jpeg_scans(data: bytes) -> int:
    """How many passes a decoder makes over the first picture of a JPEG (ITU-T T.81, annex B).

    A pass costs time for every pixel but may take 75 bytes of file, so 12 MB can ask for hours of work.
    """
    scans, at = 0, 2
    while (marker := _MARKER.search(data, at)) is not None:
        code, at = marker[1], marker.end()
        if code == _END_OF_IMAGE:
            break
        if code not in {_TEMPORARY, _START_OF_IMAGE}:
            scans += code == _START_OF_SCAN
            at += max(2, int.from_bytes(data[at : at + 2]))
    return scans


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
