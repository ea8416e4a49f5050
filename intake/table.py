"""The lifecycle as one table: command x role x stage -> stage, with who may and what it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intake import detours, effects
from intake.commands import (
    Accept,
    Close,
    Command,
    Decline,
    Dispatch,
    Evaluate,
    Interim,
    Reopen,
    RequestInfo,
    Resolve,
    Sign,
    Supplement,
    Urge,
    Verify,
    Void,
    Withdraw,
)
from intake.effects import Effect, Step
from intake.report import Action, Report
from intake.stage import Actor, Role, Stage


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        action: what the entry will say.
        roles: who may.
        sources: stages it may start from.
        target: the stage it ends in; None where the report stays as it stands.
        effect: what it changes.
        may: a further rule about this actor and this report.
        must: that rule in Chinese and English.
    """

    action: Action
    roles: frozenset[Role]
    sources: frozenset[Stage]
    target: Stage | None
    effect: Callable[[Report, Any, Step], Effect]
    may: Callable[[Report, Actor], bool] = lambda _report, _actor: True
    must: tuple[str, str] = ("", "")


def _is_lead(report: Report, actor: Actor) -> bool:
    return report.assignment is not None and report.assignment.lead.id in actor.departments


def _is_reporter(report: Report, actor: Actor) -> bool:
    return actor.role is not Role.REPORTER or actor.id == report.reporter


_LEAD_ONLY = ("只有主办部门的经办人可以操作", "Only an officer of the lead department may do this")
_REPORTER_ONLY = ("只有诉求人本人可以操作", "Only its own reporter may do this")
_STAFF = frozenset({Role.DISPATCHER, Role.RULE})
_DISPATCHER = frozenset({Role.DISPATCHER})
_REPORTER = frozenset({Role.REPORTER})
_SUPERVISOR = frozenset({Role.SUPERVISOR})
_OFFICER = frozenset({Role.OFFICER})
# Nothing suspends a report yet, and a source that is never reached would be a dead row.
_OPEN = frozenset(stage for stage in Stage if stage.is_open) - {Stage.SUSPENDED}

TABLE: dict[type[Command], Row] = {
    RequestInfo: Row(
        Action.REQUEST_INFO,
        _DISPATCHER,
        frozenset({Stage.SUBMITTED}),
        Stage.NEEDS_INFO,
        detours.request_info,
    ),
    Supplement: Row(
        Action.SUPPLEMENT,
        _REPORTER,
        frozenset({Stage.NEEDS_INFO}),
        Stage.SUBMITTED,
        detours.supplement,
        _is_reporter,
        _REPORTER_ONLY,
    ),
    Accept: Row(Action.ACCEPT, _STAFF, frozenset({Stage.SUBMITTED}), Stage.ACCEPTED, effects.accept),
    Decline: Row(
        Action.DECLINE,
        _DISPATCHER,
        frozenset({Stage.SUBMITTED}),
        Stage.DECLINED,
        effects.decline,
    ),
    Dispatch: Row(Action.DISPATCH, _STAFF, frozenset({Stage.ACCEPTED}), Stage.DISPATCHED, effects.dispatch),
    Sign: Row(
        Action.SIGN,
        _OFFICER,
        frozenset({Stage.DISPATCHED}),
        Stage.IN_PROGRESS,
        effects.sign,
        _is_lead,
        _LEAD_ONLY,
    ),
    Interim: Row(
        Action.INTERIM,
        _OFFICER,
        frozenset({Stage.IN_PROGRESS}),
        None,
        detours.interim,
        _is_lead,
        _LEAD_ONLY,
    ),
    Urge: Row(
        Action.URGE,
        _REPORTER | _SUPERVISOR,
        frozenset({Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        detours.urge,
        _is_reporter,
        _REPORTER_ONLY,
    ),
    Resolve: Row(
        Action.RESOLVE,
        _OFFICER,
        frozenset({Stage.IN_PROGRESS}),
        Stage.RESOLVED,
        effects.resolve,
        _is_lead,
        _LEAD_ONLY,
    ),
    Verify: Row(
        Action.VERIFY, frozenset({Role.RULE}), frozenset({Stage.RESOLVED}), Stage.VERIFIED, effects.verify
    ),
    Evaluate: Row(
        Action.EVALUATE,
        _REPORTER,
        frozenset({Stage.VERIFIED}),
        Stage.CLOSED,
        effects.evaluate,
        _is_reporter,
        _REPORTER_ONLY,
    ),
    Close: Row(Action.CLOSE, _SUPERVISOR, frozenset({Stage.VERIFIED}), Stage.CLOSED, detours.close),
    Reopen: Row(
        Action.REOPEN,
        _REPORTER | _SUPERVISOR,
        frozenset({Stage.VERIFIED, Stage.CLOSED}),
        Stage.DISPATCHED,
        detours.reopen,
        _is_reporter,
        _REPORTER_ONLY,
    ),
    Withdraw: Row(
        Action.WITHDRAW,
        _REPORTER,
        frozenset({Stage.SUBMITTED, Stage.NEEDS_INFO, Stage.ACCEPTED, Stage.DISPATCHED}),
        Stage.WITHDRAWN,
        detours.withdraw,
        _is_reporter,
        _REPORTER_ONLY,
    ),
    Void: Row(Action.VOID, _SUPERVISOR, _OPEN, Stage.VOIDED, detours.void),
}
