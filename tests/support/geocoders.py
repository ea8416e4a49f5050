"""Map services over real HTTP on loopback, answering in the forms that their keepers publish."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from intake import Point
from routing import MapService

KEY = "a-key-that-nobody-may-read"
WORDS = "广东省东莞市南城街道鸿福路99号"
PLACE = Point(113.7463, 23.0462)
GCJ02 = (113.75149771, 23.04348818)
BD09 = (113.75793888, 23.04979689)
"""One place in the references of the services; published vectors, also in tests/routing/test_crs.py."""

PATHS = {
    MapService.BAIDU: "/reverse_geocoding/v3/",
    MapService.AMAP: "/v3/geocode/regeo",
    MapService.TIANDITU: "/geocoder",
    MapService.TENCENT: "/ws/geocoder/v1/",
}
KEYS = {
    MapService.BAIDU: "ak",
    MapService.AMAP: "key",
    MapService.TIANDITU: "tk",
    MapService.TENCENT: "key",
}


@dataclass(frozen=True)
class Answer:
    """What a service answers: a document or text, how, and after how long."""

    body: Any
    code: int = 200
    kind: str = "application/json"
    after_s: float = 0.0


def found(service: MapService, words: str = WORDS) -> Answer:
    """An address. Tencent's key server says JSON as text, which clients must bear."""
    match service:
        case MapService.BAIDU:
            place = {"lng": BD09[0], "lat": BD09[1]}
            component = {"country": "中国", "province": "广东省", "city": "东莞市", "town": "南城街道"}
            result = {"location": place, "formatted_address": words, "addressComponent": component}
            return Answer({"status": 0, "result": result})
        case MapService.AMAP:
            component = {"province": "广东省", "city": "东莞市", "district": [], "township": "南城街道"}
            regeo = {"formatted_address": words, "addressComponent": component}
            return Answer({"status": "1", "info": "OK", "infocode": "10000", "regeocode": regeo})
        case MapService.TIANDITU:
            place = {"lon": PLACE.longitude, "lat": PLACE.latitude}
            result = {"formatted_address": words, "location": place, "addressComponent": {"city": "东莞市"}}
            return Answer({"msg": "ok", "result": result, "status": "0"})
        case MapService.TENCENT:
            result = {"location": {"lat": GCJ02[1], "lng": GCJ02[0]}, "address": words}
            document = {"status": 0, "message": "query ok", "request_id": "1", "result": result}
            return Answer(document, kind="text/plain")


def nothing(service: MapService) -> Answer:
    """No address there, as each says it: 高德 with a list, 腾讯 with a code."""
    match service:
        case MapService.AMAP:
            regeo = {"formatted_address": [], "addressComponent": {"country": []}}
            return Answer({"status": "1", "info": "OK", "infocode": "10000", "regeocode": regeo})
        case MapService.TENCENT:
            return Answer({"status": 347, "message": "查询无结果", "request_id": "1"})
        case _:
            return found(service, "")


def baidu(status: int, message: str) -> Answer:
    return Answer({"status": status, "message": message})


def amap(code: int, info: str) -> Answer:
    return Answer({"status": "0", "info": info, "infocode": str(code)})


def tencent(status: int, message: str) -> Answer:
    return Answer({"status": status, "message": message, "request_id": "1"})


@dataclass
class MapServer:
    """A map service of one kind, and what it was asked."""

    service: MapService
    answer: Answer
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    first: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def points(self) -> list[tuple[float, float]]:
        """Longitude and latitude of every question, read as this service reads them."""
        return [self._point(each) for each in self.asked]

    @property
    def keys(self) -> list[str]:
        return [each[KEYS[self.service]] for each in self.asked]

    def _point(self, query: Mapping[str, str]) -> tuple[float, float]:
        if self.service is MapService.TIANDITU:
            question = json.loads(query["postStr"])
            return question["lon"], question["lat"]
        one, other = map(float, query["location"].split(","))
        return (one, other) if self.service is MapService.AMAP else (other, one)

    async def reply(self, request: web.Request) -> web.Response:
        if request.path != PATHS[self.service]:
            self.strays.append(request.path)
            raise web.HTTPNotFound
        self.asked.append(dict(request.query))
        self.first.set()
        answer = self.answer
        await asyncio.sleep(answer.after_s)
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, ensure_ascii=False)
        return web.Response(text=text, status=answer.code, content_type=answer.kind)


@asynccontextmanager
async def serving(service: MapService) -> AsyncIterator[MapServer]:
    """A server of this kind on a free port, until left; it knows `PLACE`'s address for every point."""
    server = MapServer(service, found(service))
    app = web.Application()
    app.router.add_get("/{path:.*}", server.reply)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
