"""The access token, against a WeChat on loopback: asked for once, kept, dropped once it does not hold."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from channels import MiniProgram
from channels.wechat.api import Api
from channels.wechat.errors import QuotaReached, WeChatAway, WeChatRefused
from channels.wechat.token import Tokens
from intake import Database
from support.clock import Clock
from support.wechat import (
    APP_ID,
    APP_SECRET,
    OPENID,
    SEND,
    TOKEN,
    Answer,
    WeChatServer,
    errcode,
    program,
    wechat_serving,
)


@pytest.fixture
async def server() -> AsyncIterator[WeChatServer]:
    async with wechat_serving() as found:
        yield found


@pytest.fixture
async def process(server: WeChatServer, mongo_db: Database, clock: Clock) -> AsyncIterator[MiniProgram]:
    async with program(server, mongo_db, clock) as found:
        yield found


def _api(process: MiniProgram) -> Api:
    return process.messages._api


def _tokens(process: MiniProgram) -> Tokens:
    return _api(process)._tokens


async def test_twenty_users_in_each_of_two_processes_ask_for_one_token(
    server: WeChatServer, mongo_db: Database, clock: Clock
) -> None:
    server.will(TOKEN, Answer({"access_token": "token-0", "expires_in": 7200}, after_s=0.2))
    async with AsyncExitStack() as stack:
        both = [await stack.enter_async_context(program(server, mongo_db, clock)) for _ in range(2)]
        got = await asyncio.gather(*(_tokens(each).get() for each in both * 20))
    assert got == ["token-0"] * 40
    assert [each.body for each in server.of(TOKEN)] == [
        {"grant_type": "client_credential", "appid": APP_ID, "secret": APP_SECRET}
    ]


async def test_a_token_is_kept_until_shortly_before_it_ends(
    server: WeChatServer, process: MiniProgram, clock: Clock
) -> None:
    assert await _tokens(process).get() == "token-1"
    clock.advance(timedelta(minutes=117) - timedelta(milliseconds=1))
    assert await _tokens(process).get() == "token-1"
    clock.advance(timedelta(milliseconds=1))
    assert await _tokens(process).get() == "token-2"
    assert len(server.of(TOKEN)) == 2


async def test_a_token_that_ends_soon_is_used_for_half_of_that(
    server: WeChatServer, process: MiniProgram, clock: Clock
) -> None:
    server.expires_in = 60
    await _tokens(process).get()
    clock.advance(timedelta(seconds=29))
    assert await _tokens(process).get() == "token-1"
    clock.advance(timedelta(seconds=1))
    assert await _tokens(process).get() == "token-2"


async def test_a_process_that_died_asking_is_in_the_way_for_half_a_minute(
    server: WeChatServer, process: MiniProgram, clock: Clock
) -> None:
    assert await process.store.lease_token(clock(), clock() + timedelta(seconds=30), "the-dead")
    with pytest.raises(WeChatAway, match="another process"):
        await _tokens(process).get()
    clock.advance(timedelta(seconds=30))
    assert await _tokens(process).get() == "token-1"
    assert len(server.of(TOKEN)) == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_that_does_not_hold_is_replaced_once_and_the_call_repeated(
    server: WeChatServer, process: MiniProgram, code: int
) -> None:
    server.will(SEND, errcode(code))
    await _api(process).call(SEND, {"touser": OPENID})
    assert [each.query["access_token"] for each in server.of(SEND)] == ["token-1", "token-2"]
    server.will(SEND, errcode(code), errcode(code))
    with pytest.raises(WeChatAway, match="no token of ours"):
        await _api(process).call(SEND, {"touser": OPENID})
    assert len(server.of(SEND)) == 4


async def test_a_token_that_another_process_replaced_is_taken_over(
    server: WeChatServer, mongo_db: Database, clock: Clock
) -> None:
    async with program(server, mongo_db, clock) as one, program(server, mongo_db, clock) as other:
        assert await _tokens(one).get() == await _tokens(other).get() == "token-1"
        await _tokens(one).drop("token-1")
        assert await _tokens(one).get() == "token-2"
        await _api(other).call(SEND, {})
    assert len(server.of(TOKEN)) == 2


async def test_what_is_busy_is_asked_three_times(server: WeChatServer, process: MiniProgram) -> None:
    server.will(SEND, errcode(-1), errcode(-1))
    await _api(process).call(SEND, {})
    assert len(server.of(SEND)) == 3
    server.will(SEND, *[errcode(-1)] * 3)
    with pytest.raises(WeChatAway, match="busy"):
        await _api(process).call(SEND, {})


@pytest.mark.parametrize("path", [TOKEN, SEND])
async def test_what_has_no_quota_left_is_left_alone_by_all_and_alarms(
    server: WeChatServer, mongo_db: Database, clock: Clock, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.will(path, errcode(45009))
    async with program(server, mongo_db, clock) as one, program(server, mongo_db, clock) as other:
        for each in (one, other):
            with pytest.raises(QuotaReached) as raised:
                await _api(each).call(SEND, {})
            assert raised.value.until == clock() + timedelta(minutes=15)
        assert len(server.of(path)) == 1
        assert [each.levelname for each in caplog.records if path in each.message] == ["ERROR"]
        assert await one.store.resting(clock()) == 1
        clock.advance(timedelta(minutes=15))
        assert await one.store.resting(clock()) == 0
        await _api(other).call(SEND, {})


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>", code=502),
        Answer("<html>"),
        Answer("[]"),
        Answer({"errcode": "0"}),
        Answer({}, after_s=1.0),
    ],
    ids=["502", "html", "list", "errcode-text", "late"],
)
async def test_an_answer_nobody_can_use_is_no_answer(
    server: WeChatServer, mongo_db: Database, clock: Clock, answer: Answer
) -> None:
    async with program(server, mongo_db, clock, timeout_s=0.3) as process:
        await _tokens(process).get()
        server.will(SEND, answer)
        with pytest.raises(WeChatAway):
            await _api(process).call(SEND, {})


@pytest.mark.parametrize("body", [{}, {"access_token": "", "expires_in": 7200}, {"access_token": "t"}])
async def test_an_answer_without_a_token_is_none(
    server: WeChatServer, process: MiniProgram, body: dict[str, object]
) -> None:
    server.will(TOKEN, Answer(body))
    with pytest.raises(WeChatAway, match="no token"):
        await _tokens(process).get()
    assert await _tokens(process).get() == "token-1"  # the lease was given back


async def test_no_error_tells_a_secret(server: WeChatServer, process: MiniProgram) -> None:
    told = []
    server.will(TOKEN, errcode(40013), errcode(-1), errcode(-1), errcode(-1), errcode(45009))
    for _ in range(3):
        with pytest.raises((WeChatRefused, WeChatAway, QuotaReached)) as raised:
            await _tokens(process).get()
        told.append(f"{raised.value!r} {raised.value} {raised.value.__cause__!r}")
    for secret in (APP_ID, APP_SECRET, OPENID):
        assert secret not in " ".join(told)
    assert APP_SECRET not in repr(process.people._account)
