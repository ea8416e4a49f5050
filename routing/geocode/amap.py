"""高德 AMap."""

from collections.abc import Mapping
from typing import Any

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
)

from routing.geocode.reverse import ReverseGeocoder

_KEY = {10001, 10002, 10005, 10006, 10007, 10008, 10009, 10012, 10013, 10026, 10041}
_QUOTA = {10003, 10010, 10029, 10044, 10045, *range(40000, 40004)}
_RATE = {10004, 10014, 10019, 10020, 10021}
_QUERY = {20000, 20001, 20011, 20012}


class AMap(ReverseGeocoder):
    """逆地理编码 v3; coordinates in GCJ-02, longitude first, at most six decimals.

    Documentation: https://lbs.amap.com/api/webservice/guide/api/georegeo;
    codes: https://lbs.amap.com/api/webservice/guide/tools/info.
    """

    path = "/v3/geocode/regeo"

    def _parameters(self, latitude: float, longitude: float) -> dict[str, str]:
        return {"key": self._key, "location": f"{longitude:.6f},{latitude:.6f}", "output": "JSON"}

    def _words(self, page: Mapping[str, Any]) -> object:
        if page["status"] != "1":
            raise _error(int(page["infocode"]))
        return page["regeocode"]["formatted_address"]


def _error(code: int) -> GeocoderServiceError:
    words = f"infocode {code}"
    if code in _KEY:
        return GeocoderAuthenticationFailure(words)
    if code in _QUOTA:
        return GeocoderQuotaExceeded(words)
    if code in _RATE:
        return GeocoderRateLimited(words)
    return GeocoderQueryError(words) if code in _QUERY else GeocoderServiceError(words)
