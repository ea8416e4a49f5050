"""The lifecycle as one table: command x role x stage -> stage, with who may and what it changes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intake import guard
from intake.commands import (
    Accept,
    Appeal,
    Arbitrate,
    BlowWhistle,
    Classify,
    Close,
    Command,
    Conclude,
    ConfirmAbnormal,
    Decline,
    DismissAppeal,
    Dispatch,
    Evaluate,
    FlagAbnormal,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Interim,
    Merge,
    PayRevisit,
    Publish,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RejectAbnormal,
    Reopen,
    RequestExtension,
    RequestInfo,
    RequestReturn,
    RequestSuspension,
    Resolve,
    Respond,
    Resume,
    Rework,
    Sign,
    Supervise,
    Supplement,
    Transfer,
    Unmerge,
    Urge,
    Verify,
    Void,
    Warn,
    Withdraw,
    Withhold,
)
from intake.effects import (
    abnormality,
    detours,
    inspection,
    merging,
    publishing,
    reassign,
    requests,
    straight,
    supervision,
    whistles,
)
from intake.effects.step import Effect, Step
from intake.entry import Action
from intake.guard import Guard
from intake.report import Report
from intake.stage import Role, Stage


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        action: what the entry will say.
        roles: who may.
        sources: stages it may start from.
        target: the stage it ends in; None where the report stays as it stands.
        effect: what it changes.
        own: whose report it must be; judged before the stage, so that others learn nothing of it.
        guards: further conditions, judged after the stage, in order.
    """

    action: Action
    roles: frozenset[Role]
    sources: frozenset[Stage]
    target: Stage | None
    effect: Callable[[Report, Any, Step], Effect]
    own: Guard | None = None
    guards: tuple[Guard, ...] = ()


_OPEN = frozenset(stage for stage in Stage if stage.is_open)
# What was withdrawn, voided or merged away is nobody's to show.
_SHOWN = frozenset(Stage) - {Stage.WITHDRAWN, Stage.VOIDED, Stage.MERGED}

TABLE: dict[type[Command], Row] = {
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
    Classify: Row(Action.CLASSIFY, frozenset({Role.DISPATCHER}), _OPEN, None, reassign.classify),
    Merge: Row(
        Action.MERGE,
        frozenset({Role.DISPATCHER}),
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
    ),
    Dispatch: Row(
        Action.DISPATCH,
        frozenset({Role.DISPATCHER, Role.RULE}),
        frozenset({Stage.ACCEPTED}),
        Stage.DISPATCHED,
        straight.dispatch,
    ),
    Sign: Row(
        Action.SIGN,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.DISPATCHED}),
        Stage.IN_PROGRESS,
        straight.sign,
        own=guard.LEAD,
    ),
    Transfer: Row(
        Action.TRANSFER,
        frozenset({Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.DISPATCHED,
        reassign.transfer,
        own=guard.LEAD,
        guards=(
            guard.TRANSFER_COUNT,
            guard.NO_WHISTLE,
        ),
    ),
    RequestReturn: Row(
        Action.REQUEST_RETURN,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        requests.request_return,
        own=guard.LEAD,
        guards=(
            guard.NOT_FINAL,
            guard.RETURN_COUNT,
            guard.NO_REQUEST,
            guard.NO_WHISTLE,
        ),
    ),
    GrantReturn: Row(
        Action.GRANT_RETURN,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.ACCEPTED,
        requests.grant_return,
        guards=(guard.RETURN_ASKED,),
    ),
    RefuseReturn: Row(
        Action.REFUSE_RETURN,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.RETURN_ASKED,),
    ),
    Arbitrate: Row(
        Action.ARBITRATE,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.DISPATCHED,
        reassign.arbitrate,
        guards=(guard.DISPUTED,),
    ),
    RequestExtension: Row(
        Action.REQUEST_EXTENSION,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.request_extension,
        own=guard.LEAD,
        guards=(
            guard.EXTENSION_COUNT,
            guard.NO_REQUEST,
        ),
    ),
    GrantExtension: Row(
        Action.GRANT_EXTENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.grant_extension,
        guards=(guard.EXTENSION_ASKED,),
    ),
    RefuseExtension: Row(
        Action.REFUSE_EXTENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.EXTENSION_ASKED,),
    ),
    RequestSuspension: Row(
        Action.REQUEST_SUSPENSION,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.request_suspension,
        own=guard.LEAD,
        guards=(
            guard.SUSPENSION_COUNT,
            guard.NO_REQUEST,
        ),
    ),
    GrantSuspension: Row(
        Action.GRANT_SUSPENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        Stage.SUSPENDED,
        requests.grant_suspension,
        guards=(guard.SUSPENSION_ASKED,),
    ),
    RefuseSuspension: Row(
        Action.REFUSE_SUSPENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.SUSPENSION_ASKED,),
    ),
    Resume: Row(
        Action.RESUME,
        frozenset({Role.OFFICER, Role.HUB, Role.SUPERVISOR}),
        frozenset({Stage.SUSPENDED}),
        Stage.IN_PROGRESS,
        requests.resume,
        own=guard.LEAD_OR_STAFF,
    ),
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
    Warn: Row(Action.WARN, frozenset({Role.RULE}), _OPEN, None, supervision.warn),
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
    ),
    Conclude: Row(
        Action.CONCLUDE,
        frozenset({Role.OFFICER, Role.HUB, Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS, Stage.SUSPENDED}),
        None,
        whistles.conclude,
        own=guard.CALLED,
    ),
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
        _OPEN,
        Stage.VOIDED,
        detours.void,
        guards=(guard.NOT_PRIMARY,),
    ),
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
        guards=(guard.SECOND_PERSON,),
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
        guards=(guard.CONFIRMED,),
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
    Publish: Row(Action.PUBLISH, frozenset({Role.PUBLISHER}), _SHOWN, None, publishing.publish),
    Withhold: Row(Action.WITHHOLD, frozenset({Role.PUBLISHER}), _SHOWN, None, publishing.withhold),
}

RULES = hashlib.sha256(
    "\n".join(
        "|".join(
            (
                row.action.value,
                " ".join(sorted(row.roles)),
                " ".join(sorted(row.sources)),
                row.target or "",
                " ".join(each.rule for each in (row.own, *row.guards) if each),
            )
        )
        for row in TABLE.values()
    ).encode()
).hexdigest()[:12]
"""Version of the table: the first 12 hexadecimal digits of the SHA-256 of what it says."""
