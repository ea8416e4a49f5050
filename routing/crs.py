"""WGS-84, GCJ-02 and BD-09: what phones measure, what Chinese maps draw, what Baidu draws.

GCJ-02 moves every point inside a box around China by a smooth function of its place (584-619 m in Dongguan,
which misplaces one point in eight if it is skipped); outside the box it is the identity. BD-09 turns and
shifts GCJ-02 once more. Neither is published by its keeper: these are the formulas in public use since
2010. The inverses are iterated, because the closed forms in circulation are metres off.

Longitude comes first everywhere; degrees in, degrees out.
"""

import math
from collections.abc import Callable

from intake import Crs, Point

Pair = tuple[float, float]
"""Longitude and latitude in degrees, in whichever reference the function says."""

_AXIS_M = 6378245.0  # Krasovsky 1940, which the formula is built on
_ECCENTRICITY_2 = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_ORIGIN = (105.0, 35.0)
_BAIDU_SHIFT = (0.0065, 0.006)
_BAIDU_TURN = math.pi * 3000.0 / 180.0
_DONE_DEG = 1e-11  # a micrometre on the ground
_MOST_ROUNDS = 12  # three rounds reach 0.03 mm; each gains two to three digits


def wgs84_to_gcj02(longitude: float, latitude: float) -> Pair:
    """WGS-84 to GCJ-02."""
    if not (_WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH):
        return longitude, latitude
    east, north = _offset_m(longitude - _ORIGIN[0], latitude - _ORIGIN[1])
    phi = math.radians(latitude)
    magic = 1 - _ECCENTRICITY_2 * math.sin(phi) ** 2
    meridian = _AXIS_M * (1 - _ECCENTRICITY_2) / (magic * math.sqrt(magic))
    parallel = _AXIS_M / math.sqrt(magic) * math.cos(phi)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def gcj02_to_wgs84(longitude: float, latitude: float) -> Pair:
    """GCJ-02 to WGS-84, the inverse of `wgs84_to_gcj02` to a micrometre inside China."""
    return _invert(wgs84_to_gcj02, longitude, latitude)


def gcj02_to_bd09(longitude: float, latitude: float) -> Pair:
    """GCJ-02 to BD-09."""
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * _BAIDU_TURN)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * _BAIDU_TURN)
    return radius * math.cos(angle) + _BAIDU_SHIFT[0], radius * math.sin(angle) + _BAIDU_SHIFT[1]


def bd09_to_gcj02(longitude: float, latitude: float) -> Pair:
    """BD-09 to GCJ-02, the inverse of `gcj02_to_bd09` to a micrometre."""
    return _invert(gcj02_to_bd09, longitude, latitude)


def wgs84_to_bd09(longitude: float, latitude: float) -> Pair:
    """WGS-84 to BD-09; the identity outside China, where Baidu draws WGS-84."""
    there = wgs84_to_gcj02(longitude, latitude)
    return there if there == (longitude, latitude) else gcj02_to_bd09(*there)


def bd09_to_wgs84(longitude: float, latitude: float) -> Pair:
    """BD-09 to WGS-84, the inverse of `wgs84_to_bd09`."""
    there = bd09_to_gcj02(longitude, latitude)
    back = gcj02_to_wgs84(*there)
    return (longitude, latitude) if back == there else back


def to_wgs84(longitude: float, latitude: float, crs: Crs) -> Point:
    """The point that this pair of this reference names.

    A pair that is not finite names no place and comes back as it is, for `intake.check_point` to refuse.
    """
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return Point(longitude, latitude)
    match crs:
        case Crs.WGS84:
            return Point(longitude, latitude)
        case Crs.GCJ02:
            return Point(*gcj02_to_wgs84(longitude, latitude))
        case Crs.BD09:
            return Point(*bd09_to_wgs84(longitude, latitude))


def from_wgs84(point: Point, crs: Crs) -> Pair:
    """The pair of this reference that names the point: the inverse of `to_wgs84`."""
    match crs:
        case Crs.WGS84:
            return point.longitude, point.latitude
        case Crs.GCJ02:
            return wgs84_to_gcj02(point.longitude, point.latitude)
        case Crs.BD09:
            return wgs84_to_bd09(point.longitude, point.latitude)


def _offset_m(x: float, y: float) -> Pair:
    """Metres east and north that GCJ-02 moves a place x, y degrees from 105 E, 35 N."""
    wave_x = (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x)) + wave_x
    east += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x)) + wave_x
    north += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    return east, north


def _invert(forward: Callable[[float, float], Pair], longitude: float, latitude: float) -> Pair:
    """The pair that `forward` takes to this one: walk back by the error until it is gone."""
    x, y = longitude, latitude
    for _ in range(_MOST_ROUNDS):
        there = forward(x, y)
        dx, dy = there[0] - longitude, there[1] - latitude
        x, y = x - dx, y - dy
        if abs(dx) < _DONE_DEG and abs(dy) < _DONE_DEG:
            break
    return x, y
