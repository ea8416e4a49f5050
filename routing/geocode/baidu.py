"""百度 Baidu, which geopy has: corrected where it reads the answers otherwise than they are published."""

from collections.abc import Mapping
from typing import Any

from geopy.exc import GeocoderAuthenticationFailure, GeocoderRateLimited
from geopy.geocoders import BaiduV3
from geopy.location import Location

_CONCURRENCY = {401, 402}
_KEY = {5, 9}


class Baidu(BaiduV3):  # type: ignore[misc] # geopy ships no types
    """全球逆地理编码 v3; coordinates in BD-09, latitude first: what it takes without ``coordtype``.

    Documentation: https://lbsyun.baidu.com/faq/api?title=webapi/guide/webservice-geocoding-abroad-base;
    codes: https://lbsyun.baidu.com/index.php?title=webapi/appendix.

    Args:
        api_key: the AK of a server application.
        url: scheme and host of the service, without a slash at the end.
        options: of `geopy.geocoders.BaiduV3`.
    """

    def __init__(self, api_key: str, *, url: str, **options: Any) -> None:
        super().__init__(api_key, **options)
        self.reverse_api = f"{url}{self.reverse_path}"

    def _parse_reverse_json(self, page: Mapping[str, Any], exactly_one: bool = True) -> Location | None:  # noqa: ARG002, FBT001, FBT002 - overrides geopy's, which gives bytes for an address
        self._check_status(page["status"])
        words = page["result"]["formatted_address"]
        return Location(words, (0.0, 0.0), page) if isinstance(words, str) and words else None

    def _check_status(self, status: int) -> None:
        if status in _CONCURRENCY:  # too many at once, which geopy takes for the quota of the day
            raise GeocoderRateLimited(f"status {status}")
        if status in _KEY:  # which geopy takes for a bad question
            raise GeocoderAuthenticationFailure(f"status {status}")
        super()._check_status(status)
