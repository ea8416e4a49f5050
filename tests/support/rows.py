"""The rows of the lifecycle for tests: a copy written by hand; for each an example, people and reports."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake import (
    RULE,
    Action,
    Actor,
    Assignment,
    Command,
    DeadlineKind,
    DispatchMode,
    Forbidden,
    Level,
    Report,
    Role,
    Stage,
    Warn,
    WrongStage,
    allowed,
)
from intake.table import TABLE
from support.deeds import deeds
from support.marks import AT, PRIMARY, READY, clock
from support.reports import (
    CALL_DESK,
    DISPATCHER,
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
    SUPERVISOR,
    act,
    filed,
    photo,
    unclear,
)

GOLDEN = Path(__file__).with_name("lifecycle.txt").read_text("utf-8").splitlines()[1:]
OPEN = "submitted needs_info accepted dispatched in_progress suspended resolved verified"


@dataclass(frozen=True)
class Line:
    """A row as it is written in the copy."""

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

COMMANDS: tuple[Command, ...] = (
    *{type(command): command for _, command in reversed(deeds(PRIMARY.number))}.values(),
    Warn(kind=DeadlineKind.RESOLVE, level=Level.YELLOW),
)
"""One of each kind."""

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
    Actor("administrator-1", Role.ADMINISTRATOR),
    RULE,
    *dict.fromkeys(each for strangers in STRANGERS.values() for each in strangers),
)

_BASE = filed(unclear(), photo("before"))


def action_of(command: Command) -> Action:
    return TABLE[type(command)].action


def standing(stage: Stage, command: Command) -> Report:
    """A report put at this stage, sent to Nancheng whatever the stage, with what the command asks for."""
    sent = Assignment(lead=NANCHENG_CG, assisting=(), mode=DispatchMode.MANUAL, at=NOW)
    clocks = (
        clock(DeadlineKind.RESOLVE, NOW),
        clock(DeadlineKind.SUPPLEMENT, NOW - timedelta(days=30)),
    )
    report = replace(_BASE, stage=stage, assignment=sent, departments=(NANCHENG_CG.id,), deadlines=clocks)
    needed = READY.get(type(command))
    return replace(report, **needed(report)) if needed else report


def refused(report: Report, command: Command, actor: Actor, at: datetime = AT) -> tuple[type, str]:
    """Which error a command that must be refused gets, and by which rule."""
    with pytest.raises((Forbidden, WrongStage)) as error:
        act(report, command, actor, now=at, primary=PRIMARY)
    assert error.value.path == ("input", "number")
    assert error.value.zh
    assert action_of(command) not in allowed(report, actor, at)
    return type(error.value), error.value.rule
