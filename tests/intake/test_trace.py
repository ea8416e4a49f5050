"""The trace: whatever is changed, cut out, put in or moved is found, and where."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import Audit, Database, Head, Intake, Report, Sign, breaks
from intake.document import from_document, to_document
from intake.trace import _hash_of
from support.clock import Clock
from support.reports import DISPATCHER, OFFICER, act, filed, photo, submission

REPORT = act(filed(submission()), Sign(), OFFICER)


def _changed(**entry: Any) -> Report:
    """The report with its second entry changed."""
    first, second, *rest = REPORT.timeline
    return replace(REPORT, timeline=(first, replace(second, **entry), *rest))


def _rules(report: Report) -> list[tuple[int, str]]:
    return [(each.seq, each.rule) for each in breaks(report)]


def test_an_honest_trace_holds_and_so_does_its_stored_form() -> None:
    assert len(REPORT.timeline) == 4
    assert breaks(REPORT) == []
    assert breaks(from_document(to_document(REPORT), Report)) == []
    assert len({entry.hash for entry in REPORT.timeline}) == 4


@pytest.mark.parametrize(
    "entry",
    [
        {"actor": "somebody-else"},
        {"words": "改过的话"},
        {"at": REPORT.timeline[1].at + timedelta(milliseconds=1)},
        {"public": False},
        {"details": {"matter": "E0101"}},
        {"key": "another-key"},
    ],
)
def test_a_changed_entry_is_named(entry: dict[str, Any]) -> None:
    assert (2, "hash") in _rules(_changed(**entry))


def test_a_changed_entry_sealed_anew_breaks_the_next_link() -> None:
    forged = replace(REPORT.timeline[1], words="改过的话")
    forged = replace(forged, hash=_hash_of(forged))
    timeline = (REPORT.timeline[0], forged, *REPORT.timeline[2:])
    assert _rules(replace(REPORT, timeline=timeline)) == [(3, "previous")]


def test_a_cut_a_swap_and_a_lost_end_are_found() -> None:
    one, two, three, four = REPORT.timeline
    assert (2, "previous") in _rules(replace(REPORT, timeline=(one, three, four)))
    assert (2, "seq") in _rules(replace(REPORT, timeline=(one, three, two, four)))
    assert (0, "head") in _rules(replace(REPORT, timeline=(one, two, three)))
    assert _rules(replace(REPORT, timeline=())) == [(0, "head")]


def test_who_filed_what_when_is_part_of_the_chain() -> None:
    for change in (
        {"reporter": "somebody-else"},
        {"content": "f" * 64},
        {"text": "改过的话"},
        {"number": "DG261123-00000000-0"},
        {"submitted_at": REPORT.submitted_at - timedelta(days=1)},
    ):
        assert (1, "previous") in _rules(replace(REPORT, **change))


def test_a_photo_put_in_or_taken_out_is_found() -> None:
    assert _rules(replace(REPORT, photos=(photo("put in").ref,))) == [(0, "photos")]


async def test_the_audit_reads_every_report_and_names_the_forged_one(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    reports = [await intake.submit(submission()) for _ in range(3)]
    clock.advance(timedelta(minutes=1))
    signed = await intake.apply(reports[0].number, Sign(), OFFICER)
    audit = Audit(mongo_db)
    assert await audit.count() == 3
    clean = [each async for each in audit.verify({})]
    assert [found for _, found in clean] == [[], [], []]
    heads = {head.number: head for head, _ in clean if head}
    assert heads[signed.number].seq == 4
    await mongo_db["reports"].update_one(
        {"number": reports[1].number}, {"$set": {"timeline.0.actor": "somebody-else"}}
    )
    await mongo_db["reports"].delete_one({"number": reports[2].number})
    found = [each for _, broken in [pair async for pair in audit.verify(heads)] for each in broken]
    assert {(each.number, each.rule) for each in found} == {
        (reports[1].number, "hash"),
        (reports[2].number, "kept_head"),
    }


async def test_a_chain_forged_as_a_whole_is_found_by_the_heads_kept(
    mongo_db: Database, intake: Intake
) -> None:
    report = await intake.submit(submission())
    kept = {report.number: Head(report.number, 2, "0" * 64)}
    ((_, found),) = [pair async for pair in Audit(mongo_db).verify(kept)]
    assert [(each.seq, each.rule) for each in found] == [(2, "kept_head")]
    assert (await intake.read(report.number, DISPATCHER)).timeline[-1].hash
