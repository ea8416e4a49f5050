"""A boundary layer of polygons, as the municipality's survey gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from intake import Point
from routing.boundary import NOWHERE, SNAP_M, Located, is_place, place_in, uncertain_m
from routing.plane import Plane, metres_between
from routing.towns import Town

_PIECE = 8  # vertices in a piece of border; the fastest of 2-64 for a tree of 20,000 vertices


@dataclass(frozen=True, slots=True)
class Area:
    """A town and its ground.

    Attributes:
        town: whose ground.
        shape: Polygon or MultiPolygon, valid, WGS-84 degrees.
        priority: the higher one keeps the ground where two overlap.
    """

    town: Town
    shape: BaseGeometry
    priority: int = 0


class PolygonLayer:
    """The town whose polygon holds the point.

    Of several it is the one with the highest priority, then the lowest code. `area_m2` is the ground of all
    areas together.
    """

    approximate = False

    def __init__(self, version: str, areas: Sequence[Area]) -> None:
        """Prepare the polygons.

        Args:
            version: names the content.
            areas: at least one, one a town; where two overlap deliberately their priorities differ
                (`load_geojson` checks).
        """
        ranked = sorted(areas, key=lambda area: (-area.priority, area.town.code))
        _, south, _, north = shapely.total_bounds([area.shape for area in ranked])
        self.version = version
        self.town_codes = frozenset(area.town.code for area in ranked)
        self._towns = [area.town for area in ranked]
        self._plane = Plane.around((south + north) / 2)
        scale = [self._plane.east_m, self._plane.north_m]
        drawn = [shapely.transform(area.shape, lambda degrees: degrees * scale) for area in ranked]
        kept = _without_outranked(drawn, [area.priority for area in ranked])
        self.area_m2 = float(shapely.area(kept).sum())
        self._kept = dict(zip((area.town.code for area in ranked), kept, strict=True))
        self._drawn = np.array(drawn)
        shapely.prepare(self._drawn)
        pieces = [_cut(shape) for shape in kept]
        owners = np.repeat(np.arange(len(pieces)), [len(cut) for cut in pieces])
        every = np.concatenate(pieces)
        self._rims = [_Rims(every[owners != own], owners[owners != own]) for own in range(len(kept))]
        self._rim = _Rims(every, owners)

    def outside_m2(self, town_code: str, shape: BaseGeometry, margin_m: float) -> float | None:
        """Square metres of a shape farther than this outside the ground of a town; None without that town.

        Args:
            town_code: which town.
            shape: WGS-84 degrees.
            margin_m: how far outside is still taken for inside, in metres.
        """
        ground = self._kept.get(town_code)
        if ground is None:
            return None
        scale = [self._plane.east_m, self._plane.north_m]
        flat = shapely.transform(shape, lambda degrees: degrees * scale)
        return float(flat.difference(ground.buffer(margin_m)).area)

    def locate(self, point: Point, accuracy_m: float | None = None) -> Located:
        """Whose ground the point is (`BoundaryLayer.locate`)."""
        if not is_place(point):
            return NOWHERE
        x, y = point.longitude * self._plane.east_m, point.latitude * self._plane.north_m
        spot = shapely.points([[x, y]])
        holders = np.flatnonzero(shapely.intersects_xy(self._drawn, x, y))
        outside_m = 0.0
        if holders.size:
            own = int(holders[0])
        else:
            own, _, piece = self._rim.nearest(spot)
            on_border = shapely.get_coordinates(shapely.shortest_line(spot[0], piece))[1]
            there = Point(on_border[0] / self._plane.east_m, on_border[1] / self._plane.north_m)
            outside_m = metres_between(point, there)
        town = self._towns[own]
        if outside_m > SNAP_M:
            return Located(jurisdiction=None, nearest=town.name, nearest_m=outside_m)
        border_m: float | None = None
        second: Town | None = None
        if len(self._towns) > 1:
            other, border_m, _ = self._rims[own].nearest(spot)
            # outside, what is uncertain is the choice between the two areas: compare their distances
            if border_m - outside_m <= uncertain_m(accuracy_m):
                second = self._towns[other]
        return place_in(
            town,
            layer=self.version,
            approximate=self.approximate,
            border_m=border_m,
            second=second,
            outside_m=outside_m,
            overlapped=tuple(self._towns[index].name for index in holders[1:]),
        )


class _Rims:
    """Pieces of outlines in a tree, and the index of the area each belongs to."""

    def __init__(self, pieces: NDArray[Any], owners: NDArray[np.intp]) -> None:
        self._pieces = pieces
        self._owners = owners
        self._tree = shapely.STRtree(pieces)

    def nearest(self, spot: NDArray[Any]) -> tuple[int, float, BaseGeometry]:
        """Owner of the nearest outline, metres to it, and the piece.

        Args:
            spot: one point, in an array of one: what the tree would make of it anyway.
        """
        (_, (first, *_)), (metres, *_) = self._tree.query_nearest(spot, return_distance=True)
        return int(self._owners[first]), float(metres), self._pieces[first]


def _cut(shape: BaseGeometry) -> NDArray[Any]:
    """The outline of an area in short pieces, so that a tree finds the near ones."""
    lines = [
        shapely.get_coordinates(ring)
        for ring in shapely.get_parts(shapely.get_parts(shapely.boundary(shape)))
    ]
    return np.array(
        [
            shapely.LineString(line[start : start + _PIECE + 1])
            for line in lines
            for start in range(0, len(line) - 1, _PIECE)
        ]
    )


def _without_outranked(drawn: Sequence[BaseGeometry], priorities: Sequence[int]) -> list[BaseGeometry]:
    """What each area keeps when those with a higher priority have taken theirs."""
    tree = shapely.STRtree(drawn)
    kept: list[BaseGeometry] = []
    for shape, priority in zip(drawn, priorities, strict=True):
        touching = tree.query(shape, predicate="intersects")
        outranking = [drawn[other] for other in touching if priorities[other] > priority]
        kept.append(shape.difference(shapely.union_all(outranking)) if outranking else shape)
    return kept
