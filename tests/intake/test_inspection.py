"""Whether a result holds: who looks at it, what time rework has, what the call desk hears."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import (
    Action,
    Command,
    Database,
    Deadline,
    DeadlineKind,
    Dispatch,
    NotFound,
    PayRevisit,
    Report,
    Rework,
    Role,
    Sign,
    Stage,
    Urgency,
    UserError,
    Verify,
)
from support.clock import Clock
from support.reports import (
    CALL_DESK,
    FIXED,
    HUMEN,
    HUMEN_TOWN,
    INSPECTOR,
    NOW,
    OFFICER,
    SUPERVISOR,
    act,
    filed,
    open_intake,
    photo,
    place,
    submission,
)

DAY = timedelta(days=1)
REWORK = Rework(words="还是脏")
HEARD = PayRevisit(reached=True, solved=True, satisfied=True)


def _resolved(matter: str = "E0101", **given: Any) -> Report:
    signed = act(filed(submission(channel="grid", matter=matter)), Sign(), OFFICER)
    return act(signed, FIXED, OFFICER, **given)


def _rule(report: Report, command: Command, actor: Any, **given: Any) -> str:
    with pytest.raises(UserError) as refused:
        act(report, command, actor, **given)
    return refused.value.rule


def _clock(report: Report, kind: DeadlineKind) -> Deadline:
    (clock,) = [each for each in report.deadlines if each.kind is kind and each.is_running]
    return clock


async def test_a_grid_report_waits_for_an_inspector_of_its_town_and_an_emergency_does_not(
    mongo_db: Database, clock: Clock
) -> None:
    intake = await open_intake(mongo_db, clock)
    report = await intake.submit(submission(channel="grid"))
    assert (report.stage, report.assignment) == (Stage.ACCEPTED, None)
    elsewhere = replace(INSPECTOR, towns=frozenset({HUMEN_TOWN}))
    with pytest.raises(NotFound):
        await intake.apply(report.number, Dispatch(), elsewhere)
    sent = await intake.apply(report.number, Dispatch(words="已到场核实"), INSPECTOR)
    assert (sent.stage, sent.timeline[-1].role) == (Stage.DISPATCHED, Role.INSPECTOR)
    leak = await intake.submit(submission(channel="grid", matter="E0403"))
    assert (leak.urgency, leak.stage) == (Urgency.EMERGENCY, Stage.DISPATCHED)


def test_a_grid_result_waits_for_an_inspector_and_any_other_does_not() -> None:
    report = _resolved()
    assert report.stage is Stage.RESOLVED
    assert [each.kind for each in report.deadlines if each.is_running] == [DeadlineKind.VERIFY]
    other = act(act(filed(), Sign(), OFFICER), FIXED, OFFICER)
    assert (other.stage, other.timeline[-1].role) == (Stage.VERIFIED, Role.RULE)


def test_an_inspector_looks_in_its_own_towns_and_shows_what_is_there() -> None:
    elsewhere = act(filed(submission(channel="grid", location=place(HUMEN))), Sign(), _lead_of(HUMEN))
    elsewhere = act(elsewhere, FIXED, _lead_of(HUMEN))
    for command in (Verify(), REWORK):
        assert _rule(elsewhere, command, INSPECTOR) == "own"
        assert act(elsewhere, command, SUPERVISOR).stage is not Stage.RESOLVED
    seen = act(_resolved(), Verify(words="属实"), INSPECTOR, photos=(photo("seen").ref,))
    entry = seen.timeline[-1]
    assert (seen.stage, entry.actor, entry.words) == (Stage.VERIFIED, INSPECTOR.id, "属实")
    assert entry.details["photos"] == [photo("seen").ref.sha256]


def _lead_of(point: Any) -> Any:
    sent = filed(submission(location=place(point))).assignment
    assert sent is not None
    return replace(OFFICER, departments=frozenset({sent.lead.id}))


def test_rework_goes_on_with_what_was_left_of_the_time() -> None:
    report = _resolved(now=NOW + DAY)
    first = next(each for each in report.deadlines if each.kind is DeadlineKind.RESOLVE)
    again = act(report, REWORK, INSPECTOR, now=NOW + 8 * DAY)
    clock = _clock(again, DeadlineKind.RESOLVE)
    assert (again.stage, again.resolution) == (Stage.IN_PROGRESS, None)
    assert (clock.started_at, clock.due_by) == (NOW, first.due_by + 7 * DAY)
    assert [each.kind for each in again.deadlines if each.is_running] == [DeadlineKind.RESOLVE]
    assert (again.tally.reworks, again.timeline[-1].public) == (1, True)
    second = act(again, FIXED, OFFICER, now=NOW + 9 * DAY)
    third = act(second, REWORK, INSPECTOR, now=NOW + 15 * DAY)
    assert _clock(third, DeadlineKind.RESOLVE).due_by > clock.due_by
    assert len([each for each in third.deadlines if each.is_running]) == 1


def test_rework_of_what_was_late_is_due_at_once() -> None:
    report = _resolved("E0104", now=NOW + DAY)
    again = act(report, REWORK, INSPECTOR, now=NOW + 2 * DAY)
    assert _clock(again, DeadlineKind.RESOLVE).due_by == NOW + 2 * DAY


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        (PayRevisit(reached=False, solved=True), "reached"),
        (PayRevisit(reached=False, satisfied=False), "reached"),
        (PayRevisit(reached=True), "required"),
    ],
)
def test_nobody_who_was_not_reached_has_said_anything(command: PayRevisit, rule: str) -> None:
    assert _rule(act(_resolved(), Verify(), INSPECTOR), command, CALL_DESK) == rule


def test_a_revisit_is_noted_and_moves_nothing() -> None:
    before = act(_resolved(), Verify(), INSPECTOR)
    after = act(before, HEARD, CALL_DESK, now=NOW + DAY)
    assert (after.stage, after.deadlines) == (before.stage, before.deadlines)
    assert after.revisit is not None
    assert (after.revisit.solved, after.revisit.at) == (True, NOW + DAY)
    assert (after.evaluation, after.timeline[-1].action) == (None, Action.REVISIT)
