"""An overlay of polygons: what covers a point, in microseconds however much is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from intake import Point
from routing.boundary import is_place
from routing.overlay import NOTHING, Covering


class Drawing(StrEnum):
    """What is drawn over the towns."""

    VILLAGE = "village"
    ZONE = "zone"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Cover:
    """One thing drawn.

    Attributes:
        kind: what it is.
        key: code of the village, key of the zone or of the kind of place.
        shape: Polygon or MultiPolygon, valid, WGS-84 degrees.
    """

    kind: Drawing
    key: str
    shape: BaseGeometry


class DrawnOverlay:
    """Implements `Overlay`; what covers a point is told in the order in which it is given here."""

    def __init__(self, version: str, covers: Sequence[Cover]) -> None:
        """Prepare the polygons.

        Args:
            version: names the content.
            covers: in order of precedence.
        """
        self.version = version
        self._covers = tuple(covers)
        self._shapes = np.array([cover.shape for cover in covers], dtype=object)
        shapely.prepare(self._shapes)
        self._boxes = shapely.STRtree(self._shapes)

    def cover(self, point: Point) -> Covering:
        """What covers this point (`Overlay.cover`)."""
        if not is_place(point):
            return NOTHING
        # boxes first, then the prepared polygons: the tree's own predicate would walk every vertex
        near = self._boxes.query(shapely.points(point.longitude, point.latitude))
        if not near.size:
            return NOTHING
        near.sort()
        hit = near[shapely.intersects_xy(self._shapes[near], point.longitude, point.latitude)]
        found = [self._covers[index] for index in hit]
        return Covering(
            village=next((cover.key for cover in found if cover.kind is Drawing.VILLAGE), None),
            zones=_keys(found, Drawing.ZONE),
            places=_keys(found, Drawing.PLACE),
        )


def _keys(covers: Sequence[Cover], kind: Drawing) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cover.key for cover in covers if cover.kind is kind))
