from typing import Any

import orjson
import pytest

from intake import Crs, Point
from routing import LayerRefused, builtin_catalogue, load_geojson
from routing.crs import wgs84_to_bd09, wgs84_to_gcj02
from routing.plane import metres_between
from support.squares import EAST_M, NORTH_M, SOUTH, STEP, WEST, Ring, collection, feature, ring

TOWNS = builtin_catalogue().towns
NANCHENG, HUMEN, SONGSHAN = "441900004000", "441900121000", "441900401000"
SQUARE_M2 = STEP * EAST_M * STEP * NORTH_M


def refusal(data: bytes, **options: Any) -> LayerRefused:
    with pytest.raises(LayerRefused) as refused:
        load_geojson(data, TOWNS, **options)
    return refused.value


def test_the_ground_is_measured() -> None:
    layer = load_geojson(collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(1, 0))), TOWNS)
    assert layer.area_m2 == pytest.approx(2 * SQUARE_M2, rel=1e-3)
    assert layer.town_codes == {NANCHENG, HUMEN}


def test_the_version_follows_the_content() -> None:
    one = collection(feature(NANCHENG, ring(0, 0)))
    other = collection(feature(NANCHENG, ring(0, 1)))
    assert load_geojson(one, TOWNS).version == load_geojson(one, TOWNS).version
    assert load_geojson(one, TOWNS).version != load_geojson(other, TOWNS).version


def test_the_code_may_stand_in_the_properties() -> None:
    square = feature("", ring(0, 0), code=NANCHENG)
    del square["id"]
    assert load_geojson(collection(square), TOWNS).town_codes == {NANCHENG}


@pytest.mark.parametrize(
    "member",
    [
        None,
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "EPSG:4326"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    ],
)
def test_degrees_of_wgs84_and_the_national_datum_are_taken_as_they_are(member: Any) -> None:
    layer = load_geojson(collection(feature(NANCHENG, ring(0, 0)), crs=member), TOWNS)
    ground = layer.locate(Point(WEST + 1 / EAST_M, SOUTH + 0.01)).jurisdiction
    assert ground is not None
    assert ground.snapped_m == 0


@pytest.mark.parametrize(
    ("crs", "draw", "member"),
    [
        (Crs.GCJ02, wgs84_to_gcj02, None),
        (Crs.BD09, wgs84_to_bd09, None),
        (None, wgs84_to_gcj02, "GCJ-02"),
        (None, wgs84_to_bd09, {"type": "name", "properties": {"name": "BD-09"}}),
        (Crs.GCJ02, wgs84_to_gcj02, "gcj02"),
    ],
)
def test_other_references_are_converted(crs: Crs | None, draw: Any, member: Any) -> None:
    drawn: Ring = [draw(*pair) for pair in ring(0, 0)]
    layer = load_geojson(collection(feature(NANCHENG, drawn), crs=member), TOWNS, crs=crs)
    inside, outside = Point(WEST + 2 / EAST_M, SOUTH + 0.01), Point(WEST - 2 / EAST_M, SOUTH + 0.01)
    assert layer.locate(inside).nearest_m == 0
    assert layer.locate(outside).nearest_m == pytest.approx(2, abs=1)
    corner = drawn[0]
    assert metres_between(Point(*corner), Point(WEST, SOUTH)) > 500


def test_references_that_contradict_are_refused() -> None:
    data = collection(feature(NANCHENG, ring(0, 0)), crs="gcj02")
    assert refusal(data, crs=Crs.BD09).rule == "one_crs"


@pytest.mark.parametrize("member", ["EPSG:3857", {"properties": {"name": "EPSG:4547"}}, {"type": "link"}, 7])
def test_an_unknown_reference_is_refused(member: Any) -> None:
    assert refusal(collection(feature(NANCHENG, ring(0, 0)), crs=member)).rule == "known_crs"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "json"),
        (b"\xff\xfe", "json"),
        (b"[1, 2]", "feature_collection"),
        (b'{"type": "Feature"}', "feature_collection"),
        (b'{"type": "FeatureCollection"}', "empty"),
        (b'{"type": "FeatureCollection", "features": []}', "empty"),
        (b'{"type": "FeatureCollection", "features": {"a": 1}}', "empty"),
    ],
)
def test_a_file_that_is_no_layer_is_refused(data: bytes, rule: str) -> None:
    fault = refusal(data)
    assert (fault.rule, fault.path) == (rule, ("features",))


def changed(**members: Any) -> dict[str, Any]:
    return feature(HUMEN, ring(1, 0)) | members


def geometry(kind: str, coordinates: Any) -> dict[str, Any]:
    return changed(geometry={"type": kind, "coordinates": coordinates})


@pytest.mark.parametrize(
    ("second", "rule"),
    [
        (changed(id="441900999000"), "known_town"),
        (changed(id=None), "known_town"),
        ("no feature", "known_town"),
        (None, "known_town"),
        (changed(id=NANCHENG), "unique"),
        (changed(properties={"priority": "high"}), "priority"),
        (changed(properties={"priority": True}), "priority"),
        (changed(geometry=None), "geometry_type"),
        (geometry("Point", [113.7, 22.9]), "geometry_type"),
        (geometry("Polygon", []), "geometry"),
        (geometry("Polygon", "x"), "geometry"),
        (geometry("Polygon", [[[113.7, 22.9], [113.8, 22.9], [113.7, 22.9]]]), "valid_geometry"),
        (geometry("Polygon", [[[113.7, 22.9], [113.8, None], [113.8, 23], [113.7, 22.9]]]), "geometry"),
        (geometry("Polygon", [["a", "b", "a"]]), "geometry"),
        (geometry("Polygon", [[[113.7, 22.9], [113.8, 22.9], [113.8, 23], [113.7, 23]]]), "closed_ring"),
        (geometry("MultiPolygon", [[ring(0, 1)], [ring(0, 2)[:-1]]]), "closed_ring"),
        (geometry("Polygon", [[[1, 1], [3, 3], [3, 1], [1, 3], [1, 1]]]), "valid_geometry"),
        (geometry("Polygon", [[[2.53e6, 1], [2.54e6, 1], [2.54e6, 2], [2.53e6, 1]]]), "degrees"),
        (geometry("Polygon", [[[22.9, 113.7], [23, 113.7], [23, 113.8], [22.9, 113.7]]]), "degrees"),
        (feature(HUMEN, ring(0.5, 0)), "overlap"),
        (feature(HUMEN, ring(0, 0)), "overlap"),
        (feature(HUMEN, ring(0.25, 0.25, 0.5, 0.5)), "overlap"),
        (feature(HUMEN, ring(0.25, 0.25, 0.5, 0.5), priority=-1), "ground_left"),
    ],
)
def test_a_faulty_feature_is_named_by_its_row(second: Any, rule: str) -> None:
    fault = refusal(collection(feature(NANCHENG, ring(0, 0)), second))
    assert (fault.rule, fault.path) == (rule, ("features", "2"))
    assert "第 2 行" in fault.zh
    assert "row 2" in fault.en


def test_every_faulty_feature_is_told_at_once() -> None:
    bad = feature("441900999000", ring(0, 0))
    fault = refusal(collection(bad, feature(NANCHENG, ring(1, 0)), changed(geometry=None), changed()))
    assert [(each.row, each.rule) for each in fault.faults] == [
        (1, "known_town"),
        (3, "geometry_type"),
        (4, "unique"),
    ]


def test_a_precedence_allows_an_overlap() -> None:
    data = collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(0.5, 0), priority=1))
    assert load_geojson(data, TOWNS).area_m2 == pytest.approx(1.5 * SQUARE_M2, rel=1e-3)


def test_a_seam_thinner_than_a_metre_is_no_overlap() -> None:
    thin, wide = 0.4 / EAST_M / STEP, 2.0 / EAST_M / STEP
    load_geojson(collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(1 - thin, 0))), TOWNS)
    fault = refusal(collection(feature(NANCHENG, ring(0, 0)), feature(HUMEN, ring(1 - wide, 0))))
    assert fault.rule == "overlap"


def test_the_ground_may_not_change_by_more_than_one_percent() -> None:
    former = load_geojson(collection(feature(NANCHENG, ring(0, 0))), TOWNS)
    grown = collection(feature(NANCHENG, ring(0, 0, 1.009, 1)))
    assert load_geojson(grown, TOWNS, former=former).version != former.version
    for width in (1.011, 0.98):
        fault = refusal(collection(feature(NANCHENG, ring(0, 0, width, 1))), former=former)
        assert (fault.rule, fault.path) == ("area", ("features",))


def test_heights_are_dropped() -> None:
    square = feature(NANCHENG, ring(0, 0))
    square["geometry"]["coordinates"] = [[[*pair, 12.5] for pair in ring(0, 0)]]
    layer = load_geojson(orjson.dumps({"type": "FeatureCollection", "features": [square]}), TOWNS)
    assert layer.locate(Point(WEST + 0.01, SOUTH + 0.01)).nearest_m == 0
