"""The audit: every trace and every access log of a database, also against what was written down before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import Audit, Database, Finding, HashAlgorithm, Head, Intake, Log, Purpose, Sign
from support.clock import Clock
from support.reports import DISPATCHER, OFFICER, ROUTING, SUPERVISOR, Album, submission


async def _all(database: Database, kept: list[Head] | None = None) -> list[Finding]:
    return [each async for each in Audit(database).verify(kept or [])]


def _broken(findings: list[Finding]) -> set[tuple[Log, str, int, str]]:
    return {(each.log, each.number, each.seq, each.rule) for found in findings for each in found.breaks}


def _heads(findings: list[Finding]) -> list[Head]:
    return [found.head for found in findings if found.head]


async def _read_twice(intake: Intake) -> str:
    """A report whose reporter was read twice; its number."""
    number = (await intake.submit(submission())).number
    for actor in (DISPATCHER, SUPERVISOR):
        await intake.reveal(number, actor, Purpose.CONTACT, "核实地点")
    return number


async def test_an_honest_database_holds_and_its_heads_are_the_ends(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    number = await _read_twice(intake)
    clock.advance(timedelta(minutes=1))
    await intake.submit(submission())
    signed = await intake.apply(number, Sign(), OFFICER)
    assert await Audit(mongo_db).count() == {Log.TRACE: 2, Log.ACCESS: 2}
    found = await _all(mongo_db)
    assert _broken(found) == set()
    assert Head(number, 4, signed.timeline[-1].hash) in _heads(found)
    counts = sorted((each.log.value, each.entries) for each in found)
    assert counts == [("access", 2), ("trace", 3), ("trace", 4)]
    await intake.reveal(number, DISPATCHER, Purpose.REVISIT, "回访")
    assert _broken(await _all(mongo_db, _heads(found))) == set()


async def test_a_forged_a_deleted_and_a_spoilt_report_are_named(mongo_db: Database, intake: Intake) -> None:
    forged, deleted, spoilt, _ = [(await intake.submit(submission())).number for _ in range(4)]
    heads, reports = _heads(await _all(mongo_db)), mongo_db["reports"]
    await reports.update_one({"number": forged}, {"$set": {"timeline.1.actor": "somebody-else"}})
    await reports.delete_one({"number": deleted})
    await reports.update_one({"number": spoilt}, {"$set": {"timeline.1.at": "yesterday"}})
    assert _broken(await _all(mongo_db, heads)) == {
        (Log.TRACE, forged, 2, "hash"),
        (Log.TRACE, deleted, 0, "kept_head"),
        (Log.TRACE, spoilt, 0, "readable"),
    }


async def test_an_end_cut_off_with_care_is_found_by_the_head_kept(mongo_db: Database, intake: Intake) -> None:
    before = await intake.submit(submission())
    document = await mongo_db["reports"].find_one({"number": before.number})
    await intake.apply(before.number, Sign(), OFFICER)
    heads = _heads(await _all(mongo_db))
    assert document is not None
    await mongo_db["reports"].replace_one({"number": before.number}, document)
    assert _broken(await _all(mongo_db)) == set()
    assert _broken(await _all(mongo_db, heads)) == {(Log.TRACE, before.number, 4, "kept_head")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"actor": "somebody-else"}, {(1, "hash")}),
        ({"words": "别的理由"}, {(1, "hash")}),
        ({"purpose": "legal"}, {(1, "hash")}),
        ({"refused": "role"}, {(1, "hash")}),
        ({"purpose": "no such purpose"}, {(0, "readable")}),
        ({"seq": 2}, {(1, "seq"), (1, "hash")}),
    ],
)
async def test_a_changed_access_is_named(
    mongo_db: Database, intake: Intake, changes: dict[str, Any], expected: set[tuple[int, str]]
) -> None:
    number = await _read_twice(intake)
    await mongo_db["access_log"].update_one({"_id": f"{number}:00000001"}, {"$set": changes})
    found = {(seq, rule) for _, _, seq, rule in _broken(await _all(mongo_db))}
    assert found == expected


async def test_accesses_taken_out_or_moved_are_found(mongo_db: Database, intake: Intake) -> None:
    number, other = await _read_twice(intake), (await intake.submit(submission())).number
    heads, log = _heads(await _all(mongo_db)), mongo_db["access_log"]
    last = await log.find_one_and_delete({"_id": f"{number}:00000002"})
    assert _broken(await _all(mongo_db)) == set()
    assert _broken(await _all(mongo_db, heads)) == {(Log.ACCESS, number, 2, "kept_head")}
    assert last is not None
    await log.insert_one({**last, "_id": f"{other}:00000001"})
    assert (Log.ACCESS, other, 1, "previous") in _broken(await _all(mongo_db))
    await log.delete_many({})
    assert _broken(await _all(mongo_db, heads)) == {(Log.ACCESS, number, 0, "kept_head")}


async def test_a_chain_forged_as_a_whole_is_found_by_the_heads_kept(
    mongo_db: Database, intake: Intake
) -> None:
    await intake.submit(submission())
    (head,) = _heads(await _all(mongo_db))
    kept = [replace(head, hash="0" * 64)]
    assert _broken(await _all(mongo_db, kept)) == {(Log.TRACE, head.number, 3, "kept_head")}


async def test_chains_that_went_over_to_sm3_hold(mongo_db: Database, intake: Intake, clock: Clock) -> None:
    number = await _read_twice(intake)
    later = Intake(mongo_db, router=ROUTING, photos=Album(), clock=clock, trace_hash=HashAlgorithm.SM3)
    await later.apply(number, Sign(), OFFICER)
    await later.reveal(number, DISPATCHER, Purpose.LEGAL, "法院调取")
    new = (await later.submit(submission())).number
    found = await _all(mongo_db)
    assert _broken(found) == set()
    ends = {(head.log, head.number): head.hash.startswith("sm3:") for head in _heads(found)}
    assert ends == {(Log.TRACE, number): True, (Log.TRACE, new): True, (Log.ACCESS, number): True}
