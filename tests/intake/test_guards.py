"""Each guard of a row: it refuses by its own name what it is there for, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from intake import (
    RULE,
    Action,
    Actor,
    Command,
    DeadlineKind,
    Forbidden,
    GrantExtension,
    GrantReturn,
    Outgoing,
    RedactReason,
    Reopen,
    Report,
    RequestKind,
    Stage,
    Urge,
)
from support.marks import AT, CONFIRMED, PRIMARY, Change, called, clock, entries, flagged, requested
from support.reports import DISPATCHER, HELPER, HUB, INSPECTOR, NOW, REPORTER, SUPERVISOR, act
from support.rows import ACTORS, COMMANDS, LINES, action_of, refused, standing


def _followed(report: Report) -> dict[str, Any]:
    follower = Outgoing(to=report.outgoing[0].to, about="DG261123-00000000-0")
    return {"outgoing": (*report.outgoing, follower)}


def _final(report: Report) -> dict[str, Any]:
    assert report.assignment is not None
    return {"assignment": replace(report.assignment, is_final=True)}


def _fresh_window(_: Report) -> dict[str, Any]:
    return {"deadlines": (clock(DeadlineKind.EVALUATE, AT), clock(DeadlineKind.RESOLVE, NOW))}


BROKEN: dict[str, tuple[Actor | None, tuple[Change, ...]]] = {
    "inspected": (INSPECTOR, (lambda _: {"channel": "iguanjia"},)),
    "has_merged": (None, (_followed,)),
    "transfer_count": (None, (lambda report: entries(report, Action.TRANSFER, 3, HUB),)),
    "whistle_open": (None, (lambda _: called(), lambda _: called(responded_at=NOW))),
    "once": (
        None,
        (lambda _: called(concluded_at=NOW), lambda _: called(responded_at=NOW, concluded_at=NOW)),
    ),
    "respond_first": (HELPER, (lambda _: called(),)),
    "not_arbitrated": (None, (_final,)),
    "return_count": (None, (lambda report: entries(report, Action.REFUSE_RETURN, 2, DISPATCHER),)),
    "one_request": (None, tuple(lambda _, kind=kind: requested(kind) for kind in RequestKind)),
    "pending_request": (None, (lambda _: {"request": None},)),
    "disputed": (
        None,
        (
            lambda report: {"timeline": report.timeline[:-1]},
            lambda report: entries(report, Action.ARBITRATE, 1, DISPATCHER),
            lambda report: entries(replace(report, timeline=()), Action.GRANT_RETURN, 2, DISPATCHER),
        ),
    ),
    "extension_count": (None, (lambda report: entries(report, Action.GRANT_EXTENSION, 2, SUPERVISOR),)),
    "suspension_count": (None, (lambda report: entries(report, Action.GRANT_SUSPENSION, 2, SUPERVISOR),)),
    "urge_count": (
        REPORTER,
        (lambda report: entries(report, Action.URGE, 3, REPORTER, AT - timedelta(days=9)),),
    ),
    "urge_interval": (
        REPORTER,
        (lambda report: entries(report, Action.URGE, 1, REPORTER, AT - timedelta(hours=23)),),
    ),
    "not_redacted": (None, (lambda _: {"redaction": RedactReason.RETENTION},)),
    "appeal_decided": (None, (lambda _: flagged(**CONFIRMED, appealed_at=NOW),)),
    "not_flagged": (None, (lambda _: flagged(),)),
    "window_over": (RULE, (_fresh_window, lambda _: {"deadlines": ()})),
    "has_department": (REPORTER, (lambda _: {"assignment": None},)),
    "appeal_first": (REPORTER, (lambda _: flagged(**CONFIRMED),)),
    "reopen_count": (REPORTER, (lambda report: entries(report, Action.REOPEN, 2, REPORTER),)),
    "reopen_window": (
        REPORTER,
        (lambda report: entries(report, Action.VERIFY, 1, RULE, AT - timedelta(days=15, seconds=1)),),
    ),
    "second_person": (
        SUPERVISOR,
        (lambda _: {"abnormal": None}, lambda _: flagged(flagged_by=SUPERVISOR.id)),
    ),
    "confirmed_abnormal": (
        None,
        (
            lambda _: {"abnormal": None},
            lambda _: flagged(),
            lambda _: flagged(**CONFIRMED, appealed_at=NOW),
        ),
    ),
    "appealed": (
        None,
        (
            lambda _: {"abnormal": None},
            lambda _: flagged(**CONFIRMED),
            lambda _: flagged(**CONFIRMED, appealed_at=NOW, dismissed_at=NOW),
        ),
    ),
    "third_person": (
        SUPERVISOR,
        (
            lambda _: flagged(**{**CONFIRMED, "confirmed_by": SUPERVISOR.id}, appealed_at=NOW),
            lambda _: flagged(**CONFIRMED, appealed_at=NOW, flagged_by=SUPERVISOR.id),
        ),
    ),
}
"""For each guard somebody it holds for, and changes of a report that break it and nothing else."""
CLOSED_ONLY = {"appeal_first"}


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        pytest.param(command, rule, id=f"{action_of(command)}-{rule}")
        for command in COMMANDS
        for rule in LINES[action_of(command)].guards
    ],
)
def test_each_guard_of_a_row_refuses_by_its_own_name(command: Command, rule: str) -> None:
    line = LINES[action_of(command)]
    actor, changes = BROKEN[rule]
    mine = (HELPER,) if line.own == "called" else ACTORS
    actor = actor or next(each for each in mine if each.role in line.roles)
    for stage, change in product(
        line.sources & ({"closed"} if rule in CLOSED_ONLY else line.sources), changes
    ):
        report = standing(Stage(stage), command)
        act(report, command, actor, now=AT, primary=PRIMARY)
        assert refused(replace(report, **change(report)), command, actor) == (Forbidden, rule)


def test_a_request_of_another_kind_is_not_the_one_that_is_decided() -> None:
    decided = {RequestKind.RETURN: GrantReturn(), RequestKind.EXTENSION: GrantExtension()}
    for asked, command in product(RequestKind, decided.values()):
        if decided.get(asked) != command:
            actor = DISPATCHER if isinstance(command, GrantReturn) else SUPERVISOR
            report = replace(standing(Stage.IN_PROGRESS, command), **requested(asked))
            assert refused(report, command, actor) == (Forbidden, "pending_request")


def test_limits_of_a_reporter_bind_no_supervisor() -> None:
    for command, rules in (
        (Urge(), ("urge_count", "urge_interval")),
        (Reopen(words="未解决"), ("reopen_count", "reopen_window")),
    ):
        for rule, stage in product(rules, LINES[action_of(command)].sources):
            report = standing(Stage(stage), command)
            for change in BROKEN[rule][1]:
                act(replace(report, **change(report)), command, SUPERVISOR, now=AT)
