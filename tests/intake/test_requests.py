"""What departments ask for and what is decided: returns, extensions, suspensions; counts and clocks."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from intake import (
    Action,
    Actor,
    Arbitrate,
    Classify,
    Command,
    Deadline,
    DeadlineKind,
    FlagAbnormal,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Interim,
    Limit,
    LimitUnit,
    RefuseReturn,
    Report,
    RequestExtension,
    RequestKind,
    RequestReturn,
    RequestSuspension,
    Resume,
    ReturnReason,
    Sign,
    Stage,
    Supervise,
    UserError,
    Void,
    Withdraw,
    allowed,
)
from intake.reasons import AbnormalKind
from support.reports import (
    CATALOGUE,
    DISPATCHER,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    submission,
)

SLOW = "E0101"
"""A matter of fifteen working days."""
DAY = timedelta(days=1)
RETURN = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区", proposed=HUMEN_CG)
EXTENSION = RequestExtension(limit=Limit(5, LimitUnit.WORKING_DAY), words="配件未到")
SUSPENSION = RequestSuspension(words="等待汛期结束", review_days=30)


def _in_progress() -> Report:
    return act(filed(submission(matter=SLOW)), Sign(), OFFICER)


def _steps(report: Report, *steps: tuple[Command, Actor], now: datetime = NOW) -> Report:
    for command, actor in steps:
        report = act(report, command, actor, now=now)
    return report


def _running(report: Report, kind: DeadlineKind) -> Deadline:
    (clock,) = [each for each in report.deadlines if each.kind is kind and each.is_running]
    return clock


def _rule(report: Report, command: Command, actor: Actor, **given: Any) -> str:
    with pytest.raises(UserError) as refused:
        act(report, command, actor, **given)
    return refused.value.rule


def test_a_granted_return_waits_to_be_sent_elsewhere_with_nothing_of_the_former_left() -> None:
    flag = FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有")
    asked = _steps(_in_progress(), (RETURN, OFFICER), (flag, OFFICER))
    assert asked.request is not None
    assert (asked.request.kind, asked.request.department) == (RequestKind.RETURN, NANCHENG_CG)
    returned = act(asked, GrantReturn(), DISPATCHER, now=NOW + DAY)
    assert (returned.stage, returned.assignment, returned.departments) == (Stage.ACCEPTED, None, ())
    assert (returned.request, returned.abnormal, returned.whistle) == (None, None, None)
    assert [each.kind for each in returned.deadlines if each.is_running] == [DeadlineKind.DISPATCH]
    assert returned.tally.returned == 1


def test_after_the_second_refusal_only_arbitration_settles_it_and_that_is_final() -> None:
    report = _in_progress()
    arbitrate = Arbitrate(lead=HUMEN_CG, words="由虎门承办")
    for _ in range(2):
        assert _rule(report, arbitrate, DISPATCHER) == "disputed"
        report = _steps(report, (RETURN, OFFICER), (RefuseReturn(words="在辖区内"), DISPATCHER))
    assert _rule(report, RETURN, OFFICER) == "return_count"
    assert Action.ARBITRATE in allowed(report, DISPATCHER, NOW)
    settled = act(report, arbitrate, DISPATCHER, now=NOW + DAY)
    assert settled.assignment is not None
    assert (settled.stage, settled.assignment.is_final) == (Stage.DISPATCHED, True)
    assert settled.departments == (HUMEN_CG,)
    helper = Actor("officer-2", OFFICER.role, frozenset({HUMEN_CG}))
    assert _rule(settled, RETURN, helper) == "not_arbitrated"
    assert _rule(settled, arbitrate, DISPATCHER) == "disputed"
    assert Action.ARBITRATE not in allowed(settled, DISPATCHER, NOW)
    assert _running(settled, DeadlineKind.RESOLVE).started_at == NOW + DAY


def test_a_department_proposes_another_than_itself() -> None:
    own = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区", proposed=NANCHENG_CG.id)
    assert _rule(_in_progress(), own, OFFICER) == "another_department"


def test_an_extension_moves_the_due_date_twice_at_most_and_is_asked_for_in_time() -> None:
    report = _in_progress()
    due = [_running(report, DeadlineKind.RESOLVE).due_by]
    for _ in range(2):
        report = _steps(report, (EXTENSION, OFFICER), (GrantExtension(), SUPERVISOR))
        due.append(_running(report, DeadlineKind.RESOLVE).due_by)
    assert due == sorted(set(due))
    assert due[2] - due[0] >= 10 * DAY
    assert _rule(report, EXTENSION, OFFICER) == "extension_count"
    fresh = _in_progress()
    assert _rule(fresh, EXTENSION, OFFICER, now=due[0]) == "before_expiry"
    assert act(fresh, EXTENSION, OFFICER, now=due[0] - timedelta(milliseconds=1)).request is not None


@pytest.mark.parametrize(
    "limit", [Limit(0, LimitUnit.DAY), Limit(91, LimitUnit.DAY), Limit(1, LimitUnit.HOUR)]
)
def test_an_extension_is_days_and_not_too_many(limit: Limit) -> None:
    assert _rule(_in_progress(), RequestExtension(limit=limit, words="等"), OFFICER) == "extension_limit"


def test_suspension_stops_the_clock_of_the_work_and_it_goes_on_with_what_was_left() -> None:
    report = _in_progress()
    due_by = _running(report, DeadlineKind.RESOLVE).due_by
    suspended = _steps(report, (SUSPENSION, OFFICER), (GrantSuspension(), SUPERVISOR), now=NOW + DAY)
    assert suspended.stage is Stage.SUSPENDED
    assert [each.kind for each in suspended.deadlines if each.is_running] == [DeadlineKind.REVIEW]
    resumed = act(suspended, Resume(), OFFICER, now=NOW + 8 * DAY)
    assert resumed.stage is Stage.IN_PROGRESS
    clock = _running(resumed, DeadlineKind.RESOLVE)
    assert (clock.started_at, clock.due_by) == (NOW, due_by + 7 * DAY)
    assert [each.kind for each in resumed.deadlines if each.is_running] == [DeadlineKind.RESOLVE]
    assert _rule(suspended, Resume(), Actor("officer-2", OFFICER.role, frozenset({HUMEN_CG}))) == "own"


def test_a_suspension_at_the_very_moment_of_another_order_pauses_only_what_ran() -> None:
    order = Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快")
    again = Supervise(level=2, order="督〔2026〕2 号", days=5, words="仍未完成")
    report = _steps(
        _in_progress(),
        (order, SUPERVISOR),
        (SUSPENSION, OFFICER),
        (again, SUPERVISOR),
        (GrantSuspension(), SUPERVISOR),
        (Resume(), SUPERVISOR),
    )
    assert _running(report, DeadlineKind.SUPERVISE).limit.value == 5
    assert _running(report, DeadlineKind.RESOLVE).started_at == NOW


def test_an_order_given_while_it_is_suspended_outlives_the_suspension() -> None:
    order = Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快")
    report = _steps(_in_progress(), (SUSPENSION, OFFICER), (GrantSuspension(), SUPERVISOR))
    report = _steps(report, (order, SUPERVISOR), (Resume(), OFFICER), now=NOW + DAY)
    assert _running(report, DeadlineKind.SUPERVISE).started_at == NOW + DAY


def test_a_danger_does_not_wait_while_it_is_suspended() -> None:
    report = act(filed(submission(matter=_dangerous())), Sign(), _officer_of(_dangerous()))
    officer = _officer_of(_dangerous())
    report = _steps(report, (SUSPENSION, officer), (GrantSuspension(), SUPERVISOR))
    assert _running(report, DeadlineKind.MAKE_SAFE)
    safe = act(report, Interim(words="已围挡", made_safe=True), officer)
    resumed = act(safe, Resume(), officer, now=NOW + DAY)
    assert DeadlineKind.MAKE_SAFE not in {each.kind for each in resumed.deadlines if each.is_running}


def _dangerous() -> str:
    return next(
        each.matter
        for each in CATALOGUE.implementations.values()
        if each.urgency is None and each.make_safe is not None and each.limit
    )


def _officer_of(matter: str) -> Actor:
    sent = filed(submission(matter=matter)).assignment
    assert sent is not None
    return Actor("officer-7", OFFICER.role, frozenset({sent.lead.id}))


def test_another_matter_keeps_the_time_that_was_suspended() -> None:
    report = _steps(_in_progress(), (SUSPENSION, OFFICER), (GrantSuspension(), SUPERVISOR))
    while_suspended = act(report, Classify(matter="E0105"), DISPATCHER)
    one = act(while_suspended, Resume(), OFFICER, now=NOW + 7 * DAY)
    resumed = act(report, Resume(), OFFICER, now=NOW + 7 * DAY)
    other = act(resumed, Classify(matter="E0105"), DISPATCHER, now=NOW + 7 * DAY)
    three_days = _running(act(_in_progress(), Classify(matter="E0105"), DISPATCHER), DeadlineKind.RESOLVE)
    for each in (one, other):
        assert _running(each, DeadlineKind.RESOLVE).due_by == three_days.due_by + 7 * DAY


@pytest.mark.parametrize("days", [0, 181])
def test_a_suspension_is_looked_at_again(days: int) -> None:
    assert _rule(_in_progress(), RequestSuspension(words="等", review_days=days), OFFICER) == "range"


@pytest.mark.parametrize(("command", "actor"), [(Withdraw(), REPORTER), (Void(words="测试"), SUPERVISOR)])
def test_what_ends_takes_its_request_along(command: Command, actor: Actor) -> None:
    asked = act(filed(), RETURN, OFFICER)
    ended = act(asked, command, actor)
    assert (ended.request, ended.alarm_at) == (None, None)
    assert _rule(ended, GrantReturn(), DISPATCHER) == "stage"
