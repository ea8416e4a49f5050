"""Overlays from GeoJSON: villages, zones and kinds of place, read, checked, refused by feature."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake import Crs, Point
from routing.boundary import NEAR_BORDER_M, BoundaryLayer
from routing.builtin import builtin_layer
from routing.catalogue import Catalogue
from routing.drawn import Cover, Drawing, DrawnOverlay
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
from routing.overlay import Overlay
from routing.polygons import PolygonLayer
from routing.refusal import BadRow, Fault, OverlayRefused, gather

_STRAY_M2 = 1.0


@dataclass(frozen=True, slots=True)
class _Feature:
    """One thing of the file; ``rank`` sorts those of a kind by precedence."""

    cover: Cover
    name: str
    rank: tuple[int, int]


def load_overlay(
    data: bytes, catalogue: Catalogue, crs: Crs | None = None, *, layer: BoundaryLayer | None = None
) -> Overlay:
    """An overlay from a FeatureCollection with a Polygon or MultiPolygon a feature.

    The property ``kind`` is ``village``, ``zone`` or ``place``; ``code`` (or ``key``, or the feature's
    ``id``) is the code of the village, or the key of the zone or the kind of place. A village and a zone
    stand once; a kind of place as often as there are such places.

    Where zones lie over each other the ``priority`` of zones.csv decides, of kinds of place the order of
    places.csv. Villages share no ground; where two must overlap, their property ``priority`` says which keeps
    it. None of this changes the town, which the boundary layer alone tells.

    Args:
        data: the file, UTF-8.
        catalogue: whose villages, zones and kinds of place it names.
        crs: the reference of the coordinates; None believes the file's ``crs`` member, and without one RFC
            7946 (WGS-84).
        layer: the town borders it lies on, None for those that ship. Villages are held to their towns where
            these are polygons.

    Raises:
        OverlayRefused: every feature that breaks a rule, with its number from 1 on.
    """
    try:
        features, declared = read_features(data, crs)
    except BadRow as bad:
        raise OverlayRefused([Fault(TABLE, 0, "", bad.rule, bad.zh, bad.en)]) from bad
    reading = _Reading(catalogue, declared, layer or builtin_layer(catalogue))
    read, faults = gather(TABLE, features, reading.feature, _code, first_row=1)
    single = [_code(each) if properties_of(each).get("kind") != Drawing.PLACE else "" for each in features]
    faults += tuple(repeated(single))
    if not faults:
        faults = tuple(_village_faults(read, catalogue, reading.towns))
    if faults:
        raise OverlayRefused(sorted(faults, key=lambda fault: fault.row))
    ordered = sorted(read, key=lambda feature: (feature.rank, feature.cover.key))
    digest = hashlib.sha256(declared.encode() + data).hexdigest()[:8]
    return DrawnOverlay(f"overlay-{digest}", [feature.cover for feature in ordered])


class _Reading:
    """What a feature is held against."""

    def __init__(self, catalogue: Catalogue, crs: Crs, towns: BoundaryLayer) -> None:
        self.towns = towns
        self._crs = crs
        self._names: Mapping[Drawing, Mapping[str, str]] = {
            Drawing.VILLAGE: {key: village.name for key, village in catalogue.villages.items()},
            Drawing.ZONE: {key: zone.name for key, zone in catalogue.zones.items()},
            Drawing.PLACE: {key: place.name for key, place in catalogue.places.items()},
        }
        self._ranks: Mapping[Drawing, Mapping[str, tuple[int, int]]] = {
            Drawing.ZONE: {
                key: (-zone.priority, at) for at, (key, zone) in enumerate(catalogue.zones.items())
            },
            Drawing.PLACE: {key: (0, at) for at, key in enumerate(catalogue.places)},
        }

    def feature(self, feature: Any) -> _Feature:
        told, code = properties_of(feature).get("kind"), _code(feature)
        if told not in set(Drawing):
            raise BadRow(
                "kind", "kind 须为 village、zone 或 place", f"its kind {told!r} is not village, zone or place"
            )
        kind = Drawing(told)
        if code not in self._names[kind]:
            raise BadRow(f"known_{kind}", f"代码“{code}”不在目录中", f"there is no {kind} {code!r}")
        rank = self._rank(kind, code, feature)
        shape = shape_of(feature, self._crs)
        inside = shape.representative_point()
        if self.towns.locate(Point(inside.x, inside.y)).jurisdiction is None:
            raise BadRow("in_city", "不在本市范围内", "it lies outside the city")
        return _Feature(Cover(kind, code, shape), self._names[kind][code], rank)

    def _rank(self, kind: Drawing, code: str, feature: Any) -> tuple[int, int]:
        if kind is Drawing.VILLAGE:
            return -priority_of(feature), 0
        if "priority" in properties_of(feature):
            raise BadRow(
                "priority",
                "功能区的优先级写在 zones.csv，场所类型的优先级是 places.csv 中的先后，这里不能再写",
                "zones have their priority in zones.csv, kinds of place by their order in places.csv",
            )
        return self._ranks[kind][code]


def _village_faults(read: Sequence[_Feature], catalogue: Catalogue, towns: BoundaryLayer) -> Iterator[Fault]:
    """Villages that share ground, and those that reach out of their town."""
    villages = [(row, each) for row, each in enumerate(read, 1) if each.cover.kind is Drawing.VILLAGE]
    yield from overlaps(
        [Ground(row, each.cover.key, each.name, each.cover.shape, -each.rank[0]) for row, each in villages]
    )
    if not isinstance(towns, PolygonLayer):
        return
    for row, each in villages:
        town = catalogue.towns[catalogue.villages[each.cover.key].town_code]
        stray = towns.outside_m2(town.code, each.cover.shape, NEAR_BORDER_M)
        if stray is not None and stray > _STRAY_M2:
            yield Fault(
                TABLE,
                row,
                each.cover.key,
                "village_in_town",
                f"{each.name}有 {stray:,.0f} 平方米在{town.name}之外",
                f"{stray:,.0f} m² of it lie outside its town, {town.name}",
            )


def _code(feature: Any) -> str:
    properties = properties_of(feature)
    own = feature.get("id") if isinstance(feature, dict) else None
    return str(properties.get("code") or properties.get("key") or own or "")
