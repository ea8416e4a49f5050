from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import Ask, Crs, Location, LocationSource, Point
from routing import (
    Covering,
    Knowledge,
    OverlayRefused,
    builtin_catalogue,
    decide,
    load_geojson,
    load_overlay,
    read_catalogue,
)
from routing.crs import wgs84_to_gcj02
from routing.tables import Row
from support.rules import row
from support.squares import SOUTH, STEP, WEST, Ring, collection, feature, ring

CATALOGUE = builtin_catalogue()
NANCHENG, HUMEN = "441900004000", "441900121000"
HONGFU, YUANMEI = "441900004003", "441900004005"
LAYER = load_geojson(collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(1, 0))), CATALOGUE.towns)
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def at(column: float, row: float) -> Point:
    return Point(WEST + column * STEP, SOUTH + row * STEP)


def drawn(kind: str, code: str, *rings: Ring, **properties: Any) -> dict[str, Any]:
    return feature("", *rings, kind=kind, code=code, **properties)


def faults(*features: Any, layer: Any = LAYER, **options: Any) -> list[tuple[int, str]]:
    with pytest.raises(OverlayRefused) as refused:
        load_overlay(collection(*features), CATALOGUE, layer=layer, **options)
    assert all(fault.zh and fault.en for fault in refused.value.faults)
    return [(fault.row, fault.rule) for fault in refused.value.faults]


def test_it_tells_village_zones_and_kinds_of_place() -> None:
    overlay = load_overlay(
        collection(
            drawn("place", "school", ring(0, 0, 0.5, 0.5)),
            drawn("place", "highway", ring(0, 0, 2, 0.25)),
            drawn("place", "school", ring(0.25, 0, 0.5, 0.5)),
            drawn("zone", "shengtaiyuan", ring(0, 0)),
            drawn("zone", "songshanhu", ring(0.5, 0, 1, 1)),
            drawn("village", HONGFU, ring(0, 0, 0.5, 1)),
            drawn("village", YUANMEI, ring(0.5, 0, 0.5, 1)),
        ),
        CATALOGUE,
        layer=LAYER,
    )
    # zones by the priority of zones.csv, kinds of place by their order in places.csv
    assert overlay.cover(at(0.6, 0.1)) == Covering(
        village=YUANMEI, zones=("songshanhu", "shengtaiyuan"), places=("highway", "school")
    )
    assert overlay.cover(at(0.3, 0.4)) == Covering(
        village=HONGFU, zones=("shengtaiyuan",), places=("school",)
    )
    assert overlay.cover(at(1.2, 0.7)) == Covering(zones=("songshanhu",))
    assert overlay.cover(at(1.9, 0.9)) == Covering()
    assert overlay.cover(Point(float("nan"), 23.0)) == Covering()


def test_the_version_follows_the_content() -> None:
    one, other = (collection(drawn("zone", key, ring(0, 0))) for key in ("gang", "songshanhu"))
    versions = [load_overlay(data, CATALOGUE, layer=LAYER).version for data in (one, one, other)]
    assert versions[0] == versions[1] != versions[2]
    assert load_overlay(one, CATALOGUE, Crs.GCJ02, layer=LAYER).version != versions[0]


def test_other_references_are_converted() -> None:
    shifted: Ring = [wgs84_to_gcj02(*pair) for pair in ring(0, 0, 0.1, 0.1)]
    overlay = load_overlay(collection(drawn("zone", "gang", shifted)), CATALOGUE, Crs.GCJ02, layer=LAYER)
    assert overlay.cover(at(0.05, 0.05)).zones == ("gang",)
    assert overlay.cover(Point(*wgs84_to_gcj02(*ring(0.05, 0.05)[0]))).zones == ()


SEA = [(114.5, 21.9), (114.6, 21.9), (114.6, 22.0), (114.5, 21.9)]


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        (drawn("road", "highway", ring(1, 0)), "kind"),
        (drawn("zone", "moon", ring(1, 0)), "known_zone"),
        (drawn("place", "moon", ring(1, 0)), "known_place"),
        (drawn("village", "441900004999", ring(1, 0)), "known_village"),
        (drawn("village", "", ring(1, 0)), "known_village"),
        ("no feature", "kind"),
        (drawn("zone", "gang", ring(1, 0), priority=3), "priority"),
        (drawn("village", YUANMEI, ring(0.5, 0, 0.5, 1), priority="high"), "priority"),
        (drawn("zone", "gang", ring(1, 0)[:-1]), "closed_ring"),
        (
            drawn(
                "zone",
                "gang",
                [(113.7, 22.9), (113.72, 22.92), (113.72, 22.9), (113.7, 22.92), (113.7, 22.9)],
            ),
            "valid_geometry",
        ),
        (drawn("zone", "gang"), "geometry"),
        (drawn("zone", "gang", SEA), "in_city"),
        (drawn("village", HONGFU, ring(0.5, 0, 0.5, 1)), "unique"),
        (drawn("village", YUANMEI, ring(0.4, 0, 0.6, 1)), "overlap"),
        (drawn("village", YUANMEI, ring(0.1, 0.1, 0.1, 0.1), priority=-1), "ground_left"),
        (drawn("village", YUANMEI, ring(0.5, 0)), "village_in_town"),
    ],
)
def test_a_faulty_feature_is_named_by_its_row(second: Any, rule: str) -> None:
    assert faults(drawn("village", HONGFU, ring(0, 0, 0.5, 1)), second) == [(2, rule)]


def test_every_faulty_feature_is_told_at_once() -> None:
    bad = drawn("zone", "gang", ring(0, 0)[:-1])
    assert faults(bad, drawn("zone", "songshanhu", SEA), bad) == [
        (1, "closed_ring"),
        (2, "in_city"),
        (3, "closed_ring"),
        (3, "unique"),
    ]


@pytest.mark.parametrize(("data", "rule"), [(b"\xd6\xd0", "json"), (collection(), "empty")])
def test_a_file_that_is_no_layer_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(OverlayRefused) as refused:
        load_overlay(data, CATALOGUE, layer=LAYER)
    assert (refused.value.rule, refused.value.path) == (rule, ("features",))
    assert refused.value.zh.startswith("村界、功能区和场所图层未通过校验")


def test_a_precedence_lets_one_village_lie_in_another() -> None:
    data = collection(
        drawn("village", HONGFU, ring(0, 0)), drawn("village", YUANMEI, ring(0.4, 0.4, 0.2, 0.2), priority=1)
    )
    overlay = load_overlay(data, CATALOGUE, layer=LAYER)
    assert overlay.cover(at(0.5, 0.5)).village == YUANMEI
    assert overlay.cover(at(0.1, 0.1)).village == HONGFU


def test_without_town_polygons_a_village_is_only_held_to_the_city() -> None:
    data = collection(drawn("village", YUANMEI, ring(0.5, 0)))
    assert load_overlay(data, CATALOGUE).cover(at(1.2, 0.5)).village == YUANMEI


@settings(max_examples=40)
@given(
    st.lists(st.tuples(*[st.integers(0, 8)] * 2, *[st.integers(1, 8)] * 2), min_size=1, max_size=30),
    st.tuples(*[st.integers(-3, 40).map(lambda step: step / 33 + 0.001)] * 2),  # never on a side
)
def test_it_finds_what_looking_at_every_square_finds(
    squares: list[tuple[int, int, int, int]], spot: tuple[float, float]
) -> None:
    keys = list(CATALOGUE.places)
    sides = [(west / 16, south / 16, width / 16, height / 16) for west, south, width, height in squares]
    data = collection(
        *(drawn("place", keys[number % len(keys)], ring(*side)) for number, side in enumerate(sides))
    )
    point = at(*spot)
    column, line = (point.longitude - WEST) / STEP, (point.latitude - SOUTH) / STEP
    expected = {
        keys[number % len(keys)]
        for number, (west, south, width, height) in enumerate(sides)
        if west <= column <= west + width and south <= line <= south + height
    }
    overlay = load_overlay(data, CATALOGUE, layer=LAYER)
    assert overlay.cover(point).places == tuple(key for key in keys if key in expected)


def asked(point: Point, *rules: Row, village: str | None = None) -> Any:
    catalogue = read_catalogue(replace(CATALOGUE.tables, powers=rules))
    overlay = load_overlay(
        collection(
            drawn("zone", "songshanhu", ring(0.5, 0)),
            drawn("zone", "shengtaiyuan", ring(0, 0, 2, 1)),
            drawn("place", "highway", ring(0, 0, 2, 0.25)),
            drawn("village", HONGFU, ring(0, 0, 0.5, 1)),
        ),
        catalogue,
        layer=LAYER,
    )
    place = Location(point=point, raw=(0, 0), crs=Crs.WGS84, source=LocationSource.MAP, village_code=village)
    knowledge = Knowledge(catalogue=catalogue, layer=LAYER, overlay=overlay)
    return decide(Ask(matter="E0110", location=place, text=""), knowledge, NOW)


def test_a_decision_says_zone_kind_of_place_and_village_and_follows_their_rules() -> None:
    rules = (
        row("city", matter="E0110"),
        row("lake", zone="songshanhu", lead="JT"),
        row("park", zone="shengtaiyuan", lead="ZR"),
        row("highway", place="highway", matter="E01*", lead="JT"),
        row("village", village=HONGFU, lead="CW"),
    )
    decision = asked(at(0.7, 0.6), *rules)
    assert decision.rule == "lake"
    assert [reason.code for reason in decision.reasons] == [
        "matter_chosen",
        "in_town",
        "in_zone",
        "power_rule",
        "town_department",
    ]
    assert decision.reasons[2].zh == "位置在松山湖高新区、东莞生态园范围内，以松山湖高新区为先"
    assert decision.jurisdiction.zones == ("songshanhu", "shengtaiyuan")
    assert decision.jurisdiction.town_code == NANCHENG
    decision = asked(at(1.7, 0.1), *rules)
    assert decision.rule == "highway"
    assert [reason.zh for reason in decision.reasons[2:4]] == ["位置在东莞生态园范围内", "场所类型为公路"]
    assert decision.lead.id == f"JT-{HUMEN}"
    decision = asked(at(0.3, 0.6), *rules)
    assert (decision.rule, decision.lead.id) == ("village", f"CW-{HONGFU}")
    assert decision.jurisdiction.village_code == HONGFU
    assert decision.reasons[3].zh == "位置在鸿福社区居民委员会范围内"


def test_outside_the_city_and_across_a_border_zones_are_told_as_far_as_they_are_drawn() -> None:
    assert asked(at(8, 8), row("city")).jurisdiction is None
    near = asked(at(0.999, 0.6), row("city"))
    codes = [reason.code for reason in near.reasons]
    assert codes[1:4] == ["in_town", "near_border", "in_zone"]
    snapped = asked(at(0.7, 1.05), row("city"))
    assert [reason.code for reason in snapped.reasons][1:3] == ["snapped", "power_rule"]
