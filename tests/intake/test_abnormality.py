"""异常诉求: one flags, a second decides, the reporter objects once, a third looks at it."""

from typing import Any

import pytest

from intake import (
    Actor,
    Appeal,
    Command,
    ConfirmAbnormal,
    DismissAppeal,
    FlagAbnormal,
    RejectAbnormal,
    Reopen,
    Report,
    Role,
    Sign,
    Stage,
    UserError,
)
from intake.reasons import AbnormalKind
from support.reports import (
    DISPATCHER,
    FIXED,
    HUB,
    NANCHENG_CG,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    photo,
)

FLAG = FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有")
CONFIRM, REJECT = ConfirmAbnormal(words="属实"), RejectAbnormal(words="不属实")
APPEAL, DISMISS = Appeal(words="确有其事"), DismissAppeal(words="维持认定")
THIRD = Actor("supervisor-3", Role.SUPERVISOR)


def _flagged(actor: Actor = OFFICER) -> Report:
    return act(act(filed(), Sign(), OFFICER), FLAG, actor, photos=(photo("proof").ref,))


def _confirmed() -> Report:
    return act(_flagged(), CONFIRM, SUPERVISOR)


def _rule(report: Report, command: Command, actor: Actor, **given: Any) -> str:
    with pytest.raises(UserError) as refused:
        act(report, command, actor, **given)
    return refused.value.rule


def test_whoever_flagged_it_decides_nothing() -> None:
    for command in (CONFIRM, REJECT):
        assert _rule(_flagged(HUB), command, HUB) == "second_person"
        assert act(_flagged(HUB), command, DISPATCHER).timeline[-1].actor == DISPATCHER.id


def test_confirming_ends_it_and_its_clocks_and_never_counts_as_solved() -> None:
    report = _confirmed()
    assert report.stage is Stage.CLOSED
    assert report.alarm_at is None
    assert (report.tally.closed, report.tally.evaluated) == (0, 0)
    assert report.abnormal is not None
    assert report.abnormal.photos == (photo("proof").ref,)


def test_a_rejected_flag_leaves_it_as_it_was_and_a_waiting_one_holds_the_result_up() -> None:
    assert _rule(_flagged(), FIXED, OFFICER) == "not_flagged"
    rejected = act(_flagged(), REJECT, DISPATCHER)
    assert (rejected.stage, rejected.abnormal) == (Stage.IN_PROGRESS, None)
    assert act(rejected, FIXED, OFFICER).stage is Stage.VERIFIED


def test_the_reporter_appeals_once_and_a_third_person_hears_it() -> None:
    assert _rule(_flagged(), APPEAL, REPORTER) == "stage"
    appealed = act(_confirmed(), APPEAL, REPORTER)
    assert _rule(appealed, APPEAL, REPORTER) == "confirmed_abnormal"
    assert _rule(_confirmed(), DISMISS, THIRD) == "appealed"
    assert _rule(appealed, DISMISS, SUPERVISOR) == "third_person"
    dismissed = act(appealed, DISMISS, THIRD)
    assert dismissed.stage is Stage.CLOSED
    assert _rule(dismissed, APPEAL, REPORTER) == "confirmed_abnormal"
    assert _rule(dismissed, DISMISS, THIRD) == "appealed"


def test_what_was_confirmed_is_taken_up_again_by_a_third_person_alone() -> None:
    again = Reopen(words="申诉成立")
    appealed = act(_confirmed(), APPEAL, REPORTER)
    for actor in (REPORTER, SUPERVISOR):
        assert _rule(appealed, again, actor) == "appeal_first"
    reopened = act(appealed, again, THIRD)
    assert (reopened.stage, reopened.abnormal) == (Stage.DISPATCHED, None)
    assert reopened.departments[0] == NANCHENG_CG.id


def test_what_was_closed_with_a_result_is_no_matter_of_appeal() -> None:
    resolved = act(act(_flagged(), REJECT, DISPATCHER), FIXED, OFFICER)
    assert _rule(resolved, APPEAL, REPORTER) == "stage"
    assert act(resolved, Reopen(words="未解决"), REPORTER).stage is Stage.DISPATCHED
