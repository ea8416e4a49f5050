"""A report of what had just been resolved says so: same matter, 50 m, 15 days. It is filed in any case."""

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import (
    AbnormalKind,
    Ask,
    Close,
    ConfirmAbnormal,
    Database,
    Dispatch,
    Evaluate,
    FlagAbnormal,
    Intake,
    Location,
    MatterSource,
    Point,
    Reopen,
    Report,
    Sign,
    Stage,
    Void,
    breaks,
)
from intake.place import EARTH_RADIUS_M, metres_between
from support.clock import Clock
from support.reports import (
    DIRTY_ROAD,
    FIXED,
    INSPECTOR,
    NANCHENG,
    OFFICER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    FixedRouter,
    open_intake,
    place,
    submission,
    unclear,
)

DAYS = timedelta(days=15)
MS = timedelta(milliseconds=1)


async def _resolved(intake: Intake, **changes: Any) -> Report:
    report = await intake.submit(submission(**changes))
    if report.stage is Stage.ACCEPTED:
        await intake.apply(report.number, Dispatch(), INSPECTOR)
    await intake.apply(report.number, Sign(), OFFICER)
    return await intake.apply(report.number, FIXED, OFFICER)


def _north(metres: float) -> Location:
    degrees = math.degrees(metres / EARTH_RADIUS_M)
    return place(Point(NANCHENG.longitude, NANCHENG.latitude + degrees))


async def test_what_comes_back_names_what_was_resolved(intake: Intake) -> None:
    first = await _resolved(intake)
    again = await intake.submit(submission(reporter="reporter-2"))
    assert (first.repeats, again.repeats) == (None, first.number)
    assert again.timeline[0].details["repeats"] == first.number
    stored = await intake.read(again.number, OFFICER)
    assert (stored, breaks(stored)) == (again, [])


@pytest.mark.parametrize(("after", "known"), [(DAYS, True), (DAYS + MS, False)])
async def test_it_counts_for_fifteen_days(
    intake: Intake, clock: Clock, after: timedelta, *, known: bool
) -> None:
    first = await _resolved(intake)
    clock.advance(after)
    assert (await intake.submit(submission())).repeats == (first.number if known else None)


@pytest.mark.parametrize(("metres", "known"), [(0, True), (49.9, True), (50.1, False), (5000, False)])
async def test_it_counts_within_fifty_metres(intake: Intake, metres: float, *, known: bool) -> None:
    first = await _resolved(intake)
    where = _north(metres)
    assert metres_between(NANCHENG, where.point) == pytest.approx(metres, abs=0.01)
    assert (await intake.submit(submission(location=where))).repeats == (first.number if known else None)


async def test_of_several_the_last_result_is_named(intake: Intake, clock: Clock) -> None:
    reports = [await intake.submit(submission()) for _ in range(3)]
    for report in (reports[1], reports[2], reports[0]):
        clock.advance(timedelta(hours=1))
        await intake.apply(report.number, Sign(), OFFICER)
        await intake.apply(report.number, FIXED, OFFICER)
    assert (await intake.submit(submission(location=_north(20)))).repeats == reports[0].number


async def test_another_matter_no_matter_and_no_place_repeat_nothing(intake: Intake) -> None:
    await _resolved(intake)
    for handed_in in (submission(matter="E0102"), unclear(), submission(location=None)):
        assert (await intake.submit(handed_in)).repeats is None


async def test_what_is_evaluated_or_closed_counts_on(intake: Intake) -> None:
    first = await _resolved(intake)
    await intake.apply(first.number, Evaluate(outcome=5, speed=5, attitude=5), REPORTER)
    assert (await intake.submit(submission())).repeats == first.number
    second = await _resolved(intake, location=_north(300))
    await intake.apply(second.number, Close(), SUPERVISOR)
    assert (await intake.submit(submission(location=_north(300)))).repeats == second.number


async def test_what_has_no_result_that_holds_does_not_count(intake: Intake) -> None:
    waits_for_inspection = await _resolved(intake, channel="grid")
    reopened = await _resolved(intake)
    await intake.apply(reopened.number, Reopen(words="还是脏"), REPORTER)
    voided = await intake.submit(submission())
    await intake.apply(voided.number, Void(words="属测试数据"), SUPERVISOR)
    abnormal = await intake.submit(submission())
    flag = FlagAbnormal(kind=AbnormalKind.MALICIOUS, words="多次虚假上报")
    await intake.apply(abnormal.number, flag, OFFICER)
    await intake.apply(abnormal.number, ConfirmAbnormal(words="情况属实"), SUPERVISOR)
    assert waits_for_inspection.stage is Stage.RESOLVED
    assert (await intake.submit(submission())).repeats is None


async def test_a_retry_is_still_the_first_report(intake: Intake) -> None:
    handed_in = submission()
    first = await intake.submit(handed_in)
    await intake.apply(first.number, Sign(), OFFICER)
    done = await intake.apply(first.number, FIXED, OFFICER)
    assert await intake.submit(handed_in) == done


async def test_a_look_that_fails_costs_the_flag_and_not_the_report(
    bare_database: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    intake = await open_intake(bare_database, clock)
    await _resolved(intake)
    await bare_database.reports.drop_index("resolved_place")
    report = await intake.submit(submission())
    assert (report.stage, report.repeats) == (Stage.DISPATCHED, None)
    assert "OperationFailure" in caplog.text
    assert str(NANCHENG.longitude) not in caplog.text


async def test_a_look_that_takes_too_long_is_given_up(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await _resolved(intake)
    monkeypatch.setattr("intake.similar.lookout._LOOK_S", 0)
    report = await intake.submit(submission())
    assert (report.stage, report.repeats) == (Stage.DISPATCHED, None)
    assert "TimeoutError" in caplog.text


async def test_a_matter_that_was_read_from_the_words_repeats_as_a_chosen_one_does(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    first = await _resolved(intake)
    ask = Ask(matter=DIRTY_ROAD, location=place(), text="")
    read = replace(ROUTING.route(ask, clock()), matter_source=MatterSource.CLASSIFIED, model="m")
    reading = await open_intake(mongo_db, clock, router=FixedRouter(read))
    assert (await reading.submit(unclear(text="路面很脏"))).repeats == first.number
