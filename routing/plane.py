"""Metres on the ground: a flat plane to compare with, geopy for distances that are told."""

import math
from dataclasses import dataclass

from geopy.distance import great_circle

from intake import Point

_AXIS_M = 6378137.0  # WGS-84
_ECCENTRICITY_2 = 0.00669437999014


@dataclass(frozen=True, slots=True)
class Plane:
    """A local equirectangular plane.

    Within a city (half a degree high) lengths are true to 0.2 %, that is 10 cm in 50 m.

    Attributes:
        east_m: metres in a degree of longitude.
        north_m: metres in a degree of latitude.
    """

    east_m: float
    north_m: float

    @classmethod
    def around(cls, latitude: float) -> "Plane":
        """The plane that is true at this latitude."""
        phi = math.radians(latitude)
        bend = 1 - _ECCENTRICITY_2 * math.sin(phi) ** 2
        return cls(
            east_m=math.radians(1) * _AXIS_M / math.sqrt(bend) * math.cos(phi),
            north_m=math.radians(1) * _AXIS_M * (1 - _ECCENTRICITY_2) / (bend * math.sqrt(bend)),
        )


def metres_between(one: Point, other: Point) -> float:
    """Length of the great circle, in metres.

    Within 0.5 % of the geodesic (1.5 m in 300 m) at a twelfth of its cost: 8 µs, and routing a point has 50.
    """
    metres: float = great_circle((one.latitude, one.longitude), (other.latitude, other.longitude)).meters
    return metres
