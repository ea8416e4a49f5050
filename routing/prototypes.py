"""The boundary layer that ships: towns as clouds of points, approximate (data/SOURCE.md)."""

import hashlib
import math
from collections.abc import Mapping
from itertools import groupby

import numpy as np

from intake import Point
from routing.boundary import NOWHERE, SNAP_M, Located, is_place, place_in, uncertain_m
from routing.plane import Plane, metres_between
from routing.refusal import BadRow, Fault, LayerRefused, gather
from routing.tables import Row, need_columns, read_rows
from routing.towns import Town

REACH_M = 2000.0
"""A place farther than this from every prototype is outside every town.

Chosen by measuring on 180,000 places drawn evenly over the city and 15 km around it: 99.49 % of the places
inside are within it, 99.90 % with the 300 m of snapping; of the outside places let through half lie within
500 m of the city, 99 % within 1.9 km.
"""


class PrototypeLayer:
    """The town of the nearest prototype.

    A town is the ground nearest to one of its prototypes, up to `REACH_M`. The distance to the border is
    that to the nearest bisector between the nearest prototype and one of another town: never more than the
    true distance, so a second town is rather offered too often than too rarely.
    """

    approximate = True

    def __init__(self, version: str, towns: Mapping[str, Town], prototypes: list[tuple[str, Point]]) -> None:
        """Lay out the prototypes.

        Args:
            version: names the content.
            towns: by code.
            prototypes: town code and place of each; at least one.
        """
        ordered = sorted(prototypes, key=lambda prototype: prototype[0])
        latitudes = [point.latitude for _, point in ordered]
        self.version = version
        self.town_codes = frozenset(code for code, _ in ordered)
        self._points = [point for _, point in ordered]
        self._plane = Plane.around((min(latitudes) + max(latitudes)) / 2)
        self._x = np.array([point.longitude for point in self._points]) * self._plane.east_m
        self._y = np.array([point.latitude for point in self._points]) * self._plane.north_m
        self._town: list[Town] = []
        self._siblings: list[slice] = []
        for code, group in groupby(ordered, key=lambda prototype: prototype[0]):
            size, start = len(list(group)), len(self._town)
            self._town += [towns[code]] * size
            self._siblings += [slice(start, start + size)] * size
        gaps = np.hypot(self._x[:, None] - self._x, self._y[:, None] - self._y)
        # two prototypes on one spot share no bisector: the spot itself is the border, and 0 / 1 says so
        self._per_gap = 0.5 / np.where(gaps > 0, gaps, 1.0)

    def locate(self, point: Point, accuracy_m: float | None = None) -> Located:
        """Whose ground the point is (`BoundaryLayer.locate`)."""
        if not is_place(point):
            return NOWHERE
        dx = self._x - point.longitude * self._plane.east_m
        dy = self._y - point.latitude * self._plane.north_m
        squares = dx * dx + dy * dy
        nearest = int(squares.argmin())
        town = self._town[nearest]
        outside_m = 0.0
        if squares[nearest] > REACH_M * REACH_M:
            outside_m = max(0.0, metres_between(point, self._points[nearest]) - REACH_M)
            if outside_m > SNAP_M:
                return Located(jurisdiction=None, nearest=town.name, nearest_m=outside_m)
        borders = (squares - squares[nearest]) * self._per_gap[nearest]
        borders[self._siblings[nearest]] = math.inf
        across = int(borders.argmin())
        border_m = float(borders[across])
        second = self._town[across] if border_m <= uncertain_m(accuracy_m) else None
        return place_in(
            town,
            layer=self.version,
            approximate=self.approximate,
            border_m=border_m if math.isfinite(border_m) else None,
            second=second,
            outside_m=outside_m,
        )


def read_prototypes(text: str, towns: Mapping[str, Town]) -> PrototypeLayer:
    """The layer from a CSV of town codes and WGS-84 points.

    Raises:
        LayerRefused: a row breaks a rule, or there is none.
    """
    table = "town_prototypes.csv"

    def parse(row: Row) -> tuple[str, Point]:
        need_columns(row, "town_code", "longitude", "latitude")
        if row["town_code"] not in towns:
            code = row["town_code"]
            raise BadRow("known_town", f"镇街代码“{code}”不存在", f"there is no town {code!r}")
        try:
            point = Point(float(row["longitude"]), float(row["latitude"]))
        except ValueError:
            point = Point(math.nan, math.nan)
        if not (abs(point.longitude) <= 180 and abs(point.latitude) <= 90):  # noqa: PLR2004 - the globe
            raise BadRow("degrees", "经纬度无效", "the point is not in degrees")
        return row["town_code"], point

    rows = read_rows(text)
    prototypes, faults = gather(table, rows, parse, lambda row: row.get("town_code", ""), first_row=2)
    if not rows:
        faults = (Fault(table, 0, "", "empty", "没有数据行", "there are no rows"),)
    if faults:
        raise LayerRefused(faults)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return PrototypeLayer(f"prototypes-{digest}", towns, list(prototypes))
