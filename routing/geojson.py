"""Boundary layers from GeoJSON (RFC 7946): read, checked, and refused with every faulty feature."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from intake import Crs
from routing.crs import Pair, bd09_to_wgs84, gcj02_to_wgs84
from routing.plane import Plane
from routing.polygons import Area, PolygonLayer
from routing.refusal import BadRow, Fault, LayerRefused, gather
from routing.towns import Town

TABLE = "features"
MOST_AREA_CHANGE = 0.01
"""A new layer whose total ground differs by more from the former one's is a mistake, not a survey."""

_SLIVER_M = 1.0  # neighbours digitised apart overlap by less than this; anything wider needs a precedence
_CRS_NAMES = {
    "urn:ogc:def:crs:ogc:1.3:crs84": Crs.WGS84,
    "ogc:crs84": Crs.WGS84,
    "urn:ogc:def:crs:epsg::4326": Crs.WGS84,
    "epsg:4326": Crs.WGS84,
    "urn:ogc:def:crs:epsg::4490": Crs.WGS84,  # CGCS2000, the national datum: centimetres from WGS-84
    "epsg:4490": Crs.WGS84,
    "wgs84": Crs.WGS84,
    "wgs-84": Crs.WGS84,
    "gcj02": Crs.GCJ02,
    "gcj-02": Crs.GCJ02,
    "bd09": Crs.BD09,
    "bd-09": Crs.BD09,
}
_INVERSES: Mapping[Crs, Callable[[float, float], Pair]] = {
    Crs.GCJ02: gcj02_to_wgs84,
    Crs.BD09: bd09_to_wgs84,
}


def load_geojson(
    data: bytes, towns: Mapping[str, Town], *, crs: Crs | None = None, former: PolygonLayer | None = None
) -> PolygonLayer:
    """A layer from a FeatureCollection with one Polygon or MultiPolygon a town.

    A feature's ``id`` (or its property ``code``) is the town's code. Its property ``priority``, a whole
    number, 0 unless given, says which of two overlapping areas keeps the ground: the higher one.

    Args:
        data: the file, UTF-8.
        towns: the code list, by code.
        crs: the reference of the coordinates; None believes the file's ``crs`` member, and without one RFC
            7946 (WGS-84).
        former: the layer it replaces; the total ground may differ by 1 %.

    Raises:
        LayerRefused: every feature that breaks a rule, with its number from 1 on.
    """
    collection = _parse(data)
    declared = _declared_crs(collection, crs)
    features: list[Any] = collection["features"]
    areas, faults = gather(
        TABLE, features, lambda feature: _area(feature, towns, declared), _feature_code, first_row=1
    )
    faults += tuple(_repeated(features))
    if not faults:
        faults = tuple(_overlaps(areas))
    if faults:
        raise LayerRefused(faults)
    layer = PolygonLayer(f"polygons-{hashlib.sha256(data).hexdigest()[:8]}", areas)
    if former is not None:
        _compare(layer, former)
    return layer


def _whole(rule: str, zh: str, en: str) -> LayerRefused:
    """A fault of the file, not of a feature."""
    return LayerRefused([Fault(TABLE, 0, "", rule, zh, en)])


def _parse(data: bytes) -> dict[str, Any]:
    try:
        collection = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _whole("json", f"文件不是有效的 JSON:{error}", f"the file is not JSON: {error}") from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise _whole(
            "feature_collection",
            "文件须为 GeoJSON FeatureCollection",
            "the file is not a GeoJSON FeatureCollection",
        )
    if not isinstance(collection.get("features"), list) or not collection["features"]:
        raise _whole("empty", "没有任何要素", "there are no features")
    return collection


def _declared_crs(collection: dict[str, Any], asked: Crs | None) -> Crs:
    member = collection.get("crs")
    if member is None:
        return asked or Crs.WGS84
    named = member.get("properties") if isinstance(member, dict) else member
    name = named.get("name") if isinstance(named, dict) else named
    found = _CRS_NAMES.get(str(name).lower())
    if found is None:
        raise _whole(
            "known_crs",
            f"无法识别坐标系“{name}”，可用 CRS84、EPSG:4326、EPSG:4490、GCJ-02 或 BD-09 的经纬度",
            f"the reference {name!r} is not known; "
            "use degrees in CRS84, EPSG:4326, EPSG:4490, GCJ-02 or BD-09",
        )
    if asked not in {None, found}:
        raise _whole(
            "one_crs",
            f"文件声明的坐标系是 {found}，与指定的 {asked} 不一致",
            f"the file declares {found}, but {asked} was asked for",
        )
    return found


def _area(feature: Any, towns: Mapping[str, Town], crs: Crs) -> Area:
    """One feature, in WGS-84."""
    code = _feature_code(feature)
    if code not in towns:
        raise BadRow("known_town", f"镇街代码“{code}”不在代码表中", f"there is no town {code!r}")
    priority = _properties(feature).get("priority", 0)
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise BadRow("priority", "priority 须为整数", f"its priority {priority!r} is not a whole number")
    shape = _shape(feature.get("geometry"))
    _check_valid(shape)
    if (inverse := _INVERSES.get(crs)) is not None:
        shape = shapely.transform(shape, lambda pairs: np.array([inverse(*pair) for pair in pairs.tolist()]))
        _check_valid(shape)
    return Area(towns[code], shape, priority)


def _shape(geometry: Any) -> BaseGeometry:
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadRow(
            "geometry_type",
            "几何类型须为 Polygon 或 MultiPolygon",
            "its geometry is not a Polygon or MultiPolygon",
        )
    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(geometry)))
    except shapely.errors.ShapelyError as error:
        raise BadRow("geometry", f"几何无法读取：{error}", f"its geometry cannot be read: {error}") from error
    if shape.is_empty:
        raise BadRow("geometry", "几何为空", "its geometry is empty")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - the globe
        raise BadRow(
            "degrees",
            "坐标须为经纬度（度），经度在前",
            "its coordinates are not degrees with the longitude first",
        )
    return shape


def _check_valid(shape: BaseGeometry) -> None:
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise BadRow("valid_geometry", f"几何无效：{why}", f"its geometry is not valid: {why}")


def _feature_code(feature: Any) -> str:
    if not isinstance(feature, dict):
        return ""
    return str(feature.get("id") or _properties(feature).get("code", ""))


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return properties if isinstance(properties, dict) else {}


def _repeated(features: list[Any]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for number, feature in enumerate(features, 1):
        code = _feature_code(feature)
        if code and first.setdefault(code, number) != number:
            yield Fault(
                TABLE,
                number,
                code,
                "unique",
                f"与第 {first[code]} 行代码相同",
                f"it has the code of row {first[code]}",
            )


def _overlaps(areas: tuple[Area, ...]) -> Iterator[Fault]:
    """Areas that share ground without a precedence, and areas that a higher priority leaves nothing of."""
    scale = _scale(areas)
    flat = [shapely.transform(area.shape, lambda degrees: degrees * scale) for area in areas]
    tree = shapely.STRtree(flat)
    for later, shape in enumerate(flat):
        area = areas[later]
        touching = sorted(int(other) for other in tree.query(shape, predicate="intersects"))
        for earlier in touching:
            if earlier >= later or areas[earlier].priority != area.priority:
                continue
            shared = flat[earlier].intersection(shape)
            if not shared.buffer(-_SLIVER_M / 2).is_empty:
                name, size = areas[earlier].town.name, f"{shared.area:,.0f}"
                yield Fault(
                    TABLE,
                    later + 1,
                    area.town.code,
                    "overlap",
                    f"与第 {earlier + 1} 行{name}重叠 {size} 平方米，且 priority 相同",
                    f"it overlaps row {earlier + 1} ({name}) by {size} m² with the same priority",
                )
        higher = [flat[other] for other in touching if areas[other].priority > area.priority]
        if higher and shape.difference(shapely.union_all(higher)).is_empty:
            yield Fault(
                TABLE,
                later + 1,
                area.town.code,
                "ground_left",
                "被优先级更高的区域完全覆盖",
                "areas of a higher priority leave no ground of it",
            )


def _scale(areas: tuple[Area, ...]) -> list[float]:
    _, south, _, north = shapely.total_bounds([area.shape for area in areas])
    plane = Plane.around((south + north) / 2)
    return [plane.east_m, plane.north_m]


def _compare(layer: PolygonLayer, former: PolygonLayer) -> None:
    change = layer.area_m2 / former.area_m2 - 1
    if abs(change) > MOST_AREA_CHANGE:
        raise _whole(
            "area",
            f"总面积与上一版相差 {change:+.1%}，超过 1%",
            f"its ground differs by {change:+.1%} from the former layer's, more than 1 %",
        )
