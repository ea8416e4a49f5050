"""天地图 Tianditu."""

import json
from collections.abc import Mapping
from typing import Any

from geopy.exc import GeocoderQueryError, GeocoderServiceError

from routing.geocode.reverse import ReverseGeocoder


class Tianditu(ReverseGeocoder):
    """逆地理编码查询; coordinates in CGCS2000, which is WGS-84 to within a metre.

    A key that it does not like is answered with HTTP 403.

    Documentation: http://lbs.tianditu.gov.cn/server/geocoding.html.
    """

    path = "/geocoder"

    def _parameters(self, latitude: float, longitude: float) -> dict[str, str]:
        question = json.dumps({"lon": round(longitude, 6), "lat": round(latitude, 6), "ver": 1})
        return {"postStr": question, "type": "geocode", "tk": self._key}

    def _words(self, page: Mapping[str, Any]) -> object:
        match str(page["status"]):
            case "0":
                return page["result"]["formatted_address"]
            case "404":  # about this question; 1 is a fault of the service
                raise GeocoderQueryError("status 404")
            case status:
                raise GeocoderServiceError(f"status {status[:8]}")
