"""The table, row by row: who may what from where, held against a copy written out by hand."""

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from intake import (
    RULE,
    Accept,
    Action,
    Actor,
    Assignment,
    Command,
    Decline,
    DeclineReason,
    Dispatch,
    DispatchMode,
    Evaluate,
    Forbidden,
    Report,
    ResultCode,
    Role,
    Sign,
    Stage,
    Verify,
    WrongStage,
    allowed,
)
from intake.lifecycle import TABLE
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    act,
    filed,
    unclear,
)

COMMANDS: tuple[Command, ...] = (
    Accept(matter=DIRTY_ROAD),
    Decline(reason=DeclineReason.OTHER_AUTHORITY, words="请向该部门反映"),
    Dispatch(lead=NANCHENG_CG.id),
    Sign(),
    FIXED,
    Verify(),
    Evaluate(outcome=5, speed=4, attitude=5),
)
STAFF = {Role.DISPATCHER, Role.RULE}
ROWS = {
    Action.ACCEPT: (STAFF, Stage.SUBMITTED, Stage.ACCEPTED),
    Action.DECLINE: ({Role.DISPATCHER}, Stage.SUBMITTED, Stage.DECLINED),
    Action.DISPATCH: (STAFF, Stage.ACCEPTED, Stage.DISPATCHED),
    Action.SIGN: ({Role.OFFICER}, Stage.DISPATCHED, Stage.IN_PROGRESS),
    Action.RESOLVE: ({Role.OFFICER}, Stage.IN_PROGRESS, Stage.RESOLVED),
    Action.VERIFY: ({Role.RULE}, Stage.RESOLVED, Stage.VERIFIED),
    Action.EVALUATE: ({Role.REPORTER}, Stage.VERIFIED, Stage.CLOSED),
}
OWN = {Action.SIGN, Action.RESOLVE, Action.EVALUATE}
"""Rows that ask for more than a role."""

OTHERS = (
    Actor("reporter-2", Role.REPORTER),
    Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG})),
    Actor("officer-3", Role.OFFICER),
)
ACTORS = (REPORTER, OFFICER, DISPATCHER, RULE, *OTHERS)


def _at(stage: Stage) -> Report:
    """A report put at this stage, sent to Nancheng whatever the stage."""
    sent = Assignment(lead=NANCHENG_CG, assisting=(), mode=DispatchMode.MANUAL, at=NOW)
    return replace(filed(unclear()), stage=stage, assignment=sent, departments=(NANCHENG_CG.id,))


def _action(command: Command) -> Action:
    return TABLE[type(command)].action


def test_every_command_has_its_row_and_its_example() -> None:
    assert set(TABLE) == set(get_args(Command)) == {type(command) for command in COMMANDS}
    assert {row.action for row in TABLE.values()} == set(ROWS) == set(Action) - {Action.SUBMIT}


@pytest.mark.parametrize("command", COMMANDS, ids=_action)
def test_a_command_is_taken_from_its_row_and_from_nowhere_else(command: Command) -> None:
    action = _action(command)
    roles, source, target = ROWS[action]
    for stage, actor in product(Stage, ACTORS):
        report = _at(stage)
        may = actor.role in roles and not (action in OWN and actor in OTHERS)
        if may and stage is source:
            after = act(report, command, actor)
            entry = after.timeline[len(report.timeline)]
            assert (entry.action, entry.stage, entry.role, entry.actor) == (
                action,
                target,
                actor.role,
                actor.id,
            )
        else:
            with pytest.raises(WrongStage if may else Forbidden) as refused:
                act(report, command, actor)
            rule = "stage" if may else "own" if actor.role in roles else "role"
            assert (refused.value.rule, refused.value.path) == (rule, ("input", "number"))
        assert (action in allowed(report, actor)) is (may and stage is source), (stage, actor)


def test_a_department_that_only_assists_may_not_sign() -> None:
    assisting = replace(_at(Stage.DISPATCHED), departments=(NANCHENG_CG.id, HUMEN_CG))
    with pytest.raises(Forbidden, match="lead department"):
        act(assisting, Sign(), OTHERS[1])


def test_the_row_is_judged_before_what_the_command_carries() -> None:
    nonsense = Evaluate(outcome=99, speed=-1, attitude=0)
    with pytest.raises(Forbidden) as refused:
        act(_at(Stage.VERIFIED), nonsense, OFFICER)
    assert refused.value.rule == "role"
    with pytest.raises(Forbidden) as refused:
        act(_at(Stage.SUBMITTED), nonsense, OTHERS[0])
    assert refused.value.rule == "own"
    with pytest.raises(WrongStage):
        act(_at(Stage.SUBMITTED), nonsense, REPORTER)


def test_every_stage_of_the_table_is_reached_from_submitted_and_the_ended_stay_ended() -> None:
    reached, before = {Stage.SUBMITTED}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {row.target for row in TABLE.values() if row.sources & reached}
    assert reached == {stage for row in TABLE.values() for stage in (*row.sources, row.target)}
    assert all(stage.is_open for row in TABLE.values() for stage in row.sources)
    leaves = {row.target for row in TABLE.values()} - {s for row in TABLE.values() for s in row.sources}
    assert {stage for stage in leaves if stage.is_open} == set()


def test_every_row_is_walked_by_real_commands() -> None:
    report = act(filed(unclear()), Accept(matter=DIRTY_ROAD), DISPATCHER)
    report = act(act(report, Sign(), OFFICER), FIXED, OFFICER)
    closed = act(report, Evaluate(outcome=5, speed=4, attitude=5), REPORTER)
    declined = act(filed(unclear()), Decline(reason=DeclineReason.TOO_LATE, words="已过时限"), DISPATCHER)
    walked = {entry.action for entry in (*closed.timeline, *declined.timeline)}
    assert walked == set(Action)
    assert (closed.stage, declined.stage) == (Stage.CLOSED, Stage.DECLINED)


def test_every_word_of_the_lifecycle_has_a_chinese_label() -> None:
    words = [*Stage, *Role, *Action, *DeclineReason]
    assert all(word.zh and not word.zh.isascii() for word in words)
    assert {code for code in ResultCode if code.needs_photo} == {ResultCode.FIXED, ResultCode.NOT_FOUND}
