"""Boundary layers of squares: towns a test can reckon with in its head."""

from typing import Any

import orjson

WEST, SOUTH = 113.7, 22.9
STEP = 0.02
"""Side of a square in degrees: 2,052 m from west to east, 2,215 m from south to north."""
EAST_M, NORTH_M = 102_640.0, 110_757.0
"""Metres in a degree here."""

Ring = list[tuple[float, float]]


def ring(column: float, row: float, width: float = 1.0, height: float = 1.0) -> Ring:
    """A closed rectangle on the grid of squares, counter-clockwise."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + width * STEP, south + height * STEP
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def feature(code: str, /, *rings: Ring, **properties: Any) -> dict[str, Any]:
    """A Polygon with this code; rings after the first are holes."""
    return {
        "type": "Feature",
        "id": code,
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": rings},
    }


def collection(*features: dict[str, Any], **members: Any) -> bytes:
    """A FeatureCollection as a file holds it."""
    return orjson.dumps({"type": "FeatureCollection", "features": features, **members})
