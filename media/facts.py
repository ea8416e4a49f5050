"""What a photo says of itself in EXIF: when and where it was taken. Restricted, and hostile until read."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from PIL import ExifTags, Image

from intake import InvalidInput, Point, check_point

# China keeps one time without summer time since 1991, before the first camera wrote EXIF.
_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_OFFSET = re.compile(r"([+-])(\d\d):([0-5]\d)")
# What GPSMapDatum holds when it means WGS-84; CGCS2000 differs from it by centimetres.
_WGS84 = frozenset({"", "WGS84", "CGCS2000"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What EXIF tells; a claim of the device, never proof.

    Attributes:
        captured_at: when the shutter opened, aware UTC; None when not told.
        captured_at_assumed: True when the file names no offset and Asia/Shanghai was assumed.
        point: where, WGS-84; None when not told or impossible.
    """

    captured_at: datetime | None = None
    captured_at_assumed: bool = False
    point: Point | None = None


def read_facts(image: Image.Image) -> Facts:
    """The facts of an opened image; whatever is missing or broken is simply not known."""
    try:
        exif = image.getexif()
        camera = exif.get_ifd(ExifTags.IFD.Exif)
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - a broken directory raises anything from struct.error to TypeError
        return Facts()
    captured_at, assumed = _captured(
        camera.get(ExifTags.Base.DateTimeOriginal), camera.get(ExifTags.Base.OffsetTimeOriginal)
    )
    return Facts(captured_at=captured_at, captured_at_assumed=assumed, point=_point(gps))


def _captured(stamp: object, offset: object) -> tuple[datetime | None, bool]:
    """The instant of ``2026:11:23 09:30:00`` at ``+08:00``, and whether the offset was assumed."""
    named = _OFFSET.fullmatch(_text(offset))
    zone = _SHANGHAI
    try:
        if named is not None:
            away = timedelta(hours=int(named[2]), minutes=int(named[3]))
            zone = timezone(-away if named[1] == "-" else away)
        local = datetime.strptime(_text(stamp), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
        return local.astimezone(UTC), named is None
    except (ValueError, OverflowError):  # no date, an offset of a day or more, or year 1 east of Greenwich
        return None, False


def _point(gps: Mapping[int, object]) -> Point | None:
    """The position of a GPS directory, when it is one and in WGS-84."""
    datum = _text(gps.get(ExifTags.GPS.GPSMapDatum)).upper().replace("-", "").replace(" ", "")
    if datum not in _WGS84:
        return None
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "NS")
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "EW")
    if latitude is None or longitude is None:
        return None
    point = Point(longitude=longitude, latitude=latitude)
    try:
        check_point(point)
    except InvalidInput:  # out of range, or the 0,0 of a device without a fix
        return None
    return point


def _degrees(value: object, reference: object, signs: str) -> float | None:
    """Degrees, minutes, seconds as signed degrees, rounded to a centimetre; None when they are not that."""
    sign = _text(reference)
    if not isinstance(value, tuple) or len(value) != 3 or sign not in tuple(signs):  # noqa: PLR2004 - d, m, s
        return None
    try:
        degrees, minutes, seconds = (float(part) for part in value)
    except (TypeError, ValueError, ArithmeticError):  # text, or a rational without a denominator
        return None
    total = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(total) or min(degrees, minutes, seconds) < 0:
        return None
    return round(-total if sign == signs[1] else total, 7)


def _text(value: object) -> str:
    """EXIF text without its padding; anything else is no text."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\x00 ") if isinstance(value, str) else ""
