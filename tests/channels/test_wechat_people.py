"""Signing in and phone numbers, against a WeChat on loopback."""

from collections.abc import AsyncIterator

import pytest

from channels import MiniProgram
from intake import Actor, Database, ErrorCode, Forbidden, InvalidInput, Role, UserError
from support.clock import Clock
from support.wechat import (
    APP_ID,
    APP_SECRET,
    OPENID,
    PHONE,
    SESSION,
    Answer,
    WeChatServer,
    errcode,
    phone,
    program,
    wechat_serving,
)


@pytest.fixture
async def server() -> AsyncIterator[WeChatServer]:
    async with wechat_serving() as found:
        yield found


@pytest.fixture
async def process(server: WeChatServer, mongo_db: Database, clock: Clock) -> AsyncIterator[MiniProgram]:
    async with program(server, mongo_db, clock, timeout_s=0.5) as found:
        yield found


async def test_the_same_person_is_always_the_same_reporter_and_the_openid_stays_apart(
    server: WeChatServer, process: MiniProgram, mongo_db: Database, clock: Clock
) -> None:
    first = await process.people.sign_in("code-1")
    assert first == await process.people.sign_in("code-2")
    assert first.startswith("wx-")
    assert len(first) == 43
    assert OPENID not in first
    assert server.of(SESSION)[0].query == {
        "appid": APP_ID,
        "secret": APP_SECRET,
        "js_code": "code-1",
        "grant_type": "authorization_code",
    }
    server.will(SESSION, Answer({"openid": "of-another", "session_key": "k"}))
    assert await process.people.sign_in("code-3") != first
    kept = await mongo_db.wechat_people.find({"_id": first}).to_list(None)
    assert kept == [{"_id": first, "openid": OPENID, "signed_in_at": clock()}]


@pytest.mark.parametrize(
    ("answers", "code", "rule"),
    [
        ([errcode(40029)], ErrorCode.INVALID_INPUT, "wechat_code"),
        ([errcode(40163)], ErrorCode.INVALID_INPUT, "wechat_code_used"),
        ([errcode(40226)], ErrorCode.FORBIDDEN, "wechat_risk"),
        ([errcode(45011)], ErrorCode.UNAVAILABLE, "retriable"),
        ([errcode(45009)], ErrorCode.UNAVAILABLE, "retriable"),
        ([errcode(40013)], ErrorCode.UNAVAILABLE, "retriable"),
        ([errcode(-1)] * 3, ErrorCode.UNAVAILABLE, "retriable"),
        ([Answer({"session_key": "k"})], ErrorCode.UNAVAILABLE, "retriable"),
        ([Answer({}, after_s=1.0)], ErrorCode.UNAVAILABLE, "retriable"),
    ],
)
async def test_a_failed_sign_in_is_told_in_two_languages(
    server: WeChatServer, process: MiniProgram, answers: list[Answer], code: ErrorCode, rule: str
) -> None:
    server.will(SESSION, *answers)
    with pytest.raises(UserError) as raised:
        await process.people.sign_in("a-code")
    error = raised.value
    assert (error.code, error.rule) == (code, rule)
    assert error.path == (() if code is ErrorCode.UNAVAILABLE else ("input", "code"))
    assert error.zh
    assert error.en
    for secret in (APP_ID, APP_SECRET, OPENID):
        assert secret not in f"{error!r} {error.zh} {error.__cause__!r}"


@pytest.mark.parametrize("code", ["", "x" * 257, "a code", "码"])
async def test_what_cannot_be_a_code_is_not_sent(
    server: WeChatServer, process: MiniProgram, code: str
) -> None:
    with pytest.raises(InvalidInput):
        await process.people.sign_in(code)
    assert server.asked == []


async def test_a_phone_number_is_verified_and_not_kept(
    server: WeChatServer, process: MiniProgram, mongo_db: Database, clock: Clock
) -> None:
    actor = Actor(await process.people.sign_in("a-code"), Role.REPORTER)
    await process.people.verify_phone(actor, "a-phone-code")
    assert server.of(PHONE)[0].body == {"code": "a-phone-code"}
    person = await mongo_db.wechat_people.find_one({"_id": actor.id})
    assert person == {
        "_id": actor.id,
        "openid": OPENID,
        "signed_in_at": clock(),
        "phone_verified": True,
        "phone_verified_at": clock(),
    }


@pytest.mark.parametrize(
    "answer",
    [
        errcode(40029),
        phone("the-mini-program-of-others"),
        Answer({"errcode": 0}),
        Answer({"errcode": 0, "phone_info": {"watermark": {"appid": APP_ID}}}),
    ],
)
async def test_a_number_that_wechat_does_not_vouch_for_is_none(
    server: WeChatServer, process: MiniProgram, mongo_db: Database, answer: Answer
) -> None:
    actor = Actor(await process.people.sign_in("a-code"), Role.REPORTER)
    server.will(PHONE, answer)
    with pytest.raises(InvalidInput):
        await process.people.verify_phone(actor, "a-phone-code")
    assert "phone_verified" not in ((await mongo_db.wechat_people.find_one({})) or {})


async def test_who_did_not_sign_in_by_wechat_has_no_number_there(
    server: WeChatServer, process: MiniProgram
) -> None:
    with pytest.raises(Forbidden):
        await process.people.verify_phone(Actor("reporter-1", Role.REPORTER), "a-phone-code")
    assert server.asked == []
