"""Every map service over real HTTP: what it is asked, how its answers are read, what is said of failures."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from intake import Point
from routing import AddressLookup, MapService, open_address_lookup
from support.geocoders import (
    BD09,
    GCJ02,
    KEY,
    PLACE,
    WORDS,
    Answer,
    MapServer,
    amap,
    baidu,
    found,
    nothing,
    serving,
    tencent,
)

PAIRS = {
    MapService.BAIDU: BD09,
    MapService.AMAP: GCJ02,
    MapService.TIANDITU: (PLACE.longitude, PLACE.latitude),
    MapService.TENCENT: GCJ02,
}
every = pytest.mark.parametrize("service", list(MapService))


def near(number: int) -> Point:
    """A point of its own cell."""
    return Point(PLACE.longitude + number / 1000, PLACE.latitude)


@asynccontextmanager
async def asking(
    service: MapService, *, per_second: float = 1000.0
) -> AsyncIterator[tuple[AddressLookup, MapServer]]:
    async with (
        serving(service) as server,
        open_address_lookup(service, KEY, url=server.url, per_second=per_second) as lookup,
    ):
        yield lookup, server


@every
async def test_each_is_asked_in_its_own_reference_with_the_key_and_its_address_is_read(
    service: MapService,
) -> None:
    async with asking(service) as (lookup, server):
        assert await lookup.address(PLACE) == WORDS
        assert server.points == [pytest.approx(PAIRS[service], rel=0, abs=6e-7)]
        assert server.keys == [KEY]
        assert server.strays == []
        assert lookup.provider == service
        assert lookup.outcomes == {"found": 1}


@every
async def test_no_address_there_is_no_failure(service: MapService) -> None:
    async with asking(service) as (lookup, server):
        server.answer = nothing(service)
        assert [await lookup.address(near(number)) for number in range(8)] == [None] * 8
        assert lookup.outcomes == {"nothing": 8}


NO_KEY = '{"resolve":"请到API控制台检查权限","code":"301001","msg":"权限类型错误"}'
TOLD = [
    (MapService.BAIDU, baidu(1, "服务器内部错误"), "unavailable"),
    (MapService.BAIDU, baidu(2, "Parameter Invalid"), "refused"),
    (MapService.BAIDU, baidu(4, "配额校验失败"), "quota"),
    (MapService.BAIDU, baidu(5, "ak不存在或者非法"), "key"),
    (MapService.BAIDU, baidu(210, "APP IP校验失败"), "key"),
    (MapService.BAIDU, baidu(302, "天配额超限，限制访问"), "quota"),
    (MapService.BAIDU, baidu(401, "当前并发量已经超过约定并发配额，限制访问"), "rate"),
    (MapService.AMAP, amap(10001, "INVALID_USER_KEY"), "key"),
    (MapService.AMAP, amap(10003, "DAILY_QUERY_OVER_LIMIT"), "quota"),
    (MapService.AMAP, amap(10016, "SERVER_IS_BUSY"), "unavailable"),
    (MapService.AMAP, amap(10021, "CUQPS_HAS_EXCEEDED_THE_LIMIT"), "rate"),
    (MapService.AMAP, amap(20011, "INSUFFICIENT_ABROAD_PRIVILEGES"), "refused"),
    (MapService.TIANDITU, Answer(NO_KEY, code=403), "key"),
    (MapService.TIANDITU, Answer({"msg": "error", "status": "1"}), "unavailable"),
    (MapService.TIANDITU, Answer({"msg": "参数错误", "status": "404"}), "refused"),
    (MapService.TENCENT, tencent(110, "请求来源未被授权"), "key"),
    (MapService.TENCENT, tencent(120, "此key每秒请求量已达到上限"), "rate"),
    (MapService.TENCENT, tencent(121, "此key每日调用量已达到上限"), "quota"),
    (MapService.TENCENT, tencent(190, "无效的KEY"), "key"),
    (MapService.TENCENT, tencent(310, "请求参数信息有误"), "refused"),
    (MapService.TENCENT, tencent(510, "后端服务无法连接"), "unavailable"),
]


@pytest.mark.parametrize(("service", "answer", "outcome"), TOLD)
async def test_what_a_service_complains_of_is_told_apart(
    service: MapService, answer: Answer, outcome: str
) -> None:
    async with asking(service) as (lookup, server):
        server.answer = answer
        assert await lookup.address(PLACE) is None
        assert lookup.outcomes == {outcome: 1}


BROKEN = [
    (Answer("<html>登录校园网</html>", kind="text/html"), "malformed"),
    (Answer("", kind="application/json"), "malformed"),
    (Answer([1, 2]), "malformed"),
    (Answer("[" * 100_000), "unavailable"),
    (Answer({}), "malformed"),
    (Answer({"status": "1", "infocode": "10000", "result": None, "regeocode": None}), "malformed"),
    (Answer("oops", code=500), "unavailable"),
    (Answer("oops", code=503), "unavailable"),
    (Answer("slow down", code=429), "rate"),
    (Answer("who are you", code=401), "key"),
]


@pytest.mark.parametrize(("answer", "outcome"), BROKEN)
async def test_broken_answers_are_no_addresses(answer: Answer, outcome: str) -> None:
    async with asking(MapService.AMAP) as (lookup, server):
        server.answer = answer
        assert await lookup.address(PLACE) is None
        assert lookup.outcomes == {outcome: 1}


@every
async def test_a_document_of_another_form_is_malformed_for_each(service: MapService) -> None:
    async with asking(service) as (lookup, server):
        server.answer = Answer({"state": "fine", "place": WORDS})
        assert await lookup.address(PLACE) is None
        assert lookup.outcomes == {"malformed": 1}


async def test_a_service_that_is_not_there_is_unreachable() -> None:
    async with serving(MapService.AMAP) as server:
        url = server.url
    async with open_address_lookup(MapService.AMAP, KEY, url=url) as lookup:
        assert await lookup.address(PLACE) is None
        assert lookup.outcomes == {"unreachable": 1}


async def test_a_slow_service_is_not_waited_for() -> None:
    async with asking(MapService.TENCENT) as (lookup, server):
        server.answer = Answer({}, after_s=5.0)
        began = time.perf_counter()
        assert await lookup.address(PLACE) is None
        assert 1.4 < time.perf_counter() - began < 2.5
        assert lookup.outcomes == {"timeout": 1}


async def test_neither_key_nor_place_is_ever_logged_and_each_kind_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("geopy", "aiohttp", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    for service in MapService:
        async with asking(service) as (lookup, server):
            echo = f"{KEY} {PAIRS[service]}"
            for number, answer in enumerate(
                [found(service), Answer(echo, code=500), Answer(echo, code=502), Answer(echo), found(service)]
            ):
                server.answer = answer
                await lookup.address(near(number))
            said = [
                record.getMessage() for record in caplog.records if record.name == "routing.geocode.lookup"
            ]
            assert said == [
                f"no address from {service}: {kind}; not told again within the hour"
                for kind in ("unavailable", "malformed")
            ]
            for secret in (KEY, "113.7", "23.04", WORDS):
                assert secret not in caplog.text
            assert KEY not in f"{lookup!r}{lookup.outcomes}"
        caplog.clear()


async def test_an_address_is_one_line_of_at_most_200_characters() -> None:
    async with asking(MapService.AMAP) as (lookup, server):
        server.answer = found(MapService.AMAP, " 南城\n\t街道\u202e\u200b鸿福路\u3000 ")
        assert await lookup.address(near(1)) == "南城 街道 鸿福路"
        server.answer = found(MapService.AMAP, "路" * 1000)
        assert await lookup.address(near(2)) == "路" * 200
        server.answer = found(MapService.AMAP, "\u200b\n")
        assert await lookup.address(near(3)) is None


async def test_many_who_ask_at_once_are_one_question_and_later_ones_none() -> None:
    async with asking(MapService.BAIDU) as (lookup, server):
        server.answer = Answer(found(MapService.BAIDU).body, after_s=0.1)
        close_by = Point(PLACE.longitude + 0.00003, PLACE.latitude - 0.00003)
        points = [PLACE, close_by] * 20
        assert await asyncio.gather(*map(lookup.address, points)) == [WORDS] * 40
        assert await lookup.address(close_by) == WORDS
        assert len(server.asked) == 1
        assert lookup.outcomes == {"found": 1, "joined": 39, "cached": 1}


async def test_who_stops_waiting_leaves_the_answer_to_the_next() -> None:
    async with asking(MapService.BAIDU) as (lookup, server):
        server.answer = Answer(found(MapService.BAIDU).body, after_s=0.2)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await lookup.address(PLACE)
        assert await lookup.address(PLACE) == WORDS
        assert len(server.asked) == 1


async def test_questions_are_spaced_and_who_would_wait_too_long_goes_without() -> None:
    async with asking(MapService.AMAP, per_second=10.0) as (lookup, server):
        began = time.perf_counter()
        answers = await asyncio.gather(*(lookup.address(near(number)) for number in range(20)))
        assert answers == [WORDS] * 6 + [None] * 14  # at 0, 100 … 500 ms, in the order they asked
        assert 0.5 <= time.perf_counter() - began < 1.5
        assert len(server.asked) == 6
        assert lookup.outcomes == {"found": 6, "limited": 14}
        await asyncio.sleep(0.1)
        assert await lookup.address(near(19)) == WORDS


async def test_leaving_drops_what_is_under_way() -> None:
    async with serving(MapService.AMAP) as server:
        server.answer = Answer({}, after_s=5.0)
        async with open_address_lookup(MapService.AMAP, KEY, url=f"{server.url}/") as lookup:
            waiting = asyncio.create_task(lookup.address(PLACE))
            await asyncio.wait_for(server.first.wait(), 5)
        with pytest.raises(asyncio.CancelledError):
            await waiting
