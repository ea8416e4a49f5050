"""What the service does by itself: warn of every clock once at the highest level, close, withdraw."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake import (
    RULE,
    Action,
    BlowWhistle,
    Close,
    Deadline,
    DeadlineKind,
    GrantSuspension,
    InvalidInput,
    Level,
    Report,
    RequestInfo,
    RequestSuspension,
    Role,
    Sign,
    Stage,
    Supervise,
    Supplement,
    Urgency,
    Warn,
    Withdraw,
)
from intake.alarm import due_command, highest_warning
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HUMEN_CG,
    NOW,
    OFFICER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    act,
    filed,
    submission,
    unclear,
)

MS = timedelta(milliseconds=1)


def _in_progress() -> Report:
    return act(filed(), Sign(), OFFICER)


def _resolved(**given: str) -> Report:
    return act(act(filed(submission(**given)), Sign(), OFFICER), FIXED, OFFICER)


def _suspended() -> Report:
    asked = act(_in_progress(), RequestSuspension(words="等待汛期结束", review_days=30), OFFICER)
    return act(asked, GrantSuspension(), SUPERVISOR)


WAITING: dict[DeadlineKind, Report] = {
    DeadlineKind.ACCEPT: filed(unclear()),
    DeadlineKind.SIGN: filed(),
    DeadlineKind.RESOLVE: _in_progress(),
    DeadlineKind.REVIEW: _suspended(),
    DeadlineKind.VERIFY: _resolved(channel="grid"),
    DeadlineKind.SUPERVISE: act(
        _in_progress(), Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快"), SUPERVISOR
    ),
    DeadlineKind.RESPOND: act(
        _in_progress(), BlowWhistle(departments=(HUMEN_CG,), words="请到场"), SUPERVISOR
    ),
}


def _clock(report: Report, kind: DeadlineKind) -> Deadline:
    (clock,) = [each for each in report.deadlines if each.kind is kind and each.is_running]
    return clock


@pytest.mark.parametrize("kind", WAITING)
def test_a_clock_warns_at_each_level_once(kind: DeadlineKind) -> None:
    report = replace(WAITING[kind], deadlines=(_clock(WAITING[kind], kind),))
    told = []
    for at, level in _clock(report, kind).levels:
        assert due_command(report, at - MS) is None
        command = due_command(report, at)
        assert command == Warn(kind=kind, level=level, subject=_clock(report, kind).subject)
        report = act(report, command, RULE, now=at)
        assert (due_command(report, at), report.warning) == (None, level)
        told.append(level)
    assert told == list(Level)
    assert report.alarm_at is None


def test_whoever_was_away_hears_the_highest_level_only() -> None:
    report = _in_progress()
    late = _clock(report, DeadlineKind.RESOLVE).due_by
    command = due_command(report, late)
    assert command == Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE)
    after = act(report, command, RULE, now=late)
    warned = [entry for entry in after.timeline if entry.action is Action.WARN]
    assert [entry.details["level"] for entry in warned] == [Level.OVERDUE]
    assert (after.timeline[-1].action, after.timeline[-1].role) == (Action.URGE, Role.RULE)
    assert due_command(after, late + timedelta(days=99)) is None


@pytest.mark.parametrize(
    ("command", "after"),
    [
        (Warn(kind=DeadlineKind.RESOLVE, level=Level.YELLOW), timedelta()),
        (Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE), timedelta(hours=3)),
        (Warn(kind=DeadlineKind.SIGN, level=Level.OVERDUE), timedelta(hours=3)),
        (Warn(kind=DeadlineKind.RESOLVE, level=Level.YELLOW, subject=HUMEN_CG), timedelta(hours=3)),
    ],
    ids=["too early", "too high", "met", "another's"],
)
def test_a_clock_that_has_not_come_so_far_says_nothing(command: Warn, after: timedelta) -> None:
    with pytest.raises(InvalidInput, match="clock"):
        act(_in_progress(), command, RULE, now=NOW + after)


def test_a_lower_level_is_not_told_after_a_higher_one() -> None:
    late = NOW + timedelta(days=1)
    report = act(_in_progress(), Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE), RULE, now=late)
    for level in (Level.YELLOW, Level.OVERDUE):
        with pytest.raises(InvalidInput):
            act(report, Warn(kind=DeadlineKind.RESOLVE, level=level), RULE, now=late)
    assert report.warning is highest_warning(report.deadlines) is Level.OVERDUE


def test_the_window_for_evaluation_closes_and_counts_as_no_evaluation() -> None:
    report = _resolved()
    over: datetime = _clock(report, DeadlineKind.EVALUATE).due_by
    assert due_command(report, over - MS) is None
    closed = act(
        report, due_command(report, over) or Warn(kind=DeadlineKind.SIGN, level=Level.RED), RULE, now=over
    )
    assert isinstance(due_command(report, over), Close)
    assert (closed.stage, closed.evaluation, closed.timeline[-1].role) == (Stage.CLOSED, None, Role.RULE)
    assert (closed.tally.closed, closed.tally.evaluated, closed.tally.outcome) == (1, 0, None)
    assert closed.timeline[-1].details == {"evaluated": False}
    assert (closed.alarm_at, due_command(closed, over + timedelta(days=9))) == (None, None)


def test_what_was_not_supplemented_lapses_and_what_was_does_not() -> None:
    waiting = act(filed(unclear()), RequestInfo(words="请补充地点"), DISPATCHER)
    over = _clock(waiting, DeadlineKind.SUPPLEMENT).due_by
    command = due_command(waiting, over)
    assert isinstance(command, Withdraw)
    lapsed = act(waiting, command, RULE, now=over)
    assert (lapsed.stage, lapsed.alarm_at) == (Stage.WITHDRAWN, None)
    assert lapsed.timeline[-1].words is not None
    answered = act(waiting, Supplement(words="在路口"), REPORTER, now=over - MS)
    assert not isinstance(due_command(answered, over), Withdraw)


def test_windows_of_the_reporter_never_warn() -> None:
    for kind in (DeadlineKind.SUPPLEMENT, DeadlineKind.EVALUATE):
        clock = ROUTING.deadline(kind, DIRTY_ROAD, Urgency.NORMAL, NOW)
        assert clock is not None
        assert clock.levels == ()
