"""Random people, a sweeper and a deliverer at one report in the real MongoDB."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import Alarms, Database, Intake, Outgoing, Report, Unmerge, UserError, breaks
from intake.alarm import alarm_at
from intake.figures import tally_of
from intake.stage import RULE
from support.clock import Clock
from support.deeds import deeds, fitting
from support.outbox import OneByOne
from support.reports import (
    CALL_DESK,
    DISPATCHER,
    HELPER,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    Album,
    photo,
    submission,
)

TURNS = st.lists(
    st.tuples(st.integers(0, 10**6), st.sampled_from([0, 20, 600, 3000, 20000]), st.sampled_from("dddwso")),
    min_size=12,
    max_size=12,
)
"""Which of what may be done, after how many minutes; or a wild guess, the sweeper, the outbox."""


def _but_marks(report: Report) -> tuple[Report, list[str | None]]:
    """All of it but how far its followers have been told."""
    return replace(report, outgoing=()), [mark.about for mark in report.outgoing]


async def _deliver(outbox: OneByOne, clock: Clock) -> None:
    claim = await outbox.claim(clock())
    if claim is not None:
        assert claim.entry.public
        assert await outbox.sent(claim, clock())


async def _sweep(database: Database, intake: Intake, clock: Clock) -> None:
    for report, command in await Alarms(database).claim(clock(), 5):
        await intake.apply(report.number, command, RULE, version=report.version)


def _marks_hold(before: Report, after: Report) -> None:
    told: dict[str | None, Outgoing] = {mark.about: mark for mark in before.outgoing}
    for mark in after.outgoing:
        assert mark.sent_seq <= after.public_seq <= after.timeline[-1].seq
        assert mark.about not in told or mark.sent_seq >= told[mark.about].sent_seq
        assert (mark.due_at is not None) is (mark.sent_seq < after.public_seq)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS, channel=st.sampled_from(["iguanjia", "grid"]))
async def test_what_is_stored_is_what_was_answered_whoever_else_is_at_it(
    intake: Intake,
    album: Album,
    mongo_db: Database,
    clock: Clock,
    turns: list[tuple[int, int, str]],
    channel: str,
) -> None:
    await mongo_db.reports.delete_many({})
    outbox = OneByOne(mongo_db)
    shown = album.add(REPORTER, photo("before"))
    primary = await intake.submit(submission())
    report = await intake.submit(submission(channel=channel, photo_ids=(shown,)))
    everything = deeds(primary.number)
    for which, minutes, who in turns:
        clock.advance(timedelta(minutes=minutes))
        before = report
        if who == "s":
            await _sweep(mongo_db, intake, clock)
        elif who == "o":
            await _deliver(outbox, clock)
        else:
            can = everything if who == "w" else tuple(fitting(report, clock(), everything))
            actor, command = can[which % len(can)] if can else (DISPATCHER, Unmerge(words="是另一处"))
            answered, delivered = await asyncio.gather(
                intake.apply(report.number, command, actor), _deliver(outbox, clock), return_exceptions=True
            )
            assert delivered is None
            if isinstance(answered, UserError):
                answered = report
            assert isinstance(answered, Report)
            assert answered.version - report.version in {0, 1}
            stored = await intake.read(report.number, DISPATCHER)
            assert _but_marks(stored) == _but_marks(answered)
        report = await intake.read(report.number, DISPATCHER)
        if report.redaction is before.redaction:
            assert report.timeline[: len(before.timeline)] == before.timeline
        assert [entry.seq for entry in report.timeline] == list(range(1, len(report.timeline) + 1))
        assert (report.tally, report.alarm_at) == (tally_of(report), alarm_at(report.deadlines))
        assert breaks(report) == []
        _marks_hold(before, report)
    for reader in (CALL_DESK, SUPERVISOR, OFFICER, HELPER):
        if not reader.departments or reader.departments & set(report.departments):
            assert await intake.read(report.number, reader) == report
