"""Where something is: a WGS-84 point, what the phone really said, and whose ground it is."""

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_M = 6_378_100
"""MongoDB's own, so that metres mean the same in its queries and here."""


class Crs(StrEnum):
    """Coordinate reference of a pair. Chinese maps speak GCJ-02 or BD-09, 300-600 m off WGS-84 here."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class LocationSource(StrEnum):
    """Who said where it is."""

    DEVICE = "device"
    MAP = "map"
    PHOTO = "photo"
    ASSET = "asset"


@dataclass(frozen=True, slots=True)
class Point:
    """A WGS-84 position in degrees; GeoJSON order, longitude first."""

    longitude: float
    latitude: float


def metres_between(one: Point, other: Point) -> float:
    """Metres along the ground, on the sphere that MongoDB measures on.

    Within 0.7 % of the ellipsoid: 1.4 m in 200 m, less than any phone knows of where it is. So the core needs
    neither a geodesy library nor a port for it. Haversine, which stays exact for points close together.
    """
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodedAddress:
    """What a map service calls a point.

    Attributes:
        words: the address.
        provider: name of the service.
    """

    words: str
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place as reported.

    Attributes:
        point: WGS-84, what every decision uses.
        raw: longitude and latitude exactly as received.
        crs: the reference ``raw`` is in.
        source: who said so.
        accuracy_m: radius of uncertainty in metres, when the device told.
        address: words of the reporter for the place, never geocoded silently.
        village_code: the village the reporter chose, a 12-digit statistics code.
        geocoded_address: what a map service calls the point, looked up where the reporter gave no words.
    """

    point: Point
    raw: tuple[float, float]
    crs: Crs
    source: LocationSource
    accuracy_m: float | None = None
    address: str | None = None
    village_code: str | None = None
    geocoded_address: GeocodedAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """Whose ground a point is, and how sure that is.

    Attributes:
        town_code: 12-digit code of the town.
        town_name: its full name.
        village_code: the chosen village, when it lies in that town.
        village_name: its name.
        layer: version of the boundary layer that answered.
        approximate: True when that layer is not the city's own survey.
        border_m: metres to the nearest border with another town; None when the layer has only one area.
        second_town_code: the town across that border when the point is too near to be certain, else None.
        second_town_name: its name.
        snapped_m: metres the point lies outside the area it was given to; 0 when inside.
        zones: keys of the zones it lies in, the one with precedence first.
        places: keys of the kinds of place it is, the one with precedence first: ``highway``.
        overlays: version of the layer that told zones, kinds of place and village; None without one.
    """

    town_code: str
    town_name: str
    layer: str
    approximate: bool
    village_code: str | None = None
    village_name: str | None = None
    border_m: float | None = None
    second_town_code: str | None = None
    second_town_name: str | None = None
    snapped_m: float = 0.0
    zones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    overlays: str | None = None
