"""脱敏 on the real MongoDB: stored in one guarded write, beside whoever delivers, safe to retry."""

import asyncio

import pytest

from intake import (
    RULE,
    Actor,
    Audit,
    Database,
    Decline,
    DeclineReason,
    Evaluate,
    Forbidden,
    IdempotencyConflict,
    Intake,
    Merge,
    Redact,
    RedactReason,
    Report,
    RequestInfo,
    Sign,
    Stage,
    Supplement,
    Unmerge,
    VersionConflict,
    WrongStage,
)
from intake.redaction import REDACTED
from support.clock import Clock
from support.outbox import OneByOne
from support.reports import (
    AUDITOR,
    DISPATCHER,
    FIXED,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    place,
    submission,
    unclear,
)

MARK = "住东街三号的陈某某"
ERASE = Redact(reason=RedactReason.ERASURE_REQUEST)
NO = Decline(reason=DeclineReason.TOO_LATE, words=f"{MARK}已过时限")


async def _declined(intake: Intake, key: str = "key-of-mine") -> Report:
    told = unclear(text=f"{MARK}说", location=place(address=f"{MARK}家"), idempotency_key=key)
    report = await intake.submit(told)
    await intake.apply(report.number, RequestInfo(words=f"{MARK}在哪？"), DISPATCHER, key="key-00000001")
    await intake.apply(report.number, Supplement(words=f"{MARK}在这"), REPORTER)
    return await intake.apply(report.number, NO, DISPATCHER)


async def _broken(database: Database) -> list[str]:
    return [each.rule async for found in Audit(database).verify() for each in found.breaks]


async def test_no_word_is_left_in_the_database_and_the_audit_holds(
    mongo_db: Database, intake: Intake
) -> None:
    before = await _declined(intake)
    after = await intake.apply(before.number, ERASE, AUDITOR)
    assert await intake.read(before.number, REPORTER) == after
    assert (after.version, after.text) == (before.version + 1, REDACTED)
    assert MARK not in repr(await mongo_db.reports.find({}).to_list(None))
    assert await _broken(mongo_db) == []
    await mongo_db.reports.update_one({"_id": after.id}, {"$set": {"timeline.1.words": MARK}})
    assert await _broken(mongo_db) == ["left_over"]


async def test_words_taken_out_by_hand_are_found(mongo_db: Database, intake: Intake) -> None:
    report = await _declined(intake)
    gone = {"timeline.1.words": REDACTED, "timeline.1.salt": None, "timeline.1.digest": None}
    await mongo_db.reports.update_one({"_id": report.id}, {"$set": gone})
    assert await _broken(mongo_db) == ["vanished"]


async def test_a_delivery_under_way_is_neither_lost_nor_repeated(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    report, outbox = await _declined(intake), OneByOne(mongo_db)
    claim = await outbox.claim(clock())
    assert claim is not None
    await intake.apply(report.number, ERASE, AUDITOR)
    assert await outbox.sent(claim, clock())
    again = await outbox.claim(clock())
    assert again is not None
    assert (again.entry.seq, again.entry.words) == (2, REDACTED)


async def test_a_follower_who_has_everything_hears_of_it(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    report, outbox = await _declined(intake), OneByOne(mongo_db)
    while claim := await outbox.claim(clock()):
        await outbox.sent(claim, clock())
    await intake.apply(report.number, ERASE, AUDITOR)
    claim = await outbox.claim(clock())
    assert claim is not None
    assert claim.entry.details == {"reason": "erasure_request"}


async def test_a_retry_is_safe_and_a_second_redaction_is_refused(intake: Intake) -> None:
    number = (await _declined(intake)).number
    once = await intake.apply(number, ERASE, AUDITOR, key="redact-0001")
    assert await intake.apply(number, ERASE, AUDITOR, key="redact-0001") == once
    with pytest.raises(IdempotencyConflict):
        await intake.apply(number, Redact(reason=RedactReason.RETENTION), AUDITOR, key="redact-0001")
    with pytest.raises(Forbidden) as refused:
        await intake.apply(number, ERASE, AUDITOR)
    assert refused.value.rule == "not_redacted"
    assert await intake.read(number, AUDITOR) == once


async def test_what_was_handed_in_cannot_be_told_from_another_content_any_more(intake: Intake) -> None:
    number = (await _declined(intake)).number
    await intake.apply(number, ERASE, AUDITOR)
    with pytest.raises(IdempotencyConflict):
        await _declined(intake)
    with pytest.raises(IdempotencyConflict):
        await intake.apply(number, RequestInfo(words=f"{MARK}在哪？"), DISPATCHER, key="key-00000001")


async def test_only_the_version_that_was_read_is_redacted_and_two_auditors_do_it_once(intake: Intake) -> None:
    report = await _declined(intake)
    with pytest.raises(VersionConflict):
        await intake.apply(report.number, ERASE, AUDITOR, version=report.version - 1)
    both = (intake.apply(report.number, ERASE, Actor(f"auditor-{n}", AUDITOR.role)) for n in range(2))
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Forbidden", "Report"]


@pytest.mark.parametrize("actor", [REPORTER, DISPATCHER, SUPERVISOR])
async def test_nobody_else_redacts(intake: Intake, actor: Actor) -> None:
    report = await _declined(intake)
    with pytest.raises(Forbidden) as refused:
        await intake.apply(report.number, ERASE, actor)
    assert refused.value.rule == "role"
    assert await intake.read(report.number, AUDITOR) == report


async def test_what_is_worked_on_is_not_redacted(intake: Intake) -> None:
    report = await intake.submit(submission())
    with pytest.raises(WrongStage):
        await intake.apply(report.number, ERASE, RULE)


async def test_a_merged_report_waits_for_the_other_and_then_stays_merged(intake: Intake) -> None:
    primary, report = await intake.submit(submission()), await intake.submit(submission())
    await intake.apply(report.number, Merge(primary=primary.number), DISPATCHER)
    with pytest.raises(Forbidden) as refused:
        await intake.apply(report.number, ERASE, AUDITOR)
    assert refused.value.rule == "primary_open"
    for command, actor in (
        (Sign(), OFFICER),
        (FIXED, OFFICER),
        (Evaluate(outcome=5, speed=5, attitude=5), REPORTER),
    ):
        await intake.apply(primary.number, command, actor)
    redacted = await intake.apply(report.number, ERASE, AUDITOR)
    assert (redacted.stage, redacted.text) == (Stage.MERGED, REDACTED)
    with pytest.raises(Forbidden) as refused:
        await intake.apply(report.number, Unmerge(words="是另一处"), DISPATCHER)
    assert refused.value.rule == "not_redacted"
