"""Photos as phones and mischief-makers send them, made on the spot."""

import io
import struct
import zlib
from datetime import datetime
from random import Random

import pillow_heif
from PIL import ExifTags, Image, ImageCms

from intake import Point

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 180, 30), (30, 30, 220), (230, 220, 30)


def picture(size: tuple[int, int] = (400, 300)) -> Image.Image:
    """Four coloured quarters: red, green / blue, yellow. So one sees which way is up."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image


def scene(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A street as a camera sees it: soft shapes all over, others for every seed."""
    blots = Image.frombytes("RGB", (12, 9), Random(seed).randbytes(12 * 9 * 3))
    return blots.resize(size, Image.Resampling.BICUBIC)


def corners(image: Image.Image) -> list[str]:
    """What stands in the four quarters of a picture: top left, top right, bottom left, bottom right."""
    names = {"red": RED, "green": GREEN, "blue": BLUE, "yellow": YELLOW, "white": (255, 255, 255)}
    rgb, (width, height) = image.convert("RGB"), image.size

    def name(x: int, y: int) -> str:
        pixel = rgb.getpixel((x, y))
        assert isinstance(pixel, tuple)
        return min(names, key=lambda key: sum(abs(a - b) for a, b in zip(names[key], pixel, strict=True)))

    return [name(width * x // 4, height * y // 4) for y in (1, 3) for x in (1, 3)]


def exif(
    *,
    point: Point | None = None,
    taken_at: datetime | None = None,
    offset: str | None = None,
    orientation: int | None = None,
    datum: str | None = None,
) -> Image.Exif:
    """EXIF as a phone writes it. ``taken_at`` is local and naive, ``offset`` like ``+08:00``."""
    tags = Image.Exif()
    tags[ExifTags.Base.Make] = "Secret Camera"
    if orientation is not None:
        tags[ExifTags.Base.Orientation] = orientation
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    if taken_at is not None:
        camera[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if offset is not None:
        camera[ExifTags.Base.OffsetTimeOriginal] = offset
    gps = tags.get_ifd(ExifTags.IFD.GPSInfo)
    if point is not None:
        gps[ExifTags.GPS.GPSLatitudeRef] = "N" if point.latitude >= 0 else "S"
        gps[ExifTags.GPS.GPSLatitude] = _sexagesimal(abs(point.latitude))
        gps[ExifTags.GPS.GPSLongitudeRef] = "E" if point.longitude >= 0 else "W"
        gps[ExifTags.GPS.GPSLongitude] = _sexagesimal(abs(point.longitude))
    if datum is not None:
        gps[ExifTags.GPS.GPSMapDatum] = datum
    return tags


def encode(image: Image.Image, kind: str, tags: Image.Exif | None = None, **options: object) -> bytes:
    """The picture as a file: ``JPEG``, ``PNG``, ``WEBP``, ``HEIF`` or ``MPO``."""
    out = io.BytesIO()
    if tags is not None:
        options["exif"] = tags.tobytes()
    if kind == "HEIF":
        options.setdefault("enc_params", {"preset": "ultrafast"})  # larger files, in a seventh of the time
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(
    size: tuple[int, int] = (400, 300),
    *,
    point: Point | None = None,
    taken_at: datetime | None = None,
    offset: str | None = None,
    orientation: int | None = None,
    seed: int | None = None,
) -> bytes:
    """A JPEG with EXIF: four coloured quarters, or the scene of a seed."""
    tags = exif(point=point, taken_at=taken_at, offset=offset, orientation=orientation)
    image = picture(size) if seed is None else scene(seed, size)
    return encode(image, "JPEG", tags, quality=90)


def mpo(size: tuple[int, int] = (400, 300)) -> bytes:
    """Two pictures in one JPEG, as phones write portraits: the second is all white."""
    return encode(
        picture(size), "MPO", exif(), save_all=True, append_images=[Image.new("RGB", size, "white")]
    )


def swapped_profile() -> bytes:
    """An ICC profile of a colour space whose red is sRGB's green and the other way round."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    table = profile[:512]
    assert table.count(b"rXYZ") == table.count(b"gXYZ") == 1
    return table.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ") + profile[512:]


def truncated_jpeg() -> bytes:
    """A JPEG whose second half never arrived."""
    whole = jpeg((800, 600))
    return whole[: len(whole) // 2]


def long_winded_jpeg(scans: int = 1000) -> bytes:
    """A small JPEG that asks its decoder for another pass over all pixels again and again."""
    plain = encode(Image.new("L", (1000, 1000), 128), "JPEG", progressive=True)
    last = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + last * scans + b"\xff\xd9"


def crowded_jpeg(filling: bytes, size: int = 11_000_000) -> bytes:
    """A JPEG with the same bytes between its head and its tables again and again; ``size`` is of these."""
    plain = encode(picture(), "JPEG")
    return plain[:20] + filling * (size // len(filling)) + plain[20:]


def crowded_png(chunks: int, name: bytes = b"tEXt", *, behind: bool = False) -> bytes:
    """A PNG with this many remarks before its pixels, or behind them."""
    plain = encode(picture(), "PNG")
    at = len(plain) - 12 if behind else 33
    return plain[:at] + _chunk(name, b"a\0b") * chunks + plain[at:]


def bomb_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A well-formed PNG of a few hundred bytes that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + _chunk(b"IEND", b"")
    )


def bomb_webp(width: int = 16_384, height: int = 16_384) -> bytes:
    """A WebP that asks for a canvas of 268 million pixels and has nothing to put on it."""
    canvas = bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def renamed_text() -> bytes:
    """What somebody called ``photo.jpg``."""
    return "这不是照片，只是改了扩展名的文本文件。".encode() * 20


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 4)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
