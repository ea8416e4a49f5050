import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import Point
from routing import LayerRefused, builtin_catalogue, builtin_layer
from routing.plane import metres_between
from routing.prototypes import REACH_M, read_prototypes

CATALOGUE = builtin_catalogue()
LAYER = builtin_layer(CATALOGUE)
HEADER = "town_code,town_name,longitude,latitude\n"
NANCHENG, HUMEN, WANJIANG = "441900004000", "441900121000", "441900005000"
EAST_M = 102_640.0  # metres in a degree of longitude at 22.9 N

# two towns, one prototype each, 2 km apart on the same parallel; their border runs half-way between
PAIR = read_prototypes(
    f"{HEADER}{NANCHENG},南城街道,113.7,22.9\n{HUMEN},虎门镇,{113.7 + 2000 / EAST_M},22.9\n", CATALOGUE.towns
)


def east(metres: float, latitude: float = 22.9) -> Point:
    return Point(113.7 + metres / EAST_M, latitude)


@pytest.mark.parametrize(
    ("name", "longitude", "latitude"),
    [
        ("南城街道", 113.74373, 23.02486),
        ("虎门镇", 113.673, 22.815),
        ("松山湖", 113.888, 22.917),
        ("长安镇", 113.803, 22.803),
        ("常平镇", 113.996, 22.976),
        ("樟木头镇", 114.083, 22.914),
    ],
)
def test_well_known_places(name: str, longitude: float, latitude: float) -> None:
    ground = LAYER.locate(Point(longitude, latitude)).jurisdiction
    assert ground is not None
    assert ground.town_name == name
    assert ground.approximate
    assert ground.layer == LAYER.version
    assert ground.snapped_m == 0


def test_all_areas_but_the_one_without_prototypes_can_be_answered() -> None:
    assert set(CATALOGUE.towns) - LAYER.town_codes == {"441900404000"}


def test_the_border_is_half_way_between_prototypes() -> None:
    ground = PAIR.locate(east(300)).jurisdiction
    assert ground is not None
    assert ground.town_code == NANCHENG
    assert ground.border_m == pytest.approx(700, rel=0.002)
    assert ground.second_town_code is None


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "second"),
    [
        (940, None, None),
        (960, None, HUMEN),
        (960, 5.0, HUMEN),  # nearer than 50 m is never certain
        (800, 100.0, None),
        (800, 250.0, HUMEN),
        (1040, None, NANCHENG),
    ],
)
def test_near_a_border_the_second_town_is_named(
    metres: float, accuracy_m: float | None, second: str | None
) -> None:
    ground = PAIR.locate(east(metres), accuracy_m).jurisdiction
    assert ground is not None
    assert ground.second_town_code == second
    assert (ground.second_town_name is None) == (second is None)


def test_the_reach_ends_and_snapping_carries_a_little_farther() -> None:
    inside = PAIR.locate(east(-1990)).jurisdiction
    assert inside is not None
    assert inside.snapped_m == 0
    snapped = PAIR.locate(east(-2200))
    assert snapped.jurisdiction is not None
    assert snapped.jurisdiction.town_code == NANCHENG
    true = metres_between(east(-2200), east(0)) - REACH_M
    assert snapped.jurisdiction.snapped_m == pytest.approx(true)
    assert true == pytest.approx(200, abs=5)
    outside = PAIR.locate(east(-2400))
    assert outside.jurisdiction is None
    assert outside.nearest == "南城街道"
    assert outside.nearest_m == pytest.approx(400, abs=5)


def test_a_single_town_has_no_border() -> None:
    alone = read_prototypes(f"{HEADER}{NANCHENG},南城街道,113.7,22.9\n", CATALOGUE.towns)
    ground = alone.locate(east(10), 5000.0).jurisdiction
    assert ground is not None
    assert ground.border_m is None
    assert ground.second_town_code is None


def test_two_towns_on_one_spot_are_told_as_their_border() -> None:
    twins = read_prototypes(
        f"{HEADER}{NANCHENG},南城街道,113.7,22.9\n{HUMEN},虎门镇,113.7,22.9\n", CATALOGUE.towns
    )
    ground = twins.locate(east(400)).jurisdiction
    assert ground is not None
    assert ground.border_m == 0
    assert {ground.town_code, ground.second_town_code} == {NANCHENG, HUMEN}


@pytest.mark.parametrize(
    "point",
    [
        Point(0, 0),
        Point(116.4, 39.9),
        Point(-180, -90),
        Point(114.17, 22.3),  # Hong Kong
        Point(113.26, 23.13),  # Guangzhou
        Point(114.06, 22.55),  # Shenzhen
    ],
)
def test_elsewhere_is_outside_the_city(point: Point) -> None:
    located = LAYER.locate(point)
    assert located.jurisdiction is None
    assert located.nearest is not None
    assert located.nearest_m > 300


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_on_the_globe_is_nowhere(bad: float) -> None:
    for point in (Point(bad, 23.0), Point(113.7, bad), Point(23.0, 113.7)):
        located = LAYER.locate(point)
        assert located.jurisdiction is None
        assert located.nearest is None


@given(st.floats(113.4, 114.4), st.floats(22.5, 23.3), st.none() | st.floats(0, 100_000))
def test_every_answer_is_whole(longitude: float, latitude: float, accuracy_m: float | None) -> None:
    located = LAYER.locate(Point(longitude, latitude), accuracy_m)
    if located.jurisdiction is None:
        assert located.nearest_m > 300
        return
    ground = located.jurisdiction
    assert CATALOGUE.towns[ground.town_code].name == ground.town_name
    assert ground.border_m is not None
    assert ground.border_m >= 0
    assert 0 <= ground.snapped_m <= 300
    assert (ground.second_town_code is not None) == (ground.border_m <= max(accuracy_m or 0, 50))
    assert ground.second_town_code != ground.town_code


@pytest.mark.parametrize(
    ("rows", "rule", "path"),
    [
        ("", "empty", ("town_prototypes.csv",)),
        ("441900999000,无,113.7,22.9\n", "known_town", ("town_prototypes.csv", "2")),
        (f"{NANCHENG},南城街道,113.7,22.9\n{HUMEN},虎门镇,x,22.9\n", "degrees", ("town_prototypes.csv", "3")),
        (f"{NANCHENG},南城街道,nan,22.9\n", "degrees", ("town_prototypes.csv", "2")),
        (f"{NANCHENG},南城街道,22.9,113.7\n", "degrees", ("town_prototypes.csv", "2")),
    ],
)
def test_a_faulty_row_is_named(rows: str, rule: str, path: tuple[str, ...]) -> None:
    with pytest.raises(LayerRefused) as refused:
        read_prototypes(HEADER + rows, CATALOGUE.towns)
    assert (refused.value.rule, refused.value.path) == (rule, path)
