"""The services there are, and how each is opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geopy.adapters import AioHTTPAdapter

from intake import Crs
from routing.geocode.amap import AMap
from routing.geocode.baidu import Baidu
from routing.geocode.lookup import TIMEOUT_S, AddressLookup
from routing.geocode.tencent import Tencent
from routing.geocode.tianditu import Tianditu


class MapService(StrEnum):
    """A map service."""

    BAIDU = "baidu"
    AMAP = "amap"
    TIANDITU = "tianditu"
    TENCENT = "tencent"


@dataclass(frozen=True, slots=True)
class _Service:
    geocoder: type[Any]
    url: str
    crs: Crs


_SERVICES = {
    MapService.BAIDU: _Service(Baidu, "https://api.map.baidu.com", Crs.BD09),
    MapService.AMAP: _Service(AMap, "https://restapi.amap.com", Crs.GCJ02),
    MapService.TIANDITU: _Service(Tianditu, "https://api.tianditu.gov.cn", Crs.WGS84),
    MapService.TENCENT: _Service(Tencent, "https://apis.map.qq.com", Crs.GCJ02),
}


@asynccontextmanager
async def open_address_lookup(
    service: MapService, key: str, *, url: str | None = None, per_second: float = 3.0
) -> AsyncIterator[AddressLookup]:
    """Addresses from this service until left; nothing is asked before somebody does.

    Args:
        service: which one.
        key: its key; written nowhere but into its questions.
        url: scheme and host to ask instead of the service's own.
        per_second: most questions a second.
    """
    known = _SERVICES[service]
    async with known.geocoder(
        key,
        url=(url or known.url).rstrip("/"),
        timeout=TIMEOUT_S,
        proxies={},  # not those of the environment, which names no settings of ours
        user_agent="suishoupai",
        adapter_factory=AioHTTPAdapter,
    ) as geocoder:
        lookup = AddressLookup(geocoder, service, known.crs, per_second=per_second)
        try:
            yield lookup
        finally:
            await lookup.close()
