"""What happens before a report is sent out: asked about, taken in, turned away, merged."""

from intake import guard
from intake.commands import Accept, Classify, Command, Decline, Merge, RequestInfo, Supplement, Unmerge
from intake.effects import detours, merging, reassign, straight
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import OPEN, Row

ROWS: dict[type[Command], Row] = {
    RequestInfo: Row(
        Action.REQUEST_INFO,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.SUBMITTED}),
        Stage.NEEDS_INFO,
        detours.request_info,
        guards=(guard.NOT_PRIMARY,),
    ),
    Supplement: Row(
        Action.SUPPLEMENT,
        frozenset({Role.REPORTER}),
        frozenset({Stage.NEEDS_INFO}),
        Stage.SUBMITTED,
        detours.supplement,
        own=guard.REPORTER,
    ),
    Accept: Row(
        Action.ACCEPT,
        frozenset({Role.DISPATCHER, Role.RULE}),
        frozenset({Stage.SUBMITTED}),
        Stage.ACCEPTED,
        straight.accept,
    ),
    Decline: Row(
        Action.DECLINE,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.SUBMITTED}),
        Stage.DECLINED,
        straight.decline,
    ),
    Classify: Row(Action.CLASSIFY, frozenset({Role.DISPATCHER}), OPEN, None, reassign.classify),
    Merge: Row(
        Action.MERGE,
        frozenset({Role.DISPATCHER, Role.RULE}),
        merging.MERGEABLE,
        Stage.MERGED,
        merging.merge,
        guards=(guard.NOT_PRIMARY,),
    ),
    Unmerge: Row(
        Action.UNMERGE,
        frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
        frozenset({Stage.MERGED}),
        Stage.SUBMITTED,
        merging.unmerge,
        guards=(guard.NOT_REDACTED,),
    ),
}
