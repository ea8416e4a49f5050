"""Places and photos for reports of one thing."""

import math

from intake import Point
from intake.place import EARTH_RADIUS_M


def north(point: Point, metres: float) -> Point:
    """So far to the north of it."""
    return Point(point.longitude, point.latitude + math.degrees(metres / EARTH_RADIUS_M))
