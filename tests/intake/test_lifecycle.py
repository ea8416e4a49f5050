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
    Close,
    Command,
    Decline,
    DeclineReason,
    Dispatch,
    DispatchMode,
    Evaluate,
    Forbidden,
    Interim,
    Reopen,
    Report,
    RequestInfo,
    ResultCode,
    Role,
    Sign,
    Stage,
    Supplement,
    Urge,
    Verify,
    Void,
    Withdraw,
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
    SUPERVISOR,
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
    RequestInfo(words="请补充地点"),
    Supplement(words="在路口"),
    Interim(words="配件已订"),
    Urge(),
    Close(),
    Reopen(words="没有解决"),
    Withdraw(),
    Void(words="测试数据"),
)
STAFF = {Role.DISPATCHER, Role.RULE}
REPORTER_OR_SUPERVISOR = {Role.REPORTER, Role.SUPERVISOR}
ROWS: dict[Action, tuple[set[Role], set[Stage], Stage | None]] = {
    Action.REQUEST_INFO: ({Role.DISPATCHER}, {Stage.SUBMITTED}, Stage.NEEDS_INFO),
    Action.SUPPLEMENT: ({Role.REPORTER}, {Stage.NEEDS_INFO}, Stage.SUBMITTED),
    Action.ACCEPT: (STAFF, {Stage.SUBMITTED}, Stage.ACCEPTED),
    Action.DECLINE: ({Role.DISPATCHER}, {Stage.SUBMITTED}, Stage.DECLINED),
    Action.DISPATCH: (STAFF, {Stage.ACCEPTED}, Stage.DISPATCHED),
    Action.SIGN: ({Role.OFFICER}, {Stage.DISPATCHED}, Stage.IN_PROGRESS),
    Action.INTERIM: ({Role.OFFICER}, {Stage.IN_PROGRESS}, None),
    Action.URGE: (REPORTER_OR_SUPERVISOR, {Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS}, None),
    Action.RESOLVE: ({Role.OFFICER}, {Stage.IN_PROGRESS}, Stage.RESOLVED),
    Action.VERIFY: ({Role.RULE}, {Stage.RESOLVED}, Stage.VERIFIED),
    Action.EVALUATE: ({Role.REPORTER}, {Stage.VERIFIED}, Stage.CLOSED),
    Action.CLOSE: ({Role.SUPERVISOR}, {Stage.VERIFIED}, Stage.CLOSED),
    Action.REOPEN: (REPORTER_OR_SUPERVISOR, {Stage.VERIFIED, Stage.CLOSED}, Stage.DISPATCHED),
    Action.WITHDRAW: (
        {Role.REPORTER},
        {Stage.SUBMITTED, Stage.NEEDS_INFO, Stage.ACCEPTED, Stage.DISPATCHED},
        Stage.WITHDRAWN,
    ),
    Action.VOID: (
        {Role.SUPERVISOR},
        {
            Stage.SUBMITTED,
            Stage.NEEDS_INFO,
            Stage.ACCEPTED,
            Stage.DISPATCHED,
            Stage.IN_PROGRESS,
            Stage.RESOLVED,
            Stage.VERIFIED,
        },
        Stage.VOIDED,
    ),
}
"""Who may, from where, to where; None where the report stays as it stands."""
OWN = {
    Action.SUPPLEMENT,
    Action.SIGN,
    Action.INTERIM,
    Action.URGE,
    Action.RESOLVE,
    Action.EVALUATE,
    Action.REOPEN,
    Action.WITHDRAW,
}
"""Rows that ask for more than a role."""

OTHERS = (
    Actor("reporter-2", Role.REPORTER),
    Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG})),
    Actor("officer-3", Role.OFFICER),
)
ACTORS = (REPORTER, OFFICER, DISPATCHER, SUPERVISOR, RULE, *OTHERS)


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
    roles, sources, target = ROWS[action]
    for stage, actor in product(Stage, ACTORS):
        report = _at(stage)
        may = actor.role in roles and not (action in OWN and actor in OTHERS)
        if may and stage in sources:
            after = act(report, command, actor)
            entry = after.timeline[len(report.timeline)]
            assert (entry.action, entry.stage, entry.role, entry.actor) == (
                action,
                target or stage,
                actor.role,
                actor.id,
            )
        else:
            with pytest.raises(WrongStage if may else Forbidden) as refused:
                act(report, command, actor)
            rule = "stage" if may else "own" if actor.role in roles else "role"
            assert (refused.value.rule, refused.value.path) == (rule, ("input", "number"))
        assert (action in allowed(report, actor)) is (may and stage in sources), (stage, actor)


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


def test_every_stage_of_the_table_is_reached_from_submitted() -> None:
    reached, before = {Stage.SUBMITTED}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {row.target for row in TABLE.values() if row.target and row.sources & reached}
    assert reached == set(Stage) - {Stage.SUSPENDED, Stage.MERGED}
    assert {stage for row in TABLE.values() for stage in row.sources} <= reached


def test_what_has_ended_stays_ended_unless_it_is_reopened() -> None:
    ended = {(row.action, stage) for row in TABLE.values() for stage in row.sources if not stage.is_open}
    assert ended == {(Action.REOPEN, Stage.CLOSED)}


def test_nobody_is_left_waiting_at_a_stage_that_no_command_leaves() -> None:
    left = {stage for row in TABLE.values() if row.target for stage in row.sources}
    stuck = {row.target for row in TABLE.values() if row.target} - left
    assert stuck == {Stage.DECLINED, Stage.WITHDRAWN, Stage.VOIDED}


def test_every_row_is_walked_by_real_commands() -> None:
    evaluate = Evaluate(outcome=5, speed=4, attitude=5)
    walks: tuple[tuple[Stage, tuple[tuple[Command, Actor], ...]], ...] = (
        (
            Stage.CLOSED,
            (
                (RequestInfo(words="是哪种情况"), DISPATCHER),
                (Supplement(words="路面很脏"), REPORTER),
                (Accept(matter=DIRTY_ROAD), DISPATCHER),
                (Urge(), REPORTER),
                (Sign(), OFFICER),
                (Interim(words="正在清扫"), OFFICER),
                (FIXED, OFFICER),
                (Close(), SUPERVISOR),
                (Reopen(words="还是脏"), REPORTER),
                (Sign(), OFFICER),
                (FIXED, OFFICER),
                (evaluate, REPORTER),
            ),
        ),
        (Stage.DECLINED, ((Decline(reason=DeclineReason.TOO_LATE, words="已过时限"), DISPATCHER),)),
        (Stage.WITHDRAWN, ((Withdraw(), REPORTER),)),
        (Stage.VOIDED, ((Void(words="测试数据"), SUPERVISOR),)),
    )
    walked = set[Action]()
    for ends, commands in walks:
        report = filed(unclear())
        for command, actor in commands:
            report = act(report, command, actor)
        assert report.stage is ends
        walked |= {entry.action for entry in report.timeline}
    assert walked == set(Action)


def test_every_word_of_the_lifecycle_has_a_chinese_label() -> None:
    words = [*Stage, *Role, *Action, *DeclineReason]
    assert all(word.zh and not word.zh.isascii() for word in words)
    assert {code for code in ResultCode if code.needs_photo} == {ResultCode.FIXED, ResultCode.NOT_FOUND}
