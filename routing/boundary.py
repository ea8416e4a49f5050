"""Whose ground a point is: the one interface of all boundary layers, and the rules they share."""

import math
from dataclasses import dataclass
from typing import Protocol

from intake import Jurisdiction, Point
from routing.towns import Town

NEAR_BORDER_M = 50.0
"""A border nearer than this is never certain, however well a phone believes to know its place.

Phones in streets are 5-30 m off, and two published drawings of the same town border differ by 6-27 m; 50 m
covers the two together. About 4 % of the city lies that near a border.
"""

SNAP_M = 300.0
"""A point up to this far outside every area counts as the nearest one's: a quay, a bridge, a coarse fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a layer knows of a point.

    Attributes:
        jurisdiction: whose ground it is, or None outside the city.
        nearest: name of the nearest area when the point is outside all of them, else None.
        nearest_m: metres to that area; 0 inside, infinite when the point is not on the globe.
        overlapped: names of further areas that hold the point and were outranked.
    """

    jurisdiction: Jurisdiction | None
    nearest: str | None = None
    nearest_m: float = 0.0
    overlapped: tuple[str, ...] = ()


NOWHERE = Located(jurisdiction=None, nearest_m=math.inf)


class BoundaryLayer(Protocol):
    """A version of the town borders. Look-ups are pure, in memory, and take microseconds."""

    @property
    def version(self) -> str:
        """Names the layer and its content; stored with every decision."""
        ...

    @property
    def town_codes(self) -> frozenset[str]:
        """Every town it may answer."""
        ...

    def locate(self, point: Point, accuracy_m: float | None = None) -> Located:
        """Whose ground the point is.

        Args:
            point: any point, also far away, swapped or not finite.
            accuracy_m: radius of uncertainty of the point, when known.
        """
        ...


def is_place(point: Point) -> bool:
    """Whether it lies on the globe at all; what is no number does not."""
    return abs(point.longitude) <= 180 and abs(point.latitude) <= 90  # noqa: PLR2004 - antimeridian, poles


def uncertain_m(accuracy_m: float | None) -> float:
    """How near a border must be for the town across it to be possible."""
    return max(accuracy_m or 0.0, NEAR_BORDER_M)


def place_in(
    town: Town,
    *,
    layer: str,
    approximate: bool,
    border_m: float | None,
    second: Town | None,
    outside_m: float,
    overlapped: tuple[str, ...] = (),
) -> Located:
    """The answer for a point that is this town's, inside it or snapped to it."""
    return Located(
        jurisdiction=Jurisdiction(
            town_code=town.code,
            town_name=town.name,
            layer=layer,
            approximate=approximate,
            border_m=border_m,
            second_town_code=second.code if second else None,
            second_town_name=second.name if second else None,
            snapped_m=outside_m,
        ),
        nearest=town.name if outside_m else None,
        nearest_m=outside_m,
        overlapped=overlapped,
    )
