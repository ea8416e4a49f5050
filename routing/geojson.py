"""Boundary layers from GeoJSON (RFC 7946): read, checked, and refused with every faulty feature."""

import hashlib
from collections.abc import Mapping
from typing import Any

from intake import Crs
from routing.features import (
    TABLE,
    Ground,
    overlaps,
    priority_of,
    properties_of,
    read_features,
    repeated,
    shape_of,
)
from routing.polygons import Area, PolygonLayer
from routing.refusal import BadRow, Fault, LayerRefused, gather
from routing.towns import Town

MOST_AREA_CHANGE = 0.01
"""A new layer whose total ground differs by more from the former one's is a mistake, not a survey."""


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
    try:
        features, declared = read_features(data, crs)
    except BadRow as bad:
        raise _whole(bad.rule, bad.zh, bad.en) from bad
    areas, faults = gather(
        TABLE, features, lambda feature: _area(feature, towns, declared), _code, first_row=1
    )
    faults += tuple(repeated([_code(feature) for feature in features]))
    if not faults:
        faults = tuple(
            overlaps(
                [
                    Ground(row, area.town.code, area.town.name, area.shape, area.priority)
                    for row, area in enumerate(areas, 1)
                ]
            )
        )
    if faults:
        raise LayerRefused(faults)
    layer = PolygonLayer(f"polygons-{hashlib.sha256(data).hexdigest()[:8]}", areas)
    if former is not None:
        _compare(layer, former)
    return layer


def _whole(rule: str, zh: str, en: str) -> LayerRefused:
    """A fault of the file, not of a feature."""
    return LayerRefused([Fault(TABLE, 0, "", rule, zh, en)])


def _area(feature: Any, towns: Mapping[str, Town], crs: Crs) -> Area:
    """One feature, in WGS-84."""
    code = _code(feature)
    if code not in towns:
        raise BadRow("known_town", f"镇街代码“{code}”不在代码表中", f"there is no town {code!r}")
    priority = priority_of(feature)
    return Area(towns[code], shape_of(feature, crs), priority)


def _code(feature: Any) -> str:
    if not isinstance(feature, dict):
        return ""
    return str(feature.get("id") or properties_of(feature).get("code", ""))


def _compare(layer: PolygonLayer, former: PolygonLayer) -> None:
    change = layer.area_m2 / former.area_m2 - 1
    if abs(change) > MOST_AREA_CHANGE:
        raise _whole(
            "area",
            f"总面积与上一版相差 {change:+.1%}，超过 1%",
            f"its ground differs by {change:+.1%} from the former layer's, more than 1 %",
        )
