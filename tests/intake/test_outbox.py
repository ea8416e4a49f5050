"""Who must still be told what, on the real MongoDB: in order, one worker at a time, never forgotten."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from intake import (
    Accept,
    Action,
    Address,
    Claim,
    Database,
    Entry,
    Intake,
    Outgoing,
    Report,
    Role,
    Sign,
    Stage,
)
from intake.document import to_document
from intake.outbox import LEASE
from support.clock import Clock
from support.outbox import OneByOne
from support.reports import DIRTY_ROAD, DISPATCHER, FIXED, NOW, OFFICER, REPORTER, filed, submission, unclear

SECOND = timedelta(seconds=1)


@pytest.fixture
def outbox(mongo_db: Database) -> OneByOne:
    return OneByOne(mongo_db)


async def _claim(outbox: OneByOne, clock: Clock) -> Claim:
    claim = await outbox.claim(clock())
    assert claim is not None
    return claim


async def _mark(database: Database, report: Report) -> dict[str, object]:
    document = await database.reports.find_one({"_id": report.id})
    assert document is not None
    mark: dict[str, object] = document["outgoing"][0]
    return mark


async def test_a_follower_hears_of_every_step_in_order(
    intake: Intake, outbox: OneByOne, clock: Clock
) -> None:
    report = await intake.submit(submission())
    await intake.apply(report.number, Sign(), OFFICER)
    heard = []
    while claim := await outbox.claim(clock()):
        assert claim.to == Address(channel="iguanjia", ref=REPORTER.id)
        assert claim.attempts == 0
        heard.append((claim.entry.seq, claim.entry.action))
        assert await outbox.sent(claim, clock())
    assert heard == [(1, Action.SUBMIT), (2, Action.ACCEPT), (3, Action.DISPATCH), (4, Action.SIGN)]


async def test_nothing_is_due_before_its_time(intake: Intake, outbox: OneByOne, clock: Clock) -> None:
    await intake.submit(submission())
    assert await outbox.claim(clock() - SECOND) is None
    assert await outbox.claim(clock()) is not None


async def test_who_has_waited_longest_comes_first(intake: Intake, outbox: OneByOne, clock: Clock) -> None:
    filed_in_order = []
    for _ in range(6):
        filed_in_order.append((await intake.submit(unclear())).number)
        clock.advance(SECOND)
    assert [(await _claim(outbox, clock)).report.number for _ in range(6)] == filed_in_order


async def test_a_lease_keeps_a_second_worker_out_until_it_expires(
    intake: Intake, outbox: OneByOne, clock: Clock
) -> None:
    await intake.submit(submission())
    first = await _claim(outbox, clock)
    clock.advance(LEASE - SECOND)
    assert await outbox.claim(clock()) is None
    clock.advance(SECOND)
    second = await _claim(outbox, clock)
    assert (second.entry, second.to) == (first.entry, first.to)
    assert second.lease != first.lease


async def test_a_lost_lease_settles_nothing(
    intake: Intake, outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    report = await intake.submit(submission())
    lost = await _claim(outbox, clock)
    clock.advance(LEASE)
    kept = await _claim(outbox, clock)
    before = await _mark(mongo_db, report)
    assert not await outbox.sent(lost, clock())
    assert not await outbox.retry(lost, clock() + SECOND, "busy")
    assert not await outbox.give_up(lost, clock(), "gone")
    assert await _mark(mongo_db, report) == before
    assert await outbox.sent(kept, clock())
    assert not await outbox.sent(kept, clock())


async def test_a_step_taken_while_the_last_one_was_being_told_stays_due(
    intake: Intake, outbox: OneByOne, clock: Clock
) -> None:
    report = await intake.submit(unclear())
    claim = await _claim(outbox, clock)
    await intake.apply(report.number, Accept(matter=DIRTY_ROAD), DISPATCHER)
    assert await outbox.sent(claim, clock())
    told = []
    while later := await outbox.claim(clock()):
        told.append(later.entry.action)
        assert await outbox.sent(later, clock())
    assert told == [Action.ACCEPT, Action.DISPATCH]


async def test_a_mark_that_moved_while_a_command_was_judged_is_not_moved_back(
    intake: Intake, outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    report = await intake.submit(unclear())
    claim = await _claim(outbox, clock)
    command = intake.apply(report.number, Accept(matter=DIRTY_ROAD), DISPATCHER)
    was_sent, after = await asyncio.gather(outbox.sent(claim, clock()), command)
    assert was_sent
    mark = await _mark(mongo_db, report)
    assert (mark["sent_seq"], mark["due_at"], mark["lease"]) == (1, clock(), None)
    assert after.public_seq == 3


async def test_a_step_makes_an_idle_follower_due_again(
    intake: Intake, outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    report = await intake.submit(unclear())
    assert await outbox.sent(await _claim(outbox, clock), clock())
    assert (await _mark(mongo_db, report))["due_at"] is None
    assert await outbox.claim(clock() + timedelta(days=9)) is None
    clock.advance(SECOND)
    await intake.apply(report.number, Accept(matter=DIRTY_ROAD), DISPATCHER)
    assert (await _mark(mongo_db, report))["due_at"] == clock()


async def test_what_did_not_arrive_is_tried_again_at_the_named_time(
    intake: Intake, outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    report = await intake.submit(submission())
    again = clock() + timedelta(minutes=2)
    assert await outbox.retry(await _claim(outbox, clock), again, "$busy: {x}")
    mark = await _mark(mongo_db, report)
    assert (mark["attempts"], mark["error"], mark["sent_seq"]) == (1, "$busy: {x}", 0)
    assert await outbox.claim(again - SECOND) is None
    clock.set(again)
    claim = await _claim(outbox, clock)
    assert (claim.entry.seq, claim.attempts) == (1, 1)
    assert await outbox.sent(claim, clock())
    mark = await _mark(mongo_db, report)
    assert (mark["attempts"], mark["error"], mark["sent_seq"]) == (0, None, 1)


async def test_a_step_does_not_hurry_what_waits_to_be_tried_again(
    intake: Intake, outbox: OneByOne, clock: Clock
) -> None:
    report = await intake.submit(submission())
    again = clock() + timedelta(minutes=2)
    await outbox.retry(await _claim(outbox, clock), again, "busy")
    await intake.apply(report.number, Sign(), OFFICER)
    assert await outbox.claim(clock()) is None
    assert await outbox.claim(again) is not None


async def test_what_was_given_up_is_seen_and_left_alone(
    intake: Intake, outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    report = await intake.submit(submission())
    assert await outbox.give_up(await _claim(outbox, clock), clock(), "refused")
    mark = await _mark(mongo_db, report)
    assert (mark["failed_at"], mark["error"], mark["due_at"], mark["attempts"]) == (
        clock(),
        "refused",
        None,
        1,
    )
    await intake.apply(report.number, Sign(), OFFICER)
    assert await outbox.claim(clock() + timedelta(days=9)) is None


async def test_what_is_not_public_is_not_told(outbox: OneByOne, clock: Clock, mongo_db: Database) -> None:
    def entry(seq: int, *, public: bool) -> Entry:
        return Entry(
            seq=seq,
            at=NOW,
            action=Action.ACCEPT,
            stage=Stage.ACCEPTED,
            role=Role.RULE,
            actor="rule",
            public=public,
        )

    timeline = (entry(1, public=True), entry(2, public=False), entry(3, public=True), entry(4, public=False))
    report = replace(filed(), timeline=timeline, public_seq=3)
    await mongo_db.reports.insert_one(to_document(report))
    told = []
    while claim := await outbox.claim(clock()):
        told.append(claim.entry.seq)
        assert await outbox.sent(claim, clock())
    assert told == [1, 3]


async def test_a_mark_that_is_due_with_nothing_to_tell_is_put_to_rest(
    outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    rested = replace(filed().outgoing[0], sent_seq=3)
    report = replace(filed(), outgoing=(rested,))
    await mongo_db.reports.insert_one(to_document(report))
    assert await outbox.claim(clock()) is None
    mark = await _mark(mongo_db, report)
    assert (mark["due_at"], mark["lease"]) == (None, None)


async def test_two_followers_of_a_report_are_told_each_in_their_own_time(
    outbox: OneByOne, clock: Clock, mongo_db: Database
) -> None:
    second = Outgoing(to=Address(channel="grid", ref="G-1"), due_at=NOW)
    report = replace(filed(), outgoing=(*filed().outgoing, second))
    await mongo_db.reports.insert_one(to_document(report))
    first, other = await _claim(outbox, clock), await _claim(outbox, clock)
    assert await outbox.claim(clock()) is None
    assert {first.to.channel, other.to.channel} == {"iguanjia", "grid"}
    assert await outbox.give_up(first, clock(), "gone")
    assert await outbox.sent(other, clock())
    told = []
    while claim := await outbox.claim(clock()):
        told.append((claim.to, claim.entry.seq))
        assert await outbox.sent(claim, clock())
    assert told == [(other.to, 2), (other.to, 3)]


async def test_workers_at_once_claim_each_follower_once(
    intake: Intake, outbox: OneByOne, clock: Clock
) -> None:
    reports = [await intake.submit(unclear()) for _ in range(10)]
    claims = await asyncio.gather(*(outbox.claim(clock()) for _ in range(16)))
    claimed = [claim.report.id for claim in claims if claim is not None]
    assert sorted(claimed) == sorted(report.id for report in reports)


async def test_a_report_that_ended_is_told_to_its_end(intake: Intake, outbox: OneByOne, clock: Clock) -> None:
    report = await intake.submit(submission())
    await intake.apply(report.number, Sign(), OFFICER)
    report = await intake.apply(report.number, FIXED, OFFICER)
    told = 0
    while claim := await outbox.claim(clock()):
        told += 1
        assert await outbox.sent(claim, clock())
    assert told == len(report.timeline) == report.public_seq
