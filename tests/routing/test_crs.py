import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import Crs, InvalidInput, Point, check_point
from routing.crs import (
    Pair,
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from routing.plane import metres_between

in_china = st.tuples(st.floats(73.5, 135), st.floats(3.5, 53.5))


@pytest.mark.parametrize(
    ("wgs84", "gcj02", "precision"),
    [
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 1e-12),
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 1e-12),
        ((123.0, 45.0), (123.00607541, 45.00197815), 1e-8),
        ((113.7463, 23.0462), (113.75149771, 23.04348818), 1e-8),
    ],
)
def test_published_vectors(wgs84: Pair, gcj02: Pair, precision: float) -> None:
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, rel=0, abs=precision)
    assert gcj02_to_wgs84(*gcj02) == pytest.approx(wgs84, rel=0, abs=precision + 1e-11)


def test_baidu_vector() -> None:
    assert wgs84_to_bd09(113.7463, 23.0462) == pytest.approx((113.75793888, 23.04979689), rel=0, abs=1e-8)
    assert gcj02_to_bd09(113.75149771, 23.04348818) == pytest.approx(
        (113.75793888, 23.04979689), rel=0, abs=1e-8
    )


@given(in_china)
def test_there_and_back_is_within_a_micrometre(pair: Pair) -> None:
    assert gcj02_to_wgs84(*wgs84_to_gcj02(*pair)) == pytest.approx(pair, rel=0, abs=1e-11)
    assert bd09_to_gcj02(*gcj02_to_bd09(*pair)) == pytest.approx(pair, rel=0, abs=1e-11)
    assert bd09_to_wgs84(*wgs84_to_bd09(*pair)) == pytest.approx(pair, rel=0, abs=2e-11)


@given(st.floats(113.5, 114.3), st.floats(22.6, 23.2))
def test_skipping_the_conversion_would_be_hundreds_of_metres_off_here(
    longitude: float, latitude: float
) -> None:
    moved = Point(*wgs84_to_gcj02(longitude, latitude))
    assert 560 < metres_between(Point(longitude, latitude), moved) < 640


@pytest.mark.parametrize("pair", [(2.35, 48.85), (-74.0, 40.7), (0.0, 0.0), (151.2, -33.9), (113.7, -23.0)])
def test_outside_china_nothing_moves(pair: Pair) -> None:
    assert wgs84_to_gcj02(*pair) == pair
    assert gcj02_to_wgs84(*pair) == pair
    assert wgs84_to_bd09(*pair) == pair
    assert bd09_to_wgs84(*pair) == pair


def test_every_reference_leads_to_the_same_place() -> None:
    place = (113.7463, 23.0462)
    assert to_wgs84(*place, Crs.WGS84) == Point(*place)
    for crs, there in ((Crs.GCJ02, wgs84_to_gcj02(*place)), (Crs.BD09, wgs84_to_bd09(*place))):
        assert metres_between(to_wgs84(*there, crs), Point(*place)) < 1e-5


@pytest.mark.parametrize("crs", list(Crs))
@pytest.mark.parametrize("pair", [(math.nan, 23.0), (113.7, math.inf), (-math.inf, math.nan)])
def test_what_is_no_number_is_left_for_the_check_to_refuse(crs: Crs, pair: Pair) -> None:
    point = to_wgs84(*pair, crs)
    with pytest.raises(InvalidInput) as refused:
        check_point(point)
    assert refused.value.rule == "finite"


@pytest.mark.parametrize("crs", list(Crs))
def test_a_swapped_pair_is_still_recognised_after_conversion(crs: Crs) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_point(to_wgs84(23.04, 113.75, crs))
    assert refused.value.rule == "not_swapped"
