"""Reports that a department says are none: flagged, confirmed by a second person, appealed to a third."""

from intake import guard
from intake.commands import Appeal, Command, ConfirmAbnormal, DismissAppeal, FlagAbnormal, RejectAbnormal
from intake.effects import abnormality
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import Row

ROWS: dict[type[Command], Row] = {
    FlagAbnormal: Row(
        Action.FLAG_ABNORMAL,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        abnormality.flag_abnormal,
        own=guard.LEAD,
        guards=(guard.NOT_FLAGGED,),
    ),
    ConfirmAbnormal: Row(
        Action.CONFIRM_ABNORMAL,
        frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.CLOSED,
        abnormality.confirm_abnormal,
        own=guard.LEAD_OR_STAFF,
        guards=(
            guard.SECOND_PERSON,
            guard.NOT_PRIMARY,
        ),
    ),
    RejectAbnormal: Row(
        Action.REJECT_ABNORMAL,
        frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        abnormality.reject_abnormal,
        own=guard.LEAD_OR_STAFF,
        guards=(guard.SECOND_PERSON,),
    ),
    Appeal: Row(
        Action.APPEAL,
        frozenset({Role.REPORTER}),
        frozenset({Stage.CLOSED}),
        None,
        abnormality.appeal,
        own=guard.REPORTER,
        guards=(
            guard.NOT_REDACTED,
            guard.CONFIRMED,
        ),
    ),
    DismissAppeal: Row(
        Action.DISMISS_APPEAL,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.CLOSED}),
        None,
        abnormality.dismiss_appeal,
        guards=(
            guard.APPEALED,
            guard.THIRD_PERSON,
        ),
    ),
}
