import io
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from intake import Point
from media.develop import develop
from media.facts import Facts, _captured, _point, read_facts
from support import images

GPS = ExifTags.GPS


def gps(latitude: object, longitude: object, **more: object) -> dict[int, object]:
    return {
        GPS.GPSLatitude: latitude,
        GPS.GPSLatitudeRef: more.get("north", "N"),
        GPS.GPSLongitude: longitude,
        GPS.GPSLongitudeRef: more.get("east", "E"),
        GPS.GPSMapDatum: more.get("datum", "WGS-84"),
    }


def test_a_photo_without_exif_tells_nothing() -> None:
    assert read_facts(images.picture()) == Facts()


@pytest.mark.parametrize(
    ("stamp", "offset", "expected"),
    [
        ("2026:11:23 09:30:00", "+08:00", (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), False)),
        ("2026:11:23 09:30:00", "-03:30", (datetime(2026, 11, 23, 13, 0, tzinfo=UTC), False)),
        ("2026:11:23 09:30:00\x00", None, (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), True)),
        ("2026:11:23 09:30:00", "   :  ", (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), True)),
        (b"2026:11:23 09:30:00", b"+08:00", (datetime(2026, 11, 23, 1, 30, tzinfo=UTC), False)),
        ("0000:00:00 00:00:00", "+08:00", (None, False)),
        ("0001:01:01 00:00:00", "+08:00", (None, False)),
        ("2026:11:23 09:30:00", "+99:00", (None, False)),
        ("    :  :     :  :  ", None, (None, False)),
        (None, "+08:00", (None, False)),
        (20261123, None, (None, False)),
    ],
)
def test_capture_time(stamp: object, offset: object, expected: tuple[datetime | None, bool]) -> None:
    assert _captured(stamp, offset) == expected


def test_position() -> None:
    assert _point(gps((23.0, 1.0, 14.52), (113.0, 45.0, 6.48))) == Point(113.7518, 23.0207)
    south_west = _point(gps((23.5, 0, 0), (43.25, 0, 0), north="S", east="W"))
    assert south_west == Point(-43.25, -23.5)
    assert _point(gps((23, 1, 0), (113, 45, 0), datum="CGCS2000\x00")) is not None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        gps((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        gps((91.0, 0.0, 0.0), (113.0, 0.0, 0.0)),
        gps((23.0, 0.0, 0.0), (181.0, 0.0, 0.0)),
        gps((float("nan"),) * 3, (113.0, 0.0, 0.0)),
        gps((float("inf"), 0.0, 0.0), (113.0, 0.0, 0.0)),
        gps((-23.0, 0.0, 0.0), (113.0, 0.0, 0.0)),
        gps((23.0, 0.0), (113.0, 0.0, 0.0)),
        gps(("23", "x", "0"), (113.0, 0.0, 0.0)),
        gps((None, 0, 0), (113.0, 0.0, 0.0)),
        gps((23.0, 0.0, 0.0), (113.0, 0.0, 0.0), north="NS"),
        gps((23.0, 0.0, 0.0), (113.0, 0.0, 0.0), east=""),
        gps((23.0, 0.0, 0.0), (113.0, 0.0, 0.0), datum="TOKYO"),
        gps((23.0, 0.0, 0.0), (113.0, 0.0, 0.0), datum="GCJ-02"),
        gps((10**400, 0, 0), (113.0, 0.0, 0.0)),
        gps(23.0, 113.0),
        gps((Fraction(23), b"\x00", 0), (113.0, 0.0, 0.0)),
    ],
)
def test_a_position_that_cannot_be_is_not_known(broken: dict[int, object]) -> None:
    assert _point(broken) is None


VALUES = st.one_of(
    st.none(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.binary(max_size=30),
    st.tuples(st.floats(), st.floats(), st.floats()),
    st.tuples(st.integers(), st.none(), st.text(max_size=3)),
)


@given(values=st.lists(VALUES, min_size=7, max_size=7))
def test_no_value_of_a_tag_raises(values: list[Any]) -> None:
    stamp, offset, *rest = values
    captured_at, _ = _captured(stamp, offset)
    point = _point(dict(zip(gps(0, 0), rest, strict=True)))
    assert captured_at is None or captured_at.tzinfo is UTC
    assert point is None or abs(point.latitude) <= 90


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow remarks on broken EXIF where it can go on
@settings(max_examples=100)
@given(st.integers(0, 2**32 - 1), st.binary(max_size=12), st.integers(0, 400))
def test_broken_exif_never_costs_the_photo(seed: int, noise: bytes, at: int) -> None:
    tags = images.exif(point=Point(113.75, 23.02), taken_at=datetime(2026, 1, 1), orientation=6).tobytes()  # noqa: DTZ001 - EXIF has naive times
    at = 6 + (at + seed) % (len(tags) - 6)
    broken = tags[:at] + noise + tags[at + len(noise) :]
    image = images.picture((32, 24))
    developed = develop(images.encode(image, "JPEG", exif=broken))
    assert developed.rendered.large
    assert isinstance(developed.facts, Facts)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_that_is_none_costs_the_facts_and_not_the_photo(kind: str) -> None:
    developed = develop(images.encode(images.picture(), kind, exif=b"Exif\0\0no TIFF header at all"))
    assert developed.facts == Facts()
    assert developed.rendered.width == 400


def test_a_directory_that_cannot_be_read_tells_nothing() -> None:
    data = images.encode(images.picture(), "PNG", exif=b"Exif\0\0no TIFF header at all")
    with Image.open(io.BytesIO(data)) as image:
        assert read_facts(image) == Facts()
