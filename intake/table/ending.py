"""How a report ends, and begins again."""

from intake import guard
from intake.commands import (
    Close,
    Command,
    Evaluate,
    PayRevisit,
    Reopen,
    Resolve,
    Rework,
    Verify,
    Void,
    Withdraw,
)
from intake.effects import detours, inspection, straight
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import OPEN, Row

ROWS: dict[type[Command], Row] = {
    Resolve: Row(
        Action.RESOLVE,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS}),
        Stage.RESOLVED,
        straight.resolve,
        own=guard.LEAD,
        guards=(
            guard.NO_REQUEST,
            guard.NO_WHISTLE,
            guard.NOT_FLAGGED,
        ),
    ),
    Verify: Row(
        Action.VERIFY,
        frozenset({Role.INSPECTOR, Role.SUPERVISOR, Role.RULE}),
        frozenset({Stage.RESOLVED}),
        Stage.VERIFIED,
        inspection.verify,
        own=guard.WALKS_THERE,
    ),
    Rework: Row(
        Action.REWORK,
        frozenset({Role.INSPECTOR, Role.SUPERVISOR}),
        frozenset({Stage.RESOLVED}),
        Stage.IN_PROGRESS,
        inspection.rework,
        own=guard.WALKS_THERE,
    ),
    PayRevisit: Row(
        Action.REVISIT, frozenset({Role.CALL_DESK}), frozenset({Stage.VERIFIED}), None, inspection.pay_revisit
    ),
    Evaluate: Row(
        Action.EVALUATE,
        frozenset({Role.REPORTER}),
        frozenset({Stage.VERIFIED}),
        Stage.CLOSED,
        straight.evaluate,
        own=guard.REPORTER,
    ),
    Close: Row(
        Action.CLOSE,
        frozenset({Role.SUPERVISOR, Role.RULE}),
        frozenset({Stage.VERIFIED}),
        Stage.CLOSED,
        detours.close,
        guards=(guard.WINDOW_OVER,),
    ),
    Reopen: Row(
        Action.REOPEN,
        frozenset({Role.REPORTER, Role.SUPERVISOR}),
        frozenset({Stage.VERIFIED, Stage.CLOSED}),
        Stage.DISPATCHED,
        detours.reopen,
        own=guard.REPORTER,
        guards=(
            guard.NOT_REDACTED,
            guard.HAS_DEPARTMENT,
            guard.REOPEN_ABNORMAL,
            guard.REOPEN_COUNT,
            guard.REOPEN_WINDOW,
        ),
    ),
    Withdraw: Row(
        Action.WITHDRAW,
        frozenset({Role.REPORTER, Role.RULE}),
        frozenset({Stage.SUBMITTED, Stage.NEEDS_INFO, Stage.ACCEPTED, Stage.DISPATCHED}),
        Stage.WITHDRAWN,
        detours.withdraw,
        own=guard.REPORTER,
        guards=(
            guard.NOT_PRIMARY,
            guard.WINDOW_OVER,
        ),
    ),
    Void: Row(
        Action.VOID,
        frozenset({Role.SUPERVISOR}),
        OPEN,
        Stage.VOIDED,
        detours.void,
        guards=(guard.NOT_PRIMARY,),
    ),
}
