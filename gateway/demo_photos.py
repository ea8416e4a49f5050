"""Photos for the demonstration: drawn here, encoded as real JPEGs with real EXIF."""

import io
from dataclasses import dataclass
from datetime import datetime

from PIL import ExifTags, Image, ImageDraw, ImageFilter

from intake import CITY_ZONE, Point

_SIZE = (1600, 1200)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a photo shows: colours from top to bottom, and shapes on them."""

    sky: tuple[int, int, int]
    ground: tuple[int, int, int]
    shapes: tuple[tuple[str, tuple[int, int, int, int], tuple[int, int, int]], ...]


DARK_LAMP = Scene(
    (22, 26, 48),
    (44, 42, 46),
    (
        ("rectangle", (780, 300, 806, 900), (70, 70, 78)),
        ("rectangle", (690, 280, 806, 306), (70, 70, 78)),
        ("ellipse", (660, 296, 740, 340), (52, 52, 58)),
        ("rectangle", (0, 900, 1600, 930), (88, 86, 84)),
    ),
)
LIT_LAMP = Scene(
    (30, 34, 60),
    (70, 66, 58),
    (
        ("ellipse", (460, 140, 940, 560), (96, 88, 62)),
        ("rectangle", (780, 300, 806, 900), (96, 94, 92)),
        ("rectangle", (690, 280, 806, 306), (96, 94, 92)),
        ("ellipse", (660, 296, 740, 340), (255, 240, 190)),
        ("rectangle", (0, 900, 1600, 930), (120, 114, 104)),
    ),
)
RUBBISH = Scene(
    (176, 196, 214),
    (134, 128, 120),
    (
        ("ellipse", (480, 760, 820, 1010), (38, 40, 44)),
        ("ellipse", (720, 700, 1080, 1020), (52, 54, 60)),
        ("rectangle", (1010, 820, 1210, 1000), (168, 122, 74)),
        ("ellipse", (420, 880, 620, 1030), (212, 208, 200)),
    ),
)
OPEN_MANHOLE = Scene(
    (150, 160, 168),
    (104, 102, 100),
    (
        ("ellipse", (520, 700, 1080, 1010), (66, 64, 62)),
        ("ellipse", (560, 724, 1040, 986), (8, 8, 10)),
        ("ellipse", (1130, 860, 1480, 1060), (92, 88, 84)),
    ),
)


def draw(scene: Scene, taken_at: datetime, point: Point | None = None) -> bytes:
    """A JPEG of a scene with its capture time and, when given, its GPS position (WGS-84)."""
    image = Image.new("RGB", _SIZE, scene.sky)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 620, *_SIZE), fill=scene.ground)
    for shape, box, colour in scene.shapes:
        getattr(pen, shape)(box, fill=colour)
    image = image.filter(ImageFilter.GaussianBlur(3))
    grain = Image.effect_noise(_SIZE, 24).convert("RGB")
    out = io.BytesIO()
    Image.blend(image, grain, 0.08).save(out, "JPEG", quality=88, exif=_exif(taken_at, point))
    return out.getvalue()


def _exif(taken_at: datetime, point: Point | None) -> Image.Exif:
    local = taken_at.astimezone(CITY_ZONE)
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Suishoupai"
    details = exif.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.DateTimeOriginal] = local.strftime("%Y:%m:%d %H:%M:%S")
    details[ExifTags.Base.OffsetTimeOriginal] = "+08:00"
    if point is not None:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if point.latitude >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(abs(point.latitude))
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if point.longitude >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(abs(point.longitude))
        gps[ExifTags.GPS.GPSMapDatum] = "WGS-84"
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes, seconds = divmod(degrees * 3600, 60)
    whole, minutes = divmod(minutes, 60)
    return whole, minutes, round(seconds, 4)
