"""What a report counts for, along the ways it can take."""

from datetime import timedelta

import pytest

from intake import (
    RULE,
    AbnormalKind,
    Accept,
    Actor,
    Arbitrate,
    Classify,
    Close,
    Command,
    ConfirmAbnormal,
    DeadlineKind,
    Dispatch,
    Evaluate,
    FlagAbnormal,
    GrantReturn,
    GrantSuspension,
    Level,
    MatterSource,
    RefuseReturn,
    Reopen,
    Report,
    RequestReturn,
    RequestSuspension,
    ReturnReason,
    Sign,
    Warn,
)
from intake.tally import MARKS
from routing import Facts, Guess, Routing
from support.reports import (
    CATALOGUE,
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

MINUTE, DAYS = timedelta(minutes=1), timedelta(days=60)
RETURN = RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在我镇")


def _walk(report: Report, *steps: tuple[Command, Actor], after: timedelta = MINUTE) -> Report:
    for command, actor in steps:
        report = act(report, command, actor, now=report.updated_at + after)
    return report


SIGNED = ((Sign(), OFFICER), (FIXED, OFFICER))


def test_a_report_counts_as_far_as_it_came() -> None:
    report = filed()
    tally = report.tally
    assert (tally.day, tally.accepted, tally.dispatched, tally.direct) == ("2026-11-23", 1, 1, 1)
    assert (tally.respond_s, tally.timed, tally.resolved) == (None, 0, 0)
    report = _walk(report, *SIGNED)
    tally = report.tally
    assert (tally.respond_s, tally.resolve_s, tally.resolved, tally.closed) == (60, 120, 1, 0)
    assert (tally.timed, tally.on_time, tally.overdue) == (1, 1, 0)
    closed = _walk(report, (Close(), SUPERVISOR)).tally
    assert (closed.closed, closed.evaluated, closed.outcome) == (1, 0, None)


def test_what_a_person_sent_was_not_sent_directly() -> None:
    waiting = filed(unclear())
    assert (waiting.tally.accepted, waiting.tally.direct) == (0, 0)
    nowhere = filed(submission(location=None))
    for report in (waiting, nowhere):
        assert report.tally.dispatched == 0
    sent = _walk(nowhere, (Accept(), DISPATCHER), (Dispatch(lead=HUMEN_CG), DISPATCHER), after=timedelta(0))
    assert (sent.tally.dispatched, sent.tally.direct) == (1, 0)


def test_a_granted_return_counts_and_a_refused_one_does_not() -> None:
    asked = _walk(filed(), (RETURN, OFFICER))
    assert _walk(asked, (RefuseReturn(words="属地无误"), DISPATCHER)).tally.returned == 0
    granted = _walk(asked, (GrantReturn(), DISPATCHER), (Dispatch(lead=HUMEN_CG), DISPATCHER)).tally
    assert (granted.returned, granted.direct) == (1, 1)


@pytest.mark.parametrize(("lead", "returned"), [(HUMEN_CG, 1), ("CG-441900004000", 0)])
def test_an_arbitration_that_gives_it_to_another_counts_as_a_return(lead: str, returned: int) -> None:
    refused = (RETURN, OFFICER), (RefuseReturn(words="属地无误"), DISPATCHER)
    report = _walk(filed(), *refused, *refused, (Arbitrate(lead=lead, words="裁决"), DISPATCHER))
    assert report.tally.returned == returned


def test_a_result_after_its_time_is_late() -> None:
    tally = _walk(filed(), *SIGNED, after=DAYS).tally
    assert (tally.timed, tally.on_time, tally.overdue) == (1, 0, 1)


def test_a_clock_that_is_over_counts_before_there_is_a_result() -> None:
    report = _walk(filed(), (Sign(), OFFICER))
    due_by = next(each.due_by for each in report.deadlines if each.kind is DeadlineKind.RESOLVE)
    warning = Warn(kind=DeadlineKind.RESOLVE, level=Level.OVERDUE)
    tally = act(report, warning, RULE, now=due_by).tally
    assert (tally.timed, tally.on_time, tally.overdue) == (1, 0, 1)


def test_late_signing_is_overdue_though_the_result_came_in_time() -> None:
    report = act(filed(), Sign(), OFFICER, now=NOW + timedelta(hours=1))
    tally = _walk(report, (FIXED, OFFICER)).tally
    assert (tally.timed, tally.on_time, tally.overdue) == (1, 1, 1)


def test_a_department_is_not_blamed_for_a_late_reviewer() -> None:
    warned = act(filed(unclear()), Warn(kind=DeadlineKind.ACCEPT, level=Level.OVERDUE), RULE, now=NOW + DAYS)
    assert warned.tally.overdue == 0


def test_time_that_stood_still_is_not_late_and_time_that_was_over_before_is() -> None:
    asked = _walk(filed(), (Sign(), OFFICER), (RequestSuspension(words="待审批", review_days=30), OFFICER))
    assert _walk(asked, (GrantSuspension(), SUPERVISOR)).tally.timed == 0
    late = _walk(asked, (GrantSuspension(), SUPERVISOR), after=DAYS).tally
    assert (late.timed, late.on_time) == (1, 0)


def test_one_that_ended_as_abnormal_is_not_closed_with_a_result() -> None:
    flag = FlagAbnormal(kind=AbnormalKind.REPEAT, words="多次重复")
    tally = _walk(
        filed(), (Sign(), OFFICER), (flag, OFFICER), (ConfirmAbnormal(words="属实"), DISPATCHER)
    ).tally
    assert (tally.closed, tally.evaluated, tally.resolved) == (0, 0, 0)


def test_a_bad_evaluation_is_remembered_when_the_report_is_opened_again() -> None:
    rated = _walk(filed(), *SIGNED, (Evaluate(outcome=2, speed=5, attitude=4, tags=()), REPORTER))
    assert (rated.tally.evaluated, rated.tally.outcome, rated.tally.bad) == (1, 2, 1)
    opened = _walk(rated, (Reopen(words="没有解决"), REPORTER))
    assert (opened.tally.evaluated, opened.tally.outcome, opened.tally.bad) == (0, None, 1)
    assert (opened.tally.closed, opened.tally.reopens, opened.tally.resolved) == (0, 1, 1)
    again = _walk(opened, *SIGNED, (Evaluate(outcome=3, speed=3, attitude=3, tags=()), REPORTER))
    assert (again.tally.closed, again.tally.outcome, again.tally.bad) == (1, 3, 1)


class _Reads:
    """A classifier that is sure of one matter, whatever it reads."""

    version, threshold = "sure", 0.9

    def rank(self, text: str, facts: Facts) -> tuple[Guess, ...]:  # noqa: ARG002 - it reads nothing
        return (Guess("E0104", 0.99),)


def test_a_matter_read_from_words_counts_and_so_does_its_correction() -> None:
    reading = Routing(CATALOGUE, ROUTING.knowledge.layer, ROUTING.calendar, classifier=_Reads())
    read = filed(submission(matter=None), router=reading)
    assert (read.matter_source, read.model) == (MatterSource.CLASSIFIED, "sure")
    assert (read.tally.direct, read.tally.classified, read.tally.reclassified) == (1, 1, 0)
    same = act(read, Classify(matter="E0104"), DISPATCHER)
    assert same.tally.reclassified == 0
    other = act(read, Classify(matter="C0118"), DISPATCHER)
    assert (other.tally.classified, other.tally.reclassified) == (1, 1)
    assert other.matter_source is MatterSource.PERSON
    assert [each.matter.code for each in other.candidates] == ["E0104"]


def test_a_matter_that_was_chosen_is_not_classified() -> None:
    corrected = act(filed(submission()), Classify(matter="C0118"), DISPATCHER)
    assert (corrected.tally.classified, corrected.tally.reclassified) == (0, 0)


def test_marks_say_the_same_as_the_figures() -> None:
    report = _walk(filed(), *SIGNED, (Evaluate(outcome=4, speed=3, attitude=5, tags=()), REPORTER))
    held = {name for name, digit in zip(MARKS, report.tally.marks, strict=True) if digit == "1"}
    assert held == {
        "accepted",
        "dispatched",
        "direct",
        "responded",
        "resolved",
        "timed",
        "on_time",
        "closed",
        "evaluated",
        "good_outcome",
        "good_attitude",
    }
