"""The outbox worker on the real MongoDB: what is owed arrives, in order, and what cannot is seen."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from channels import Channel, Delivery, Inbox, Message, Refused, wait_after
from intake import (
    Actor,
    Database,
    Decline,
    DeclineReason,
    Intake,
    Redact,
    RedactReason,
    Report,
    Role,
    Sign,
)
from support.channels import Moody, moody
from support.channels import delivery as delivery_of
from support.clock import Clock
from support.reports import AUDITOR, DISPATCHER, FIXED, OFFICER, REPORTER, submission, unclear

WAITS = [
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
]


async def _drain(delivery: Delivery, now: datetime) -> int:
    done = 0
    while handled := await delivery.deliver_once(now):
        done += handled
    return done


async def _mark(database: Database, report: Report) -> dict[str, Any]:
    document = await database.reports.find_one({"_id": report.id})
    assert document is not None
    return dict(document["outgoing"][0])


async def _attempts(database: Database) -> list[dict[str, Any]]:
    return await database.delivery_attempts.find({}).sort("_id", 1).to_list(None)


async def _told(inbox: Inbox, actor: Actor = REPORTER) -> list[int]:
    """What somebody was told, oldest first."""
    return [notice.seq for _, notice in (await inbox.page(actor, 100)).items][::-1]


async def test_a_reporter_hears_of_every_step(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    delivery = delivery_of(mongo_db)
    report = await intake.submit(submission())
    assert await _drain(delivery, clock()) == 3
    clock.advance(timedelta(minutes=5))
    await intake.apply(report.number, Sign(), OFFICER)
    clock.advance(timedelta(minutes=5))
    await intake.apply(report.number, FIXED, OFFICER)
    assert await _drain(delivery, clock()) == 3
    assert await _told(inbox) == [1, 2, 3, 4, 5, 6]
    assert await delivery.deliver_once(clock()) == 0
    mark = await _mark(mongo_db, report)
    assert (mark["sent_seq"], mark["due_at"], mark["attempts"], mark["lease"]) == (6, None, 0, None)


async def test_every_attempt_is_kept(intake: Intake, mongo_db: Database, clock: Clock) -> None:
    moods = iter([TimeoutError("busy"), None])
    delivery = delivery_of(mongo_db, moody(mongo_db, lambda _: next(moods))[1])
    report = await intake.submit(unclear())
    await delivery.deliver_once(clock())
    first = await _attempts(mongo_db)
    clock.advance(WAITS[0])
    await delivery.deliver_once(clock())
    both = await _attempts(mongo_db)
    assert both[:1] == first
    assert [(each["report_id"], each["seq"], each["channel"], each["to"]) for each in both] == [
        (report.id, 1, "iguanjia", REPORTER.id)
    ] * 2
    assert [each["error"] for each in both] == ["TimeoutError('busy')", None]
    assert [each["at"] for each in both] == [clock() - WAITS[0], clock()]


def test_waits_grow_and_end() -> None:
    assert [wait_after(n) for n in range(1, 8)] == WAITS
    assert wait_after(8) is None
    assert wait_after(1000) is None


async def test_a_failing_channel_is_tried_on_schedule_until_it_is_given_up(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    delivery = delivery_of(mongo_db, moody(mongo_db, lambda _: OSError("no route " + "x" * 500))[1])
    report = await intake.submit(unclear())
    for wait in WAITS:
        assert await _drain(delivery, clock()) == 1
        mark = await _mark(mongo_db, report)
        assert (mark["due_at"], mark["failed_at"]) == (clock() + wait, None)
        assert mark["error"].startswith("OSError: no route")
        assert len(mark["error"]) <= 200
        clock.advance(wait)
    assert await _drain(delivery, clock()) == 1
    mark = await _mark(mongo_db, report)
    assert (mark["due_at"], mark["failed_at"], mark["attempts"]) == (None, clock(), 8)
    assert await _drain(delivery, clock() + timedelta(days=365)) == 0
    assert len(await _attempts(mongo_db)) == 8
    assert await _told(inbox) == []


async def test_a_refusal_is_final_at_once(intake: Intake, mongo_db: Database, clock: Clock) -> None:
    delivery = delivery_of(mongo_db, moody(mongo_db, lambda _: Refused("43101"))[1])
    report = await intake.submit(unclear())
    assert await _drain(delivery, clock()) == 1
    mark = await _mark(mongo_db, report)
    assert (mark["failed_at"], mark["due_at"], mark["error"]) == (clock(), None, "Refused: 43101")


async def test_a_channel_nobody_knows_is_given_up_and_named(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    report = await intake.submit(unclear(channel="carrier-pigeon"))
    assert await _drain(delivery_of(mongo_db), clock()) == 1
    mark = await _mark(mongo_db, report)
    assert mark["failed_at"] == clock()
    assert "carrier-pigeon" in mark["error"]


async def test_one_that_cannot_be_told_holds_up_nobody_else(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    stuck = await intake.submit(submission(reporter="reporter-2"))
    for _ in range(3):
        await intake.submit(submission())
    _, channels = moody(mongo_db, lambda each: OSError() if each.body["report_id"] == stuck.id else None)
    await _drain(delivery_of(mongo_db, channels), clock())
    assert len(await _told(inbox)) == 9
    assert (await _mark(mongo_db, stuck))["sent_seq"] == 0


async def test_later_steps_wait_for_the_one_that_did_not_arrive(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    moods = iter([None, OSError("busy"), None, None])
    delivery = delivery_of(mongo_db, moody(mongo_db, lambda _: next(moods))[1])
    await intake.submit(submission())
    await _drain(delivery, clock())
    assert await _told(inbox) == [1]
    await _drain(delivery, clock.advance(WAITS[0]))
    assert await _told(inbox) == [1, 2, 3]


async def test_a_worker_that_died_after_sending_costs_no_notice_and_doubles_none(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    class Died(BaseException):
        """The process ends: nothing is settled."""

    class Dying(Moody):
        async def send(self, message: Message) -> None:
            await super().send(message)
            raise Died

    await intake.submit(submission())
    dying = Channel(name="iguanjia", zh="i莞家", outlet=Dying(mongo_db, lambda _: None))
    with pytest.raises(Died):
        await delivery_of(mongo_db, {"iguanjia": dying}).deliver_once(clock())
    delivery = delivery_of(mongo_db)
    assert await delivery.deliver_once(clock()) == 0
    assert await _drain(delivery, clock.advance(timedelta(seconds=30))) == 3
    assert await _told(inbox) == [1, 2, 3]


async def test_many_workers_tell_each_follower_everything_once_and_in_order(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    people = [Actor(f"reporter-{n}", Role.REPORTER) for n in range(10)]
    reports = [
        await intake.submit((submission if n % 2 else unclear)(reporter=people[n % 10].id)) for n in range(50)
    ]
    outlet, channels = moody(mongo_db, lambda _: None)
    workers = [delivery_of(mongo_db, channels) for _ in range(8)]
    done = await asyncio.gather(*(_drain(worker, clock()) for worker in workers))
    owed = {report.id: [entry.seq for entry in report.timeline if entry.public] for report in reports}
    assert outlet.heard == owed
    assert sum(done) == sum(map(len, owed.values())) == 100
    got = [notice for each in people for _, notice in (await inbox.page(each, 100)).items]
    assert sorted((n.report_id, n.seq) for n in got) == sorted(
        (i, s) for i, seqs in owed.items() for s in seqs
    )


async def test_commands_under_way_while_workers_run_are_told_too(
    intake: Intake, inbox: Inbox, mongo_db: Database, clock: Clock
) -> None:
    reports = [await intake.submit(submission()) for _ in range(10)]

    async def handle(report: Report) -> None:
        await intake.apply(report.number, Sign(), OFFICER)
        await intake.apply(report.number, FIXED, OFFICER)

    workers = (_drain(delivery_of(mongo_db), clock()) for _ in range(4))
    await asyncio.gather(*workers, *(handle(report) for report in reports))
    await _drain(delivery_of(mongo_db), clock())
    assert sorted(await _told(inbox)) == sorted([1, 2, 3, 4, 5, 6] * 10)


async def test_what_is_still_owed_of_a_redacted_report_is_told_in_order_without_its_words(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    report = await intake.submit(unclear(text="陈某某家门口很脏"))
    no = Decline(reason=DeclineReason.TOO_LATE, words="陈某某已说过。")
    await intake.apply(report.number, no, DISPATCHER)
    await intake.apply(report.number, Redact(reason=RedactReason.THIRD_PARTY), AUDITOR)
    await _drain(delivery_of(mongo_db), clock())
    bodies = [notice.body for _, notice in (await Inbox(mongo_db).page(REPORTER, 10)).items]
    assert bodies == [
        f"您的诉求 {report.number} 中的文字已脱敏（涉及他人隐私），不可恢复；办理经过仍予保留。",
        f"很抱歉，您的诉求 {report.number} 不予受理，原因：超出举报时限。［已脱敏］",
        f"您反映的“［已脱敏］”已登记，编号 {report.number}，凭编号可随时查询进度。",
    ]
