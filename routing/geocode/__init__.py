"""Addresses for points, from the map services of the country: optional, limited, in nobody's way."""

from routing.geocode.lookup import AddressLookup
from routing.geocode.map_service import MapService, open_address_lookup

__all__ = ["AddressLookup", "MapService", "open_address_lookup"]
