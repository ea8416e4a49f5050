"""While a department is at work: answers on the way, pressure, whistles."""

from intake import guard
from intake.commands import BlowWhistle, Command, Conclude, Interim, Respond, Supervise, Urge, Warn
from intake.effects import detours, supervision, whistles
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import OPEN, Row

ROWS: dict[type[Command], Row] = {
    Interim: Row(
        Action.INTERIM,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS, Stage.SUSPENDED}),
        None,
        detours.interim,
        own=guard.LEAD,
    ),
    Urge: Row(
        Action.URGE,
        frozenset({Role.REPORTER, Role.SUPERVISOR, Role.RULE}),
        frozenset({Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        detours.urge,
        own=guard.REPORTER,
        guards=(
            guard.URGE_COUNT,
            guard.URGE_INTERVAL,
        ),
    ),
    Supervise: Row(
        Action.SUPERVISE,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS, Stage.SUSPENDED}),
        None,
        supervision.supervise,
    ),
    Warn: Row(Action.WARN, frozenset({Role.RULE}), OPEN, None, supervision.warn),
    BlowWhistle: Row(
        Action.WHISTLE,
        frozenset({Role.HUB, Role.DISPATCHER, Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        whistles.blow_whistle,
        own=guard.LEAD_OR_STAFF,
        guards=(guard.NO_WHISTLE,),
    ),
    Respond: Row(
        Action.RESPOND,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS, Stage.SUSPENDED}),
        None,
        whistles.respond,
        own=guard.CALLED,
        guards=(guard.AWAITED,),
    ),
    Conclude: Row(
        Action.CONCLUDE,
        frozenset({Role.OFFICER, Role.HUB, Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS, Stage.SUSPENDED}),
        None,
        whistles.conclude,
        own=guard.CALLED,
        guards=(guard.UNCONCLUDED, guard.RESPONDED),
    ),
}
