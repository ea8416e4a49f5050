"""What the outbox gave up, on the real MongoDB: listed, taken up again or dropped, in order and once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from intake import (
    Address,
    Claim,
    Database,
    Failure,
    FailureFilter,
    FailurePlace,
    FailureReason,
    Failures,
    Forbidden,
    Intake,
    Interim,
    InvalidInput,
    Outbox,
    Outgoing,
    Remedy,
    Report,
    Sign,
    given_up,
    sent,
)
from intake.document import to_document
from support.clock import Clock
from support.reports import DISPATCHER, NOW, OFFICER, REPORTER, SUPERVISOR, filed, submission

WORDS = "对方接口已恢复"


@pytest.fixture
def outbox(mongo_db: Database) -> Outbox:
    return Outbox(mongo_db)


@pytest.fixture
def failures(mongo_db: Database, clock: Clock) -> Failures:
    return Failures(mongo_db, clock)


async def _claims(outbox: Outbox, clock: Clock) -> list[Claim]:
    return await outbox.claim_others(clock(), (), 100)


async def _give_up(outbox: Outbox, clock: Clock) -> None:
    for claim in await _claims(outbox, clock):
        reason = FailureReason.REFUSED if claim.to.channel == "grid" else FailureReason.EXHAUSTED
        assert await outbox.settle([given_up(claim, clock(), reason, "$busy")]) == 1


async def _listed(failures: Failures, **wanted: object) -> list[Failure]:
    page = await failures.page(DISPATCHER, FailureFilter(**wanted), 100)  # type: ignore[arg-type] # by name
    return list(page.failures)


async def _told(outbox: Outbox, clock: Clock) -> list[int]:
    told = []
    while claims := await _claims(outbox, clock):
        for claim in claims:
            told.append(claim.entry.seq)
            assert await outbox.settle([sent(claim, clock())]) == 1
    return told


@pytest.fixture
async def stuck(intake: Intake, outbox: Outbox, clock: Clock) -> Report:
    """A report whose reporter was told the first entry, and then no more."""
    report = await intake.submit(submission())
    await outbox.settle([sent(claim, clock()) for claim in await _claims(outbox, clock)])
    await _give_up(outbox, clock)
    await intake.apply(report.number, Sign(), OFFICER)
    return report


async def test_a_failure_says_what_was_not_told_and_nothing_of_whom(
    stuck: Report, failures: Failures, clock: Clock
) -> None:
    (failure,) = await _listed(failures)
    assert failure == Failure(
        id=failure.id,
        number=stuck.number,
        channel="iguanjia",
        seq=2,
        attempts=1,
        failed_at=clock(),
        reason=FailureReason.EXHAUSTED,
        error="$busy",
    )
    assert REPORTER.id not in repr(failure)


@pytest.mark.parametrize(
    ("remedy", "told"), [(Remedy.REQUEUE, [2, 3, 4]), (Remedy.DROP, [3, 4]), (Remedy.DROP_ALL, [])]
)
async def test_a_remedy_lets_the_follower_go_on_in_order_and_once(
    stuck: Report,
    failures: Failures,
    outbox: Outbox,
    intake: Intake,
    clock: Clock,
    remedy: Remedy,
    told: list[int],
) -> None:
    (failure,) = await _listed(failures)
    assert await _told(outbox, clock) == []
    for _ in range(2):
        assert await failures.decide(SUPERVISOR, (failure.id,), remedy, WORDS) == [failure.id]
    assert await _listed(failures) == []
    assert await _told(outbox, clock) == told
    assert await failures.decide(SUPERVISOR, (failure.id,), remedy, WORDS) == [failure.id]
    assert await _told(outbox, clock) == []
    await intake.apply(stuck.number, Interim(words="已安排清扫，预计明日完成。"), OFFICER)
    assert await _told(outbox, clock) == [5]


@pytest.mark.usefixtures("stuck")
async def test_every_decision_is_written_down_once_with_who_and_why(
    failures: Failures, mongo_db: Database, clock: Clock
) -> None:
    (failure,) = await _listed(failures)
    for words in (WORDS, "再来一次"):
        await failures.decide(SUPERVISOR, (failure.id,), Remedy.REQUEUE, words)
    (line,) = await mongo_db.delivery_decisions.find({}).to_list(None)
    assert (line["actor"], line["role"], line["remedy"], line["words"], line["seq"], line["at"]) == (
        SUPERVISOR.id,
        "supervisor",
        "requeue",
        WORDS,
        2,
        clock(),
    )


@pytest.mark.usefixtures("stuck")
async def test_of_two_who_decide_at_once_the_first_is_followed(
    failures: Failures, outbox: Outbox, mongo_db: Database, clock: Clock
) -> None:
    (failure,) = await _listed(failures)
    one, other = await asyncio.gather(
        failures.decide(SUPERVISOR, (failure.id,), Remedy.REQUEUE, WORDS),
        failures.decide(DISPATCHER, (failure.id,), Remedy.DROP, WORDS),
    )
    (line,) = await mongo_db.delivery_decisions.find({}).to_list(None)
    assert (bool(one), bool(other)) == (line["remedy"] == "requeue", line["remedy"] == "drop")
    assert await _told(outbox, clock) == ([2, 3, 4] if one else [3, 4])


@pytest.mark.usefixtures("stuck")
async def test_what_fails_again_is_decided_again(
    failures: Failures, outbox: Outbox, mongo_db: Database, clock: Clock
) -> None:
    (failure,) = await _listed(failures)
    await failures.decide(SUPERVISOR, (failure.id,), Remedy.REQUEUE, WORDS)
    clock.advance(timedelta(minutes=1))
    await _give_up(outbox, clock)
    (again,) = await _listed(failures)
    assert (again.id, again.seq, again.failed_at) == (failure.id, 2, clock())
    assert await failures.decide(SUPERVISOR, (again.id,), Remedy.DROP, WORDS) == [again.id]
    assert await _told(outbox, clock) == [3, 4]
    assert await mongo_db.delivery_decisions.count_documents({}) == 2


async def test_failures_are_listed_newest_first_page_by_page_and_by_what_is_asked(
    failures: Failures, outbox: Outbox, mongo_db: Database, clock: Clock
) -> None:
    for n in range(4):
        marks = tuple(
            Outgoing(to=Address(channel=channel, ref=f"{channel}-{n}"), due_at=NOW)
            for channel in ("city", "grid", "traffic")
        )
        report = replace(filed(), outgoing=marks)
        await mongo_db.reports.insert_one(to_document(report))
        clock.set(NOW + timedelta(minutes=n))
        for _ in range(3):
            await _give_up(outbox, clock)
    every = await _listed(failures)
    assert len({each.id for each in every}) == 12
    assert [each.failed_at for each in every] == sorted((each.failed_at for each in every), reverse=True)
    seen, place = list[Failure](), None
    while True:
        page = await failures.page(SUPERVISOR, FailureFilter(), 5, place)
        seen += page.failures
        if not page.has_next:
            break
        place = FailurePlace(seen[-1].failed_at, seen[-1].id)
    assert seen == every
    assert {each.channel for each in await _listed(failures, channel="city")} == {"city"}
    assert {each.channel for each in await _listed(failures, reason=FailureReason.REFUSED)} == {"grid"}
    some = await _listed(failures, since=NOW + timedelta(minutes=1), until=NOW + timedelta(minutes=3))
    assert some == every[3:9]


@pytest.mark.usefixtures("stuck")
async def test_what_is_no_decision_is_refused(failures: Failures) -> None:
    (failure,) = await _listed(failures)
    with pytest.raises(Forbidden):
        await failures.page(OFFICER, FailureFilter(), 10)
    with pytest.raises(Forbidden):
        await failures.decide(REPORTER, (failure.id,), Remedy.DROP, WORDS)
    for ids, words in (((failure.id,), " "), ((), WORDS), ((failure.id,), "长" * 201)):
        with pytest.raises(InvalidInput):
            await failures.decide(SUPERVISOR, ids, Remedy.DROP, words)
    assert await failures.decide(SUPERVISOR, ("nothing.like-it", "x"), Remedy.DROP, WORDS) == []
    assert await _listed(failures) == [failure]
