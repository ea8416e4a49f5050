"""Features of GeoJSON (RFC 7946): a file, its reference, and the polygons in it, each checked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from intake import Crs
from routing.crs import Pair, bd09_to_wgs84, gcj02_to_wgs84
from routing.plane import Plane
from routing.refusal import BadRow, Fault

TABLE = "features"

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


@dataclass(frozen=True, slots=True)
class Ground:
    """A feature that keeps its ground to itself.

    Attributes:
        row: its number in the file, the first being 1.
        code: what it is the ground of.
        name: the same in words.
        shape: Polygon or MultiPolygon, valid, WGS-84 degrees.
        priority: the higher one keeps the ground where two overlap.
    """

    row: int
    code: str
    name: str
    shape: BaseGeometry
    priority: int


def read_features(data: bytes, asked: Crs | None) -> tuple[list[Any], Crs]:
    """The features of a file and the reference of their coordinates; BadRow where it is no such file.

    Args:
        data: the file, UTF-8.
        asked: the reference; None believes the file's ``crs`` member, and without one RFC 7946 (WGS-84).
    """
    try:
        collection = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise BadRow("json", f"文件不是有效的 JSON：{error}", f"the file is not JSON: {error}") from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise BadRow(
            "feature_collection",
            "文件须为 GeoJSON FeatureCollection",
            "the file is not a GeoJSON FeatureCollection",
        )
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise BadRow("empty", "没有任何要素", "there are no features")
    return features, _declared_crs(collection, asked)


def shape_of(feature: Any, crs: Crs) -> BaseGeometry:
    """The polygon of a feature in WGS-84; BadRow where it is none that holds."""
    shape = _shape(feature.get("geometry"))
    _check_valid(shape)
    if (inverse := _INVERSES.get(crs)) is not None:
        shape = shapely.transform(shape, lambda pairs: np.array([inverse(*pair) for pair in pairs.tolist()]))
        _check_valid(shape)
    return shape


def priority_of(feature: dict[str, Any]) -> int:
    """Its property ``priority``, a whole number, 0 unless given."""
    priority = properties_of(feature).get("priority", 0)
    if not isinstance(priority, int) or isinstance(priority, bool):
        raise BadRow("priority", "priority 须为整数", f"its priority {priority!r} is not a whole number")
    return priority


def properties_of(feature: Any) -> dict[str, Any]:
    """Its properties; none for what is no feature."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def repeated(names: Sequence[str]) -> Iterator[Fault]:
    """Features that have the name of an earlier one; an empty name is never one."""
    first: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if name and first.setdefault(name, number) != number:
            yield Fault(
                TABLE,
                number,
                name,
                "unique",
                f"与第 {first[name]} 行代码相同",
                f"it has the code of row {first[name]}",
            )


def overlaps(grounds: Sequence[Ground]) -> Iterator[Fault]:
    """Those that share ground without a precedence, and those that a higher priority leaves nothing of."""
    flat = flattened([ground.shape for ground in grounds])
    tree = shapely.STRtree(flat)
    for later, shape in enumerate(flat):
        ground = grounds[later]
        touching = sorted(int(other) for other in tree.query(shape, predicate="intersects"))
        for earlier in touching:
            other = grounds[earlier]
            if earlier >= later or other.priority != ground.priority:
                continue
            shared = flat[earlier].intersection(shape)
            if not shared.buffer(-_SLIVER_M / 2).is_empty:
                size = f"{shared.area:,.0f}"
                yield Fault(
                    TABLE,
                    ground.row,
                    ground.code,
                    "overlap",
                    f"与第 {other.row} 行{other.name}重叠 {size} 平方米，且 priority 相同",
                    f"it overlaps row {other.row} ({other.name}) by {size} m² with the same priority",
                )
        higher = [flat[other] for other in touching if grounds[other].priority > ground.priority]
        if higher and shape.difference(shapely.union_all(higher)).is_empty:
            yield Fault(
                TABLE,
                ground.row,
                ground.code,
                "ground_left",
                "被优先级更高的区域完全覆盖",
                "areas of a higher priority leave no ground of it",
            )


def flattened(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Shapes in metres on one plane; none for none."""
    if not shapes:
        return []
    _, south, _, north = shapely.total_bounds(shapes)
    plane = Plane.around((south + north) / 2)
    scale = [plane.east_m, plane.north_m]
    return [shapely.transform(shape, lambda degrees: degrees * scale) for shape in shapes]


def _declared_crs(collection: dict[str, Any], asked: Crs | None) -> Crs:
    member = collection.get("crs")
    if member is None:
        return asked or Crs.WGS84
    named = member.get("properties") if isinstance(member, dict) else member
    name = named.get("name") if isinstance(named, dict) else named
    found = _CRS_NAMES.get(str(name).lower())
    if found is None:
        raise BadRow(
            "known_crs",
            f"无法识别坐标系“{name}”，可用 CRS84、EPSG:4326、EPSG:4490、GCJ-02 或 BD-09 的经纬度",
            f"the reference {name!r} is not known; "
            "use degrees in CRS84, EPSG:4326, EPSG:4490, GCJ-02 or BD-09",
        )
    if asked not in {None, found}:
        raise BadRow(
            "one_crs",
            f"文件声明的坐标系是 {found}，与指定的 {asked} 不一致",
            f"the file declares {found}, but {asked} was asked for",
        )
    return found


def _shape(geometry: Any) -> BaseGeometry:
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        raise BadRow(
            "geometry_type",
            "几何类型须为 Polygon 或 MultiPolygon",
            "its geometry is not a Polygon or MultiPolygon",
        )
    _check_closed(geometry)
    try:
        shape = shapely.force_2d(shapely.from_geojson(orjson.dumps(geometry)))
    except (shapely.errors.ShapelyError, orjson.JSONEncodeError) as error:  # the latter: nested too deep
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


def _check_closed(geometry: dict[str, Any]) -> None:
    """Refuse a ring that does not end where it begins; whatever else is odd is shapely's to say."""
    coordinates = geometry.get("coordinates")
    polygons = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    rings = [
        ring
        for polygon in (polygons if isinstance(polygons, list) else [])
        for ring in (polygon if isinstance(polygon, list) else [])
    ]
    for number, ring in enumerate(rings, 1):
        ends = [each[:2] for each in (ring[0], ring[-1])] if _is_line(ring) else []
        if ends and ends[0] != ends[1]:
            raise BadRow(
                "closed_ring",
                f"第 {number} 个环没有闭合：终点须与起点相同",
                f"ring {number} does not close: it must end where it begins",
            )


def _is_line(ring: Any) -> bool:
    return isinstance(ring, list) and len(ring) > 0 and all(isinstance(each, list) for each in ring)


def _check_valid(shape: BaseGeometry) -> None:
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        raise BadRow("valid_geometry", f"几何无效：{why}", f"its geometry is not valid: {why}")
