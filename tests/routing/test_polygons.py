import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import Point
from routing import Located, PolygonLayer, builtin_catalogue, load_geojson
from routing.plane import metres_between
from support.squares import EAST_M, NORTH_M, SOUTH, STEP, WEST, collection, feature, ring

TOWNS = builtin_catalogue().towns
NANCHENG, HUMEN, SONGSHAN = "441900004000", "441900121000", "441900401000"
# 南城 west, 虎门 east, side by side
PAIR = load_geojson(collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(1, 0))), TOWNS)
# 松山湖, a zone with precedence, lies over the border of the two
ZONED = load_geojson(
    collection(
        feature(NANCHENG, ring(0, 0)),
        feature(HUMEN, ring(1, 0)),
        feature(SONGSHAN, ring(0.75, 0.25, 0.5, 0.5), priority=1),
    ),
    TOWNS,
)


def at(column: float, row: float, *, east_m: float = 0.0, north_m: float = 0.0) -> Point:
    return Point(WEST + column * STEP + east_m / EAST_M, SOUTH + row * STEP + north_m / NORTH_M)


def town(layer: PolygonLayer, point: Point, accuracy_m: float | None = None) -> str | None:
    ground = layer.locate(point, accuracy_m).jurisdiction
    return ground.town_code if ground else None


def test_inside_it_names_the_town_and_the_distance_to_the_other() -> None:
    ground = PAIR.locate(at(1, 0.5, east_m=-400)).jurisdiction
    assert ground is not None
    assert (ground.town_code, ground.town_name) == (NANCHENG, "南城街道")
    assert ground.border_m == pytest.approx(400, rel=0.002)
    assert ground.second_town_code is None
    assert not ground.approximate
    assert ground.layer == PAIR.version
    assert ground.layer.startswith("polygons-")


def test_the_edge_of_the_city_is_no_border_with_a_town() -> None:
    ground = PAIR.locate(at(0, 0.5, east_m=10)).jurisdiction
    assert ground is not None
    assert ground.border_m == pytest.approx(STEP * EAST_M - 10, rel=0.002)
    assert ground.second_town_code is None


@pytest.mark.parametrize(
    ("west_m", "accuracy_m", "second"),
    [(60, None, None), (45, None, HUMEN), (45, 3.0, HUMEN), (150, 120.0, None), (150, 160.0, HUMEN)],
)
def test_near_a_border_the_second_town_is_named(
    west_m: float, accuracy_m: float | None, second: str | None
) -> None:
    ground = PAIR.locate(at(1, 0.5, east_m=-west_m), accuracy_m).jurisdiction
    assert ground is not None
    assert (ground.town_code, ground.second_town_code) == (NANCHENG, second)


def test_on_the_border_the_choice_is_explained() -> None:
    located = PAIR.locate(at(1, 0.5))
    assert located.jurisdiction is not None
    assert located.jurisdiction.town_code == NANCHENG
    assert located.jurisdiction.second_town_code == HUMEN
    assert located.jurisdiction.border_m == 0
    assert located.overlapped == ("虎门镇",)


def test_beside_every_area_it_snaps_to_the_nearest() -> None:
    point = at(0.5, 1, north_m=250)
    located = PAIR.locate(point)
    assert located.jurisdiction is not None
    assert located.jurisdiction.town_code == NANCHENG
    true = metres_between(point, at(0.5, 1))
    assert located.jurisdiction.snapped_m == pytest.approx(true, rel=1e-3)
    assert located.jurisdiction.second_town_code is None


def test_a_snapped_point_between_two_towns_names_both() -> None:
    ground = PAIR.locate(at(1, 1, east_m=-20, north_m=200)).jurisdiction
    assert ground is not None
    assert (ground.town_code, ground.second_town_code) == (NANCHENG, HUMEN)


def test_beyond_300_m_it_is_outside_the_city() -> None:
    located = PAIR.locate(at(0.5, 1, north_m=310))
    assert located.jurisdiction is None
    assert located.nearest == "南城街道"
    assert located.nearest_m == pytest.approx(310, rel=5e-3)


def test_a_zone_with_precedence_keeps_its_ground() -> None:
    located = ZONED.locate(at(0.85, 0.5))
    assert located.jurisdiction is not None
    assert located.jurisdiction.town_code == SONGSHAN
    assert located.jurisdiction.border_m == pytest.approx(0.1 * STEP * EAST_M, rel=0.002)
    assert located.overlapped == ("南城街道",)


def test_around_a_zone_the_border_is_the_zone() -> None:
    ground = ZONED.locate(at(0.75, 0.5, east_m=-30)).jurisdiction
    assert ground is not None
    assert ground.town_code == NANCHENG
    assert ground.border_m == pytest.approx(30, rel=0.002)
    assert ground.second_town_code == SONGSHAN


def test_a_hole_belongs_to_whoever_fills_it() -> None:
    layer = load_geojson(
        collection(
            feature(NANCHENG, ring(0, 0, 3, 3), ring(1, 1)[::-1]),
            feature(HUMEN, ring(1, 1)),
        ),
        TOWNS,
    )
    assert town(layer, at(1.5, 1.5)) == HUMEN
    assert town(layer, at(0.5, 1.5)) == NANCHENG


def test_a_single_area_has_no_border() -> None:
    layer = load_geojson(collection(feature(NANCHENG, ring(0, 0))), TOWNS)
    ground = layer.locate(at(0.5, 0.5), 90_000.0).jurisdiction
    assert ground is not None
    assert ground.border_m is None
    assert ground.second_town_code is None


@pytest.mark.parametrize("point", [Point(math.nan, 23), Point(113.7, math.inf), Point(22.9, 113.7)])
def test_what_is_not_on_the_globe_is_nowhere(point: Point) -> None:
    assert PAIR.locate(point) == Located(jurisdiction=None, nearest_m=math.inf)


@pytest.mark.parametrize("point", [Point(0, 0), Point(-180, 90), Point(113.7, 23.9)])
def test_far_away_is_outside_the_city(point: Point) -> None:
    located = PAIR.locate(point)
    assert located.jurisdiction is None
    assert located.nearest_m > 10_000


@given(st.floats(-0.3, 2.3), st.floats(-0.3, 1.3))
def test_every_point_agrees_with_plain_arithmetic(column: float, row: float) -> None:
    located = ZONED.locate(at(column, row))
    inside = 0 <= column <= 2 and 0 <= row <= 1
    zone = 0.75 <= column <= 1.25 and 0.25 <= row <= 0.75
    near_line = min(abs(column - line) for line in (0, 0.75, 1, 1.25, 2)) < 1e-6
    near_line |= min(abs(row - line) for line in (0, 0.25, 0.75, 1)) < 1e-6
    if near_line:
        return
    if zone:
        assert town(ZONED, at(column, row)) == SONGSHAN
    elif inside:
        assert town(ZONED, at(column, row)) == (NANCHENG if column < 1 else HUMEN)
    else:
        assert located.nearest_m > 0
        assert (located.jurisdiction is None) == (located.nearest_m > 300)
