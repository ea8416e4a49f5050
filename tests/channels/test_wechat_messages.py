"""Subscribe messages, against a WeChat on loopback: beside the inbox, once each, in order, by credit."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels import ChannelStore, Delivery, Inbox, Means, MiniProgram, build_channels, wait_after
from intake import (
    Actor,
    Database,
    Decline,
    DeclineReason,
    Intake,
    InvalidInput,
    RequestInfo,
    Role,
    Supplement,
)
from routing import to_wgs84
from support.clock import Clock
from support.reports import DISPATCHER, submission, unclear
from support.wechat import (
    APP_ID,
    APP_SECRET,
    OPENID,
    SEND,
    TEMPLATES,
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
    async with program(server, mongo_db, clock, timeout_s=0.5) as found:
        yield found


@pytest.fixture
async def person(process: MiniProgram) -> Actor:
    """Somebody who signed in by WeChat."""
    return Actor(await process.people.sign_in("a-code"), Role.REPORTER)


async def _told(database: Database, process: MiniProgram, clock: Clock) -> None:
    """Deliver all that is due by the outbox, and queue what goes to WeChat."""
    async with httpx.AsyncClient() as http:
        means = Means(
            store=ChannelStore(database), http=http, to_wgs84=to_wgs84, apps={}, mini_program=process
        )
        delivery = Delivery(database, build_channels(means))
        while await delivery.deliver_once(clock()):
            pass


async def _sent(process: MiniProgram, clock: Clock) -> int:
    done = 0
    while await process.messages.deliver_once(clock()):
        done += 1
    return done


async def _messages(database: Database) -> list[dict[str, Any]]:
    return await database.wechat_messages.find({}).sort("seq", 1).to_list(None)


async def _dispatched(
    intake: Intake, database: Database, process: MiniProgram, person: Actor, clock: Clock
) -> str:
    """A report that was dispatched by rule: one message is queued."""
    report = await intake.submit(submission(reporter=person.id))
    await _told(database, process, clock)
    return report.number


async def test_a_step_is_told_in_the_inbox_and_by_a_message(
    intake: Intake, inbox: Inbox, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["progress"]])
    number = await _dispatched(intake, mongo_db, process, person, clock)
    assert len((await inbox.page(person, 10)).items) == 3
    assert server.of(SEND) == []
    assert await _sent(process, clock) == 1
    (sent,) = server.of(SEND)
    assert sent.query == {"access_token": "token-1"}
    assert sent.body == {
        "touser": OPENID,
        "template_id": "tmpl-progress",
        "page": f"pages/report/index?number={number}",
        "data": {
            "character_string1": {"value": number},
            "phrase2": {"value": "已派单"},
            "thing3": {"value": "市城管和综合执法局南城分局"},
            "time4": {"value": "2026-11-23 09:30"},
        },
        "miniprogram_state": "formal",
        "lang": "zh_CN",
    }
    (kept,) = await _messages(mongo_db)
    assert (kept["due_at"], kept["sent_at"], kept["error"]) == (None, clock(), None)


async def test_one_accept_is_one_message(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    progress = TEMPLATES["progress"]
    assert await process.messages.accepted(person, [progress]) == {"progress": 1}
    assert await process.messages.accepted(person, [progress]) == {"progress": 2}
    for _ in range(3):
        await _dispatched(intake, mongo_db, process, person, clock)
        clock.advance(timedelta(seconds=1))
    assert await _sent(process, clock) == 3
    assert len(server.of(SEND)) == 2
    assert [each["error"] for each in await _messages(mongo_db)].count("no_credit") == 1


async def test_a_template_accepted_for_good_needs_no_credit(
    intake: Intake, mongo_db: Database, server: WeChatServer, clock: Clock, person: Actor
) -> None:
    async with program(server, mongo_db, clock, lasting=frozenset({"progress"})) as process:
        for _ in range(2):
            await _dispatched(intake, mongo_db, process, person, clock)
        await _sent(process, clock)
    assert len(server.of(SEND)) == 2


async def test_credits_are_bounded_and_only_for_templates_of_ours(
    process: MiniProgram, person: Actor
) -> None:
    for _ in range(55):
        left = await process.messages.accepted(person, [TEMPLATES["more"]])
    assert left == {"more": 50}
    for wrong in ([], ["tmpl-of-others"], [TEMPLATES["more"]] * 2, [f"tmpl-{n}" for n in range(11)]):
        with pytest.raises(InvalidInput):
            await process.messages.accepted(person, wrong)


async def test_the_same_entry_told_twice_is_one_message(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    for _ in range(3):
        await process.messages.accepted(person, [TEMPLATES["progress"]])
    await _dispatched(intake, mongo_db, process, person, clock)
    # the worker of the outbox died after it had told all of it
    again = {"outgoing.0.sent_seq": 0, "outgoing.0.due_at": clock()}
    await mongo_db.reports.update_one({}, {"$set": again})
    await _told(mongo_db, process, clock)
    await _sent(process, clock)
    await mongo_db.reports.update_one({}, {"$set": again})
    await _told(mongo_db, process, clock)
    assert await _sent(process, clock) == 0
    assert len(server.of(SEND)) == 1


@pytest.mark.parametrize(("code", "left"), [(43101, 0), (47003, 3), (40003, 3), (40037, 3)])
async def test_a_final_code_ends_the_message_and_not_the_inbox(
    intake: Intake, inbox: Inbox, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock, code: int, left: int, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    for _ in range(3):
        await process.messages.accepted(person, [TEMPLATES["progress"]])
    server.will(SEND, errcode(code, "argument invalid! data.thing3.value is empty"))
    await _dispatched(intake, mongo_db, process, person, clock)
    assert await _sent(process, clock) == 1
    (kept,) = await _messages(mongo_db)
    assert (kept["due_at"], kept["failed_at"]) == (None, clock())
    assert str(code) in kept["error"]
    assert await process.store.credits(person.id, "progress") == left
    errors = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert len(errors) == (code != 43101)
    assert code != 47003 or "thing3" in errors[0]
    assert len((await inbox.page(person, 10)).items) == 3
    assert await _sent(process, clock) == 0
    mark = (await mongo_db.reports.find_one({}))["outgoing"][0]
    assert (mark["failed_at"], mark["error"]) == (None, None)


@pytest.mark.parametrize("answers", [[errcode(-1)] * 3, [Answer({}, after_s=2.0)], [Answer("", code=503)]])
async def test_what_may_work_later_is_tried_on_schedule_while_the_inbox_goes_on(
    intake: Intake, inbox: Inbox, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock, answers: list[Answer],
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["progress"]])
    server.will(SEND, *answers)
    await _dispatched(intake, mongo_db, process, person, clock)
    await _sent(process, clock)
    (kept,) = await _messages(mongo_db)
    assert (kept["due_at"], kept["attempts"]) == (clock() + timedelta(seconds=5), 1)
    assert len((await inbox.page(person, 10)).items) == 3
    assert await process.store.credits(person.id, "progress") == 1
    clock.advance(timedelta(seconds=5))
    await _sent(process, clock)
    assert (await _messages(mongo_db))[0]["sent_at"] == clock()
    assert await process.store.credits(person.id, "progress") == 0


async def test_wechat_away_for_days_is_given_up(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["progress"]])
    server.will(SEND, *[Answer("", code=503)] * 8)
    await _dispatched(intake, mongo_db, process, person, clock)
    for attempt in range(1, 9):
        assert await _sent(process, clock) == 1
        clock.advance(wait_after(attempt) or timedelta())
    (kept,) = await _messages(mongo_db)
    assert kept["due_at"] is None
    assert "503" in kept["error"]
    assert len(server.of(SEND)) == 8


async def test_a_used_up_quota_costs_no_attempt(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["progress"]])
    server.will(SEND, errcode(45009))
    await _dispatched(intake, mongo_db, process, person, clock)
    await _sent(process, clock)
    (kept,) = await _messages(mongo_db)
    assert (kept["due_at"], kept["attempts"]) == (clock() + timedelta(minutes=15), 0)
    clock.advance(timedelta(minutes=15))
    await _sent(process, clock)
    assert (await _messages(mongo_db))[0]["sent_at"] == clock()


async def test_a_later_step_waits_for_the_one_that_did_not_arrive(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["more"], TEMPLATES["result"]])
    report = await intake.submit(unclear(reporter=person.id))
    ask = RequestInfo(words="请补充具体位置")
    await intake.apply(report.number, ask, DISPATCHER)
    await _told(mongo_db, process, clock)
    server.will(SEND, Answer("", code=503))
    await _sent(process, clock)
    await intake.apply(report.number, Supplement(words="在鸿福路口"), person)
    decline = Decline(reason=DeclineReason.OUTSIDE_CITY, words="请向邻市反映")
    await intake.apply(report.number, decline, DISPATCHER)
    await _told(mongo_db, process, clock)
    await _sent(process, clock)
    assert len(server.of(SEND)) == 1
    clock.advance(timedelta(seconds=5))
    await _sent(process, clock)
    assert [each.body["template_id"] for each in server.of(SEND)] == ["tmpl-more", "tmpl-more", "tmpl-result"]


async def test_a_worker_that_died_is_in_the_way_for_a_minute(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock,
) -> None:  # fmt: skip
    await process.messages.accepted(person, [TEMPLATES["progress"]])
    await _dispatched(intake, mongo_db, process, person, clock)
    await process.store.lease_message(clock(), clock() + timedelta(seconds=60), "the-dead")
    assert await _sent(process, clock) == 0
    clock.advance(timedelta(seconds=60))
    assert await _sent(process, clock) == 1
    assert len(server.of(SEND)) == 1


async def test_who_never_signed_in_by_wechat_has_the_inbox_alone(
    intake: Intake, inbox: Inbox, mongo_db: Database, process: MiniProgram, server: WeChatServer, clock: Clock
) -> None:
    other = Actor("reporter-1", Role.REPORTER)
    await _dispatched(intake, mongo_db, process, other, clock)
    await _sent(process, clock)
    assert server.asked == []
    assert len((await inbox.page(other, 10)).items) == 3
    assert (await _messages(mongo_db))[0]["error"] == "no_openid"


async def test_no_log_and_no_record_tells_a_secret(
    intake: Intake, mongo_db: Database, process: MiniProgram, person: Actor,
    server: WeChatServer, clock: Clock, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # as gateway/logs.py does
    for _ in range(9):
        await process.messages.accepted(person, [TEMPLATES["progress"]])
    for answer in (
        errcode(40003), errcode(47003), errcode(40013), errcode(40001), errcode(-1), Answer("", code=500),
        errcode(45009),
    ):  # fmt: skip
        server.will(SEND, answer)
        await _dispatched(intake, mongo_db, process, person, clock)
        await _sent(process, clock)
        clock.advance(timedelta(minutes=20))
    ours = [each.getMessage() for each in caplog.records if each.name.startswith(("channels", "httpx"))]
    kept = await mongo_db.delivery_attempts.find({}).to_list(None)
    told = f"{ours} {await _messages(mongo_db)} {kept}"
    assert ours
    for secret in (APP_ID, APP_SECRET, OPENID, "token-1", "token-2"):
        assert secret not in told
