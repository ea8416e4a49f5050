"""吹哨报到: who is called may read and answers; nobody finishes alone meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from intake import (
    Action,
    Actor,
    BlowWhistle,
    Command,
    Conclude,
    ConfirmAbnormal,
    DeadlineKind,
    FlagAbnormal,
    GrantSuspension,
    Reopen,
    Report,
    RequestSuspension,
    Respond,
    Resume,
    Sign,
    Stage,
    Transfer,
    UserError,
    allowed,
    can_read,
)
from intake.reasons import AbnormalKind
from support.reports import (
    DISPATCHER,
    FIXED,
    HELPER,
    HUB,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    SUPERVISOR,
    act,
    filed,
)

CALL = BlowWhistle(departments=(HUMEN_CG,), words="请到场")
DONE = Conclude(department=HUMEN_CG, words="已处理")
HERE = Respond(department=HUMEN_CG)


def _called() -> Report:
    return act(act(filed(), Sign(), OFFICER), CALL, HUB)


def _rule(report: Report, command: Command, actor: Actor, **given: Any) -> str:
    with pytest.raises(UserError) as refused:
        act(report, command, actor, **given)
    return refused.value.rule


def _waited(report: Report) -> set[str | None]:
    return {
        each.subject for each in report.deadlines if each.kind is DeadlineKind.RESPOND and each.is_running
    }


def test_a_called_department_reads_answers_and_concludes_in_that_order() -> None:
    report = _called()
    assert can_read(HELPER, report)
    assert _waited(report) == {HUMEN_CG}
    assert _rule(report, DONE, HELPER) == "respond_first"
    report = act(report, HERE, HELPER)
    assert _waited(report) == set()
    assert _rule(report, HERE, HELPER) == "once"
    report = act(report, DONE, HELPER)
    assert _rule(report, DONE, HELPER) == "once"
    assert report.whistle is not None
    assert not report.whistle.is_open
    assert act(report, FIXED, OFFICER).stage is Stage.VERIFIED


def test_only_what_a_called_department_has_still_to_do_is_offered() -> None:
    def offered(report: Report, actor: Actor = HELPER) -> set[Action]:
        return {Action.RESPOND, Action.CONCLUDE} & set(allowed(report, actor, NOW))

    called = _called()
    there = act(called, HERE, HELPER)
    done = act(there, DONE, HELPER)
    assert [offered(each) for each in (called, there, done)] == [{Action.RESPOND}, {Action.CONCLUDE}, set()]
    assert [offered(each, SUPERVISOR) for each in (called, done)] == [{Action.CONCLUDE}, set()]
    waived = act(called, DONE, SUPERVISOR)
    assert offered(waived) == set()
    assert _rule(waived, HERE, HELPER) == "once"


def test_who_stands_for_two_called_departments_is_judged_by_the_one_they_name() -> None:
    other = "GY-441900004000"
    both = Actor("officer-8", HELPER.role, frozenset({HUMEN_CG, other}))
    report = act(filed(), Sign(), OFFICER)
    report = act(report, BlowWhistle(departments=(HUMEN_CG, other), words="请到场"), HUB)
    report = act(report, HERE, both)
    assert _rule(report, HERE, both) == "once"
    assert _rule(report, Conclude(department=other, words="已处理"), both) == "respond_first"
    report = act(report, DONE, both)
    assert _rule(report, DONE, SUPERVISOR) == "once"
    assert _rule(report, HERE, both) == "once"
    assert act(report, Respond(department=other), both).whistle is not None


def test_nobody_resolves_or_passes_it_on_while_a_called_department_is_at_it() -> None:
    for report in (_called(), act(_called(), HERE, HELPER)):
        assert _rule(report, FIXED, OFFICER) == "whistle_open"
        assert _rule(report, Transfer(target=HUMEN_CG, words="在虎门"), HUB) == "whistle_open"
        assert _rule(report, CALL, SUPERVISOR) == "whistle_open"


def test_only_the_called_answer_and_each_for_itself() -> None:
    assert _rule(_called(), HERE, OFFICER) == "own"
    both = Actor("officer-8", HELPER.role, frozenset({HUMEN_CG, "GY-441900004000"}))
    assert _rule(_called(), Respond(department="GY-441900004000"), both) == "called"


@pytest.mark.parametrize(
    ("departments", "rule"),
    [
        ((), "item_count"),
        (tuple(f"CG-{n}" for n in range(9)), "item_count"),
        (("CG-000000000000",), "known_department"),
        ((NANCHENG_CG.id,), "another_department"),
        ((HUMEN_CG, "ZS"), "executing_department"),
    ],
)
def test_who_is_called_exists_acts_and_is_somebody_else(departments: tuple[str, ...], rule: str) -> None:
    command = BlowWhistle(departments=departments, words="请到场")
    assert _rule(act(filed(), Sign(), OFFICER), command, SUPERVISOR) == rule


def test_the_called_answer_while_it_is_suspended_and_are_not_waited_for_again() -> None:
    asked = act(_called(), RequestSuspension(words="等待汛期结束", review_days=30), OFFICER)
    suspended = act(asked, GrantSuspension(), SUPERVISOR)
    assert _waited(suspended) == {HUMEN_CG}
    resumed = act(act(suspended, HERE, HELPER), Resume(), OFFICER, now=NOW + timedelta(days=3))
    assert _waited(resumed) == set()


def test_access_ends_with_the_whistle() -> None:
    done = act(act(_called(), HERE, HELPER), DONE, HELPER)
    elsewhere = act(done, Transfer(target="CG-441900003000", words="在东城"), HUB)
    again = act(done, BlowWhistle(departments=("CG-441900003000",), words="请到场"), HUB)
    resolved = act(done, FIXED, OFFICER)
    reopened = act(resolved, Reopen(words="未解决"), SUPERVISOR)
    flagged = act(_called(), FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有"), OFFICER)
    confirmed = act(flagged, ConfirmAbnormal(words="属实"), DISPATCHER)
    for report in (elsewhere, again, reopened, confirmed):
        assert not can_read(HELPER, report)
        assert _waited(report) <= {"CG-441900003000"}
    assert can_read(OFFICER, reopened)
    assert reopened.whistle is None


def test_a_supervisor_ends_the_wait_for_a_department_that_does_not_come() -> None:
    waived = act(_called(), Conclude(department=HUMEN_CG, words="不再等待"), SUPERVISOR)
    assert waived.whistle is not None
    assert not waived.whistle.is_open
    assert not _waited(waived)
    assert all(each.met_at is None for each in waived.deadlines if each.kind is DeadlineKind.RESPOND)
    assert act(waived, FIXED, OFFICER).stage is Stage.VERIFIED
    assert _rule(_called(), Conclude(department="CG-441900006000", words="不再等待"), SUPERVISOR) == "called"
