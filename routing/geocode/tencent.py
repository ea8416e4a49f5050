"""腾讯位置服务 Tencent."""

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

_KEY = {110, 111, 112, 113, 190, 199, 311}
_QUOTA = {121}
_RATE = {120}
_NOTHING = 347
_QUERY = range(300, 400)


class Tencent(ReverseGeocoder):
    """逆地址解析 v1; coordinates in GCJ-02, latitude first.

    Documentation: https://lbs.qq.com/service/webService/webServiceGuide/webServiceGcoder;
    codes: https://lbs.qq.com/service/webService/webServiceGuide/status.
    """

    path = "/ws/geocoder/v1/"

    def _parameters(self, latitude: float, longitude: float) -> dict[str, str]:
        return {"key": self._key, "location": f"{latitude:.6f},{longitude:.6f}", "get_poi": "0"}

    def _words(self, page: Mapping[str, Any]) -> object:
        status = int(page["status"])
        if status == _NOTHING:
            return None
        if status:
            raise _error(status)
        return page["result"]["address"]


def _error(status: int) -> GeocoderServiceError:
    words = f"status {status}"
    if status in _KEY:
        return GeocoderAuthenticationFailure(words)
    if status in _QUOTA:
        return GeocoderQuotaExceeded(words)
    if status in _RATE:
        return GeocoderRateLimited(words)
    return GeocoderQueryError(words) if status in _QUERY else GeocoderServiceError(words)
