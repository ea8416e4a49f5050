"""The table, row by row: who may what from where, held against a copy written out by hand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from intake import (
    RULE,
    Abnormal,
    AbnormalKind,
    Accept,
    Action,
    Actor,
    Appeal,
    Arbitrate,
    Assignment,
    BlowWhistle,
    Call,
    Classify,
    Close,
    Command,
    Conclude,
    ConfirmAbnormal,
    Deadline,
    DeadlineKind,
    Decline,
    DeclineReason,
    DepartmentRef,
    DismissAppeal,
    Dispatch,
    DispatchMode,
    Entry,
    Evaluate,
    FlagAbnormal,
    Forbidden,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Interim,
    Level,
    Limit,
    LimitUnit,
    Merge,
    Outgoing,
    PayRevisit,
    Publish,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RejectAbnormal,
    Reopen,
    Report,
    Request,
    RequestExtension,
    RequestInfo,
    RequestKind,
    RequestReturn,
    RequestSuspension,
    Respond,
    ResultCode,
    Resume,
    ReturnReason,
    Rework,
    Role,
    Sign,
    Stage,
    Supervise,
    Supplement,
    Transfer,
    Unmerge,
    Urge,
    Urgency,
    Verify,
    Void,
    Warn,
    Whistle,
    Withdraw,
    Withhold,
    WrongStage,
    allowed,
)
from intake.table import TABLE
from support.reports import (
    CALL_DESK,
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HELPER,
    HUB,
    HUMEN_CG,
    HUMEN_TOWN,
    INSPECTOR,
    NANCHENG_CG,
    NOW,
    OFFICER,
    PUBLISHER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    act,
    filed,
    unclear,
)

GOLDEN = Path(__file__).with_name("lifecycle.txt").read_text("utf-8").splitlines()[1:]
OPEN = "submitted needs_info accepted dispatched in_progress suspended resolved verified"


@dataclass(frozen=True)
class Line:
    roles: frozenset[str]
    sources: frozenset[str]
    target: str | None
    own: str | None
    guards: tuple[str, ...]


def _read(line: str) -> tuple[str, Line]:
    action, roles, sources, target, own, guards = (
        cell.strip() for cell in line.replace("OPEN", OPEN).split("|")
    )
    return action, Line(
        frozenset(roles.split()),
        frozenset(sources.split()),
        target or None,
        own or None,
        tuple(guards.split()),
    )


LINES: dict[str, Line] = dict(_read(line) for line in GOLDEN)

AT = NOW + timedelta(minutes=130)
"""More than half of the four working hours of a dirty road are gone."""
STRANGERS: dict[str, tuple[Actor, ...]] = {
    "reporter": (Actor("reporter-2", Role.REPORTER),),
    "lead": (
        HELPER,
        Actor("officer-3", Role.OFFICER),
        Actor("hub-2", Role.HUB, frozenset({HUMEN_CG})),
    ),
    "called": (OFFICER, HUB, Actor("officer-3", Role.OFFICER)),
    "town": (Actor("inspector-2", Role.INSPECTOR, towns=frozenset({HUMEN_TOWN})),),
}
"""Who has the role but not the report; in the states below Humen is called and Nancheng leads."""
ACTORS = (
    REPORTER,
    OFFICER,
    HUB,
    DISPATCHER,
    INSPECTOR,
    CALL_DESK,
    PUBLISHER,
    SUPERVISOR,
    Actor("auditor-1", Role.AUDITOR),
    RULE,
    *dict.fromkeys(each for strangers in STRANGERS.values() for each in strangers),
)

HUMEN_REF = DepartmentRef(HUMEN_CG, "虎门分局")
BASE, PRIMARY = filed(unclear()), filed()
COMMANDS: tuple[Command, ...] = (
    RequestInfo(words="请补充地点"),
    Supplement(words="在路口"),
    Accept(matter=DIRTY_ROAD),
    Decline(reason=DeclineReason.OTHER_AUTHORITY, words="请向该部门反映"),
    Dispatch(lead=NANCHENG_CG.id),
    Sign(),
    Interim(words="配件已订"),
    Urge(),
    FIXED,
    Verify(),
    Evaluate(outcome=5, speed=4, attitude=5),
    Close(),
    Reopen(words="没有解决"),
    Withdraw(),
    Void(words="测试数据"),
    Classify(matter=DIRTY_ROAD),
    Merge(primary=PRIMARY.number),
    Unmerge(words="是另一处"),
    Transfer(target=HUMEN_CG, words="在虎门"),
    Arbitrate(lead=NANCHENG_CG.id, words="由南城承办"),
    RequestReturn(reason=ReturnReason.OTHER_PLACE, words="不在辖区"),
    GrantReturn(),
    RefuseReturn(words="在辖区内"),
    RequestExtension(limit=Limit(1, LimitUnit.WORKING_DAY), words="配件未到"),
    GrantExtension(),
    RefuseExtension(words="请按期完成"),
    RequestSuspension(words="等待汛期结束", review_days=30),
    GrantSuspension(),
    RefuseSuspension(words="请继续办理"),
    Resume(),
    Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快"),
    Warn(kind=DeadlineKind.RESOLVE, level=Level.YELLOW),
    BlowWhistle(departments=(HUMEN_CG,), words="请到场"),
    Respond(department=HUMEN_CG),
    Conclude(department=HUMEN_CG, words="已处理"),
    Rework(words="还是脏"),
    PayRevisit(reached=False),
    FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有"),
    ConfirmAbnormal(words="属实"),
    RejectAbnormal(words="不属实"),
    Appeal(words="确有其事"),
    DismissAppeal(words="维持认定"),
    Publish(words="已清扫"),
    Withhold(words="涉及隐私"),
)


def _action(command: Command) -> Action:
    return TABLE[type(command)].action


def _entries(report: Report, action: Action, many: int, actor: Actor, at: datetime = AT) -> dict[str, Any]:
    """So many more entries of this action on the timeline."""
    more = tuple(
        Entry(seq=0, at=at, action=action, stage=report.stage, role=actor.role, actor=actor.id)
        for _ in range(many)
    )
    return {"timeline": report.timeline + more}


def _request(kind: RequestKind) -> dict[str, Any]:
    asked = Request(kind=kind, by=OFFICER.id, department=NANCHENG_CG, at=NOW, words="请批准", review_days=30)
    return {"request": replace(asked, limit=Limit(1, LimitUnit.WORKING_DAY))}


def _called(**call: Any) -> dict[str, Any]:
    calls = (Call(department=HUMEN_REF, **call),)
    return {"whistle": Whistle(words="请到场", by=HUB.id, at=NOW, calls=calls)}


def _flagged(**more: Any) -> dict[str, Any]:
    flag = Abnormal(
        kind=AbnormalKind.FALSE, words="现场没有", photos=(), flagged_by="officer-9", flagged_at=NOW
    )
    return {"abnormal": replace(flag, **more)}


CONFIRMED = {"confirmed_by": "hub-9", "confirmed_at": NOW}
READY: dict[type[Command], Callable[[Report], dict[str, Any]]] = {
    Unmerge: lambda _: {"primary": PRIMARY.number},
    GrantReturn: lambda _: _request(RequestKind.RETURN),
    RefuseReturn: lambda _: _request(RequestKind.RETURN),
    GrantExtension: lambda _: _request(RequestKind.EXTENSION),
    RefuseExtension: lambda _: _request(RequestKind.EXTENSION),
    GrantSuspension: lambda _: _request(RequestKind.SUSPENSION),
    RefuseSuspension: lambda _: _request(RequestKind.SUSPENSION),
    Arbitrate: lambda report: _entries(report, Action.REFUSE_RETURN, 2, DISPATCHER),
    Respond: lambda _: _called(),
    Conclude: lambda _: _called(responded_at=NOW),
    ConfirmAbnormal: lambda _: _flagged(),
    RejectAbnormal: lambda _: _flagged(),
    Appeal: lambda _: _flagged(**CONFIRMED),
    DismissAppeal: lambda _: _flagged(**CONFIRMED, appealed_at=NOW),
}
"""What a report must have beside its stage for a command to be possible."""


def _clock(kind: DeadlineKind, started_at: datetime) -> Deadline:
    made = ROUTING.deadline(kind, DIRTY_ROAD, Urgency.NORMAL, started_at)
    assert made is not None
    return made


def _at(stage: Stage, command: Command) -> Report:
    """A report put at this stage, sent to Nancheng whatever the stage, with what the command asks for."""
    sent = Assignment(lead=NANCHENG_CG, assisting=(), mode=DispatchMode.MANUAL, at=NOW)
    clocks = (
        _clock(DeadlineKind.RESOLVE, NOW),
        _clock(DeadlineKind.SUPPLEMENT, NOW - timedelta(days=30)),
    )
    report = replace(BASE, stage=stage, assignment=sent, departments=(NANCHENG_CG.id,), deadlines=clocks)
    needed = READY.get(type(command))
    return replace(report, **needed(report)) if needed else report


def _refused(report: Report, command: Command, actor: Actor, at: datetime = AT) -> tuple[type, str]:
    with pytest.raises((Forbidden, WrongStage)) as refused:
        act(report, command, actor, now=at, primary=PRIMARY)
    assert refused.value.path == ("input", "number")
    assert refused.value.zh
    assert _action(command) not in allowed(report, actor, at)
    return type(refused.value), refused.value.rule


def test_every_command_has_its_row_its_line_and_its_example() -> None:
    assert set(TABLE) == set(get_args(Command)) == {type(command) for command in COMMANDS}
    written = [row.action.value for row in TABLE.values()]
    assert sorted(written) == sorted(LINES)
    assert set(Action) - set(written) == {Action.SUBMIT, Action.ADOPT, Action.RELEASE}


@pytest.mark.parametrize("command", COMMANDS, ids=_action)
def test_a_row_says_what_is_written(command: Command) -> None:
    row, line = TABLE[type(command)], LINES[_action(command)]
    assert ({*row.roles}, {*row.sources}, row.target) == ({*line.roles}, {*line.sources}, line.target)
    assert tuple(guard.rule for guard in row.guards) == line.guards
    assert (row.own is not None) is (line.own is not None)


@pytest.mark.parametrize("command", COMMANDS, ids=_action)
def test_a_command_is_taken_from_its_row_and_from_nowhere_else(command: Command) -> None:
    action, line = _action(command), LINES[_action(command)]
    strangers = STRANGERS[line.own] if line.own else ()
    # in these states nobody but Humen is called
    leaders = (HELPER, STRANGERS["lead"][2]) if line.own == "called" else ()
    for stage, actor in product(Stage, ACTORS):
        report = _at(stage, command)
        may = actor.role in line.roles and (actor not in strangers or actor in leaders)
        if may and stage in line.sources:
            after = act(report, command, actor, now=AT, primary=PRIMARY)
            entry = after.timeline[len(report.timeline)]
            told = (entry.action, entry.stage, entry.role, entry.actor)
            assert told == (action, line.target or stage, actor.role, actor.id)
            assert action in allowed(report, actor, AT)
        elif may:
            assert _refused(report, command, actor) == (WrongStage, "stage")
        else:
            rule = "own" if actor.role in line.roles else "role"
            assert _refused(report, command, actor) == (Forbidden, rule), (stage, actor)


def _followed(report: Report) -> dict[str, Any]:
    follower = Outgoing(to=report.outgoing[0].to, about="DG261123-00000000-0")
    return {"outgoing": (*report.outgoing, follower)}


def _final(report: Report) -> dict[str, Any]:
    assert report.assignment is not None
    return {"assignment": replace(report.assignment, is_final=True)}


def _fresh_window(_: Report) -> dict[str, Any]:
    return {"deadlines": (_clock(DeadlineKind.EVALUATE, AT), _clock(DeadlineKind.RESOLVE, NOW))}


Change = Callable[[Report], dict[str, Any]]
BROKEN: dict[str, tuple[Actor | None, tuple[Change, ...]]] = {
    "has_merged": (None, (_followed,)),
    "transfer_count": (None, (lambda report: _entries(report, Action.TRANSFER, 3, HUB),)),
    "whistle_open": (None, (lambda _: _called(), lambda _: _called(responded_at=NOW))),
    "not_arbitrated": (None, (_final,)),
    "return_count": (None, (lambda report: _entries(report, Action.REFUSE_RETURN, 2, DISPATCHER),)),
    "one_request": (None, tuple(lambda _, kind=kind: _request(kind) for kind in RequestKind)),
    "pending_request": (None, (lambda _: {"request": None},)),
    "disputed": (
        None,
        (
            lambda report: {"timeline": report.timeline[:-1]},
            lambda report: _entries(replace(report, timeline=()), Action.GRANT_RETURN, 2, DISPATCHER),
        ),
    ),
    "extension_count": (None, (lambda report: _entries(report, Action.GRANT_EXTENSION, 2, SUPERVISOR),)),
    "suspension_count": (None, (lambda report: _entries(report, Action.GRANT_SUSPENSION, 2, SUPERVISOR),)),
    "urge_count": (
        REPORTER,
        (lambda report: _entries(report, Action.URGE, 3, REPORTER, AT - timedelta(days=9)),),
    ),
    "urge_interval": (
        REPORTER,
        (lambda report: _entries(report, Action.URGE, 1, REPORTER, AT - timedelta(hours=23)),),
    ),
    "not_flagged": (None, (lambda _: _flagged(),)),
    "window_over": (RULE, (_fresh_window, lambda _: {"deadlines": ()})),
    "appeal_first": (REPORTER, (lambda _: _flagged(**CONFIRMED),)),
    "reopen_count": (REPORTER, (lambda report: _entries(report, Action.REOPEN, 2, REPORTER),)),
    "reopen_window": (
        REPORTER,
        (lambda report: _entries(report, Action.VERIFY, 1, RULE, AT - timedelta(days=15, seconds=1)),),
    ),
    "second_person": (
        SUPERVISOR,
        (lambda _: {"abnormal": None}, lambda _: _flagged(flagged_by=SUPERVISOR.id)),
    ),
    "confirmed_abnormal": (
        None,
        (
            lambda _: {"abnormal": None},
            lambda _: _flagged(),
            lambda _: _flagged(**CONFIRMED, appealed_at=NOW),
        ),
    ),
    "appealed": (
        None,
        (
            lambda _: {"abnormal": None},
            lambda _: _flagged(**CONFIRMED),
            lambda _: _flagged(**CONFIRMED, appealed_at=NOW, dismissed_at=NOW),
        ),
    ),
    "third_person": (
        SUPERVISOR,
        (
            lambda _: _flagged(**{**CONFIRMED, "confirmed_by": SUPERVISOR.id}, appealed_at=NOW),
            lambda _: _flagged(**CONFIRMED, appealed_at=NOW, flagged_by=SUPERVISOR.id),
        ),
    ),
}
"""For each guard somebody it holds for, and changes of a report that break it and nothing else."""
CLOSED_ONLY = {"appeal_first"}


@pytest.mark.parametrize(
    ("command", "rule"),
    [(command, rule) for command in COMMANDS for rule in LINES[_action(command)].guards],
    ids=str,
)
def test_each_guard_of_a_row_refuses_by_its_own_name(command: Command, rule: str) -> None:
    line = LINES[_action(command)]
    actor, changes = BROKEN[rule]
    mine = (HELPER,) if line.own == "called" else ACTORS
    actor = actor or next(each for each in mine if each.role in line.roles)
    for stage, change in product(
        line.sources & ({"closed"} if rule in CLOSED_ONLY else line.sources), changes
    ):
        report = _at(Stage(stage), command)
        act(report, command, actor, now=AT, primary=PRIMARY)
        assert _refused(replace(report, **change(report)), command, actor) == (Forbidden, rule)


def test_a_request_of_another_kind_is_not_the_one_that_is_decided() -> None:
    decided = {RequestKind.RETURN: GrantReturn(), RequestKind.EXTENSION: GrantExtension()}
    for asked, command in product(RequestKind, decided.values()):
        if decided.get(asked) != command:
            actor = DISPATCHER if isinstance(command, GrantReturn) else SUPERVISOR
            report = replace(_at(Stage.IN_PROGRESS, command), **_request(asked))
            assert _refused(report, command, actor) == (Forbidden, "pending_request")


def test_limits_of_a_reporter_bind_no_supervisor() -> None:
    for command, rules in (
        (Urge(), ("urge_count", "urge_interval")),
        (Reopen(words="未解决"), ("reopen_count", "reopen_window")),
    ):
        for rule, stage in product(rules, LINES[_action(command)].sources):
            report = _at(Stage(stage), command)
            for change in BROKEN[rule][1]:
                act(replace(report, **change(report)), command, SUPERVISOR, now=AT)


def test_the_role_is_judged_first_then_whose_it_is_then_the_stage_then_what_it_carries() -> None:
    nonsense = Evaluate(outcome=99, speed=-1, attitude=0)
    elsewhere, here = _at(Stage.SUBMITTED, nonsense), _at(Stage.VERIFIED, nonsense)
    assert _refused(here, nonsense, OFFICER) == (Forbidden, "role")
    assert _refused(elsewhere, nonsense, STRANGERS["reporter"][0]) == (Forbidden, "own")
    assert _refused(elsewhere, nonsense, REPORTER) == (WrongStage, "stage")
    flagged = replace(_at(Stage.SUBMITTED, FIXED), **_flagged())
    assert _refused(flagged, replace(FIXED, words=""), OFFICER) == (WrongStage, "stage")
    flagged = replace(flagged, stage=Stage.IN_PROGRESS)
    assert _refused(flagged, replace(FIXED, words=""), OFFICER) == (Forbidden, "not_flagged")


def test_no_row_is_out_of_reach_and_no_stage_is_dead() -> None:
    reached, before = {Stage.SUBMITTED}, set[Stage]()
    while reached != before:
        before = set(reached)
        reached |= {row.target for row in TABLE.values() if row.target and row.sources & reached}
    unreachable = [row.action.value for row in TABLE.values() if not row.sources & reached]
    moving = {stage for row in TABLE.values() if row.target for stage in row.sources}
    print(f"unreachable rows: {unreachable}; unreached stages: {set(Stage) - reached}")  # noqa: T201 - the test's answer
    assert unreachable == []
    assert reached == set(Stage)
    assert set(Stage) - moving == {Stage.DECLINED, Stage.WITHDRAWN, Stage.VOIDED}


def test_what_has_ended_stays_ended_unless_it_is_reopened_or_parted() -> None:
    left = {
        (row.action, stage)
        for row in TABLE.values()
        for stage in row.sources
        if not stage.is_open and row.target is not None
    }
    assert left == {(Action.REOPEN, Stage.CLOSED), (Action.UNMERGE, Stage.MERGED)}


def test_every_word_of_the_lifecycle_has_a_chinese_label() -> None:
    words = [
        *Stage,
        *Role,
        *Action,
        *DeclineReason,
        *ReturnReason,
        *AbnormalKind,
        *RequestKind,
        *Level,
        *DeadlineKind,
    ]
    assert all(word.zh and not word.zh.isascii() for word in words)
    assert {code for code in ResultCode if code.needs_photo} == {ResultCode.FIXED, ResultCode.NOT_FOUND}
