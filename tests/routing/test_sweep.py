"""The sweep on the real MongoDB: every clock says everything once, whoever is away, whoever is faster."""

import asyncio
from datetime import datetime, timedelta

import pytest

from gateway.resources import connect
from intake import (
    RULE,
    Action,
    Alarms,
    Database,
    DeadlineKind,
    Entry,
    Evaluate,
    Intake,
    Level,
    Report,
    RequestInfo,
    Sign,
    Stage,
    Supplement,
    Unavailable,
)
from intake.store import ReportStore
from routing import Sweep
from support.clock import Clock
from support.reports import DISPATCHER, FIXED, NOW, OFFICER, REPORTER, act, open_intake, submission, unclear

MINUTE = timedelta(minutes=1)
LEVELS = list(Level)


@pytest.fixture
async def intake(mongo_db: Database, clock: Clock) -> Intake:
    return await open_intake(mongo_db, clock)


@pytest.fixture
def sweep(mongo_db: Database, intake: Intake) -> Sweep:
    return Sweep(mongo_db, intake)


async def _until(sweep: Sweep, clock: Clock, until: datetime) -> None:
    """Let the clock run on by the minute, and the sweep with it."""
    while clock() < until:
        clock.advance(MINUTE)
        await _drain(sweep, clock())


async def _drain(sweep: Sweep, now: datetime) -> int:
    done = 0
    while handled := await sweep.sweep_once(now):
        done += handled
    return done


async def _signed(intake: Intake) -> Report:
    """A report whose only clock is the one for its resolution: of four working hours, due at 15:30."""
    report = await intake.submit(submission())
    return await intake.apply(report.number, Sign(), OFFICER)


async def _now(intake: Intake, report: Report) -> Report:
    return await intake.read(report.number, RULE)


def _warnings(report: Report, kind: DeadlineKind = DeadlineKind.RESOLVE) -> list[Entry]:
    return [
        entry
        for entry in report.timeline
        if entry.action is Action.WARN and entry.details["kind"] == kind.value
    ]


def _levels(report: Report, kind: DeadlineKind = DeadlineKind.RESOLVE) -> list[str]:
    return [entry.details["level"] for entry in _warnings(report, kind)]


async def test_a_clock_warns_once_at_each_level_when_it_is_reached(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    (limit,) = [each for each in report.deadlines if each.kind is DeadlineKind.RESOLVE]
    assert limit.due_by == NOW + timedelta(hours=6)
    await _until(sweep, clock, limit.due_by + timedelta(hours=1))
    said = _warnings(await _now(intake, report))
    assert [entry.details["level"] for entry in said] == LEVELS
    reached = [*limit.warn_at, limit.due_by]
    assert all(at <= entry.at < at + MINUTE for at, entry in zip(reached, said, strict=True))


@pytest.mark.parametrize("before", [timedelta(milliseconds=1), timedelta(hours=1)])
async def test_nothing_is_said_before_its_time(
    sweep: Sweep, intake: Intake, clock: Clock, before: timedelta
) -> None:
    report = await _signed(intake)
    assert report.alarm_at is not None
    clock.set(report.alarm_at - before)
    assert await sweep.sweep_once(clock()) == 0
    assert _levels(await _now(intake, report)) == []
    clock.set(report.alarm_at)
    assert await sweep.sweep_once(clock()) == 1
    assert _levels(await _now(intake, report)) == [Level.YELLOW]


async def test_escalation_goes_from_the_officer_to_the_head_to_the_supervisor(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    await _until(sweep, clock, NOW + timedelta(hours=7))
    report = await _now(intake, report)
    assert [(entry.details["level"], entry.details["told"]) for entry in _warnings(report)] == [
        (Level.YELLOW, "officer"),
        (Level.ORANGE, "hub"),
        (Level.RED, "hub"),
        (Level.OVERDUE, "supervisor"),
    ]
    assert not any(entry.public for entry in _warnings(report))


async def test_who_was_away_gives_the_highest_warning_only(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    (limit,) = [each for each in report.deadlines if each.kind is DeadlineKind.RESOLVE]
    clock.set(limit.warn_at[2])
    assert await _drain(sweep, clock()) == 1
    assert _levels(await _now(intake, report)) == [Level.RED]


async def test_two_clocks_that_are_due_at_once_are_both_heard(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await intake.submit(submission())
    clock.advance(timedelta(hours=10))
    assert await _drain(sweep, clock()) == 2
    report = await _now(intake, report)
    assert _levels(report, DeadlineKind.SIGN) == _levels(report) == [Level.OVERDUE]


async def test_an_overdue_resolution_is_urged_once_and_its_reporter_knows(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    await _until(sweep, clock, NOW + timedelta(hours=8))
    report = await _now(intake, report)
    (urged,) = [entry for entry in report.timeline if entry.action is Action.URGE]
    assert (urged.role, urged.public, report.tally.urges) == (RULE.role, True, 1)
    assert report.public_seq == urged.seq
    assert (report.warning, report.tally.overdue) == (Level.OVERDUE, 1)


async def test_what_nobody_evaluated_is_closed_and_never_counts_as_satisfied(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    report = await intake.apply(report.number, FIXED, OFFICER)
    (window,) = [each for each in report.deadlines if each.kind is DeadlineKind.EVALUATE]
    clock.set(window.due_by - timedelta(milliseconds=1))
    assert await _drain(sweep, clock()) == 0
    clock.set(window.due_by)
    assert await _drain(sweep, clock()) == 1
    report = await _now(intake, report)
    assert (report.stage, report.timeline[-1].action) == (Stage.CLOSED, Action.CLOSE)
    assert (report.timeline[-1].actor, report.timeline[-1].details) == (RULE.id, {"evaluated": False})
    assert (report.tally.closed, report.tally.evaluated, report.tally.outcome) == (1, 0, None)
    assert (report.evaluation, report.alarm_at) == (None, None)


async def test_what_was_not_supplemented_lapses(sweep: Sweep, intake: Intake, clock: Clock) -> None:
    report = await intake.submit(unclear())
    report = await intake.apply(report.number, RequestInfo(words="是哪一段路？"), DISPATCHER)
    assert report.alarm_at is not None
    clock.set(report.alarm_at)
    assert await _drain(sweep, clock()) == 1
    report = await _now(intake, report)
    assert (report.stage, report.timeline[-1].role) == (Stage.WITHDRAWN, RULE.role)
    assert "视为撤回" in (report.timeline[-1].words or "")


async def test_what_its_people_do_in_time_is_left_alone(sweep: Sweep, intake: Intake, clock: Clock) -> None:
    asked = await intake.submit(unclear())
    asked = await intake.apply(asked.number, RequestInfo(words="是哪一段路？"), DISPATCHER)
    done = await intake.apply((await _signed(intake)).number, FIXED, OFFICER)
    asked = await intake.apply(asked.number, Supplement(words="东段"), REPORTER)
    done = await intake.apply(done.number, Evaluate(outcome=5, speed=5, attitude=5), REPORTER)
    clock.advance(timedelta(days=30))
    await _drain(sweep, clock())
    assert (await _now(intake, asked)).stage is Stage.SUBMITTED
    assert (await _now(intake, done)).timeline == done.timeline


async def test_four_sweepers_over_forty_reports_say_everything_once(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    reports = [await _signed(intake) for _ in range(40)]
    clock.advance(timedelta(hours=4))
    sweepers = [Sweep(mongo_db, intake) for _ in range(4)]
    handled = await asyncio.gather(*(_drain(each, clock()) for each in sweepers))
    assert sum(handled) == 40
    after = [await _now(intake, report) for report in reports]
    assert [len(_levels(report)) for report in after] == [1] * 40
    assert all(report.version == before.version + 1 for before, report in zip(reports, after, strict=True))


async def test_claims_made_at_once_share_the_reports(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    reports = [await _signed(intake) for _ in range(24)]
    clock.advance(timedelta(hours=4))
    alarms = Alarms(mongo_db)
    claims = list(await asyncio.gather(*(alarms.claim(clock(), 5) for _ in range(6))))
    while more := await alarms.claim(clock(), 5):  # who came second may have got fewer than five
        claims.append(more)
    claimed = [report.id for each in claims for report, _ in each]
    assert sorted(claimed) == sorted(report.id for report in reports)


async def test_who_waited_longest_comes_first(mongo_db: Database, intake: Intake, clock: Clock) -> None:
    late = await _signed(intake)
    clock.advance(MINUTE)
    await _signed(intake)
    clock.advance(timedelta(hours=4))
    ((first, _),) = await Alarms(mongo_db).claim(clock(), 1)
    assert first.id == late.id


async def test_a_worker_that_died_leaves_its_work_to_another(
    mongo_db: Database, sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    clock.advance(timedelta(hours=4))
    assert len(await Alarms(mongo_db).claim(clock(), 10)) == 1  # and no more is heard of that worker
    clock.advance(timedelta(seconds=59))
    assert await sweep.sweep_once(clock()) == 0
    clock.advance(timedelta(seconds=1))
    assert await sweep.sweep_once(clock()) == 1
    assert len(_levels(await _now(intake, report))) == 1


async def test_a_worker_that_was_given_up_too_early_says_nothing_twice(
    mongo_db: Database, sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    report = await _signed(intake)
    clock.advance(timedelta(hours=4))
    ((_, command),) = await Alarms(mongo_db).claim(clock(), 10)
    clock.advance(timedelta(minutes=2))
    assert await sweep.sweep_once(clock()) == 1
    with pytest.raises(Exception, match="has changed since"):
        await intake.apply(report.number, command, RULE, version=report.version)
    assert len(_levels(await _now(intake, report))) == 1


async def test_a_step_that_began_before_the_lease_gives_it_back_too(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    report = await intake.submit(submission())
    clock.advance(timedelta(minutes=20))
    assert len(await Alarms(mongo_db).claim(clock(), 10)) == 1
    assert await ReportStore(mongo_db).swap(report, act(report, Sign(), OFFICER, now=clock()))
    stored = await mongo_db.reports.find_one({"_id": report.id})
    assert stored is not None
    assert (stored["alarm_lease"], stored["alarm_lease_until"]) == (None, None)


async def test_a_sweeper_whose_clock_is_ahead_does_nothing_before_its_time(
    sweep: Sweep, intake: Intake, clock: Clock
) -> None:
    signed = await _signed(intake)
    asked = await intake.submit(unclear())
    asked = await intake.apply(asked.number, RequestInfo(words="是哪一段路？"), DISPATCHER)
    done = await intake.apply((await _signed(intake)).number, FIXED, OFFICER)
    assert await sweep.sweep_once(clock() + timedelta(days=10)) == 3
    for report in (signed, asked, done):
        assert (await _now(intake, report)).timeline == report.timeline


async def test_a_sweeper_whose_clock_is_behind_catches_up(sweep: Sweep, intake: Intake, clock: Clock) -> None:
    report = await _signed(intake)
    (limit,) = [each for each in report.deadlines if each.kind is DeadlineKind.RESOLVE]
    clock.set(limit.due_by)
    await _drain(sweep, limit.warn_at[1])
    assert _levels(await _now(intake, report)) == [Level.ORANGE]
    await _drain(sweep, clock())
    assert _levels(await _now(intake, report)) == [Level.ORANGE, Level.OVERDUE]


async def test_the_lag_is_that_of_the_oldest_alarm(sweep: Sweep, intake: Intake, clock: Clock) -> None:
    assert await sweep.lag(clock()) == timedelta()
    report = await _signed(intake)
    assert report.alarm_at is not None
    assert await sweep.lag(report.alarm_at - MINUTE) == timedelta()
    assert await sweep.lag(report.alarm_at + 7 * MINUTE) == 7 * MINUTE
    clock.set(report.alarm_at + 7 * MINUTE)
    await _drain(sweep, clock())
    assert await sweep.lag(clock()) == timedelta()


async def test_a_database_that_is_away_is_told(intake: Intake, clock: Clock) -> None:
    client = connect("mongodb://127.0.0.1:9/?directConnection=true")
    try:
        with pytest.raises(Unavailable):
            await Sweep(client.get_database("away"), intake).sweep_once(clock())
    finally:
        client.close()


async def test_a_document_that_no_release_wrote_does_not_hold_up_the_others(
    mongo_db: Database, intake: Intake, clock: Clock
) -> None:
    broken, sound = await _signed(intake), await _signed(intake)
    await mongo_db["reports"].update_one({"_id": broken.id}, {"$set": {"stage": "somewhere"}})
    clock.advance(timedelta(hours=4))
    assert await Sweep(mongo_db, intake).sweep_once(clock()) == 1
    assert len(_levels(await _now(intake, sound))) == 1
