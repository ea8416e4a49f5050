"""What a report may bear beside its stage, as changes of it: what commands ask for and guards forbid."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from intake import (
    Abnormal,
    AbnormalKind,
    Action,
    Actor,
    Appeal,
    Arbitrate,
    Call,
    Command,
    Conclude,
    ConfirmAbnormal,
    Deadline,
    DeadlineKind,
    DepartmentRef,
    DismissAppeal,
    Dispatch,
    Entry,
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    Limit,
    LimitUnit,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RejectAbnormal,
    Report,
    Request,
    RequestKind,
    Respond,
    Unmerge,
    Urgency,
    Whistle,
)
from support.reports import DIRTY_ROAD, DISPATCHER, HUB, HUMEN_CG, NANCHENG_CG, NOW, OFFICER, ROUTING, filed

Change = Callable[[Report], dict[str, Any]]

AT = NOW + timedelta(minutes=130)
"""More than half of the four working hours of a dirty road are gone."""
PRIMARY = filed()
"""Another report, which this one is merged into."""
CONFIRMED = {"confirmed_by": "hub-9", "confirmed_at": NOW}


def entries(report: Report, action: Action, many: int, actor: Actor, at: datetime = AT) -> dict[str, Any]:
    """So many more entries of this action on the timeline."""
    more = tuple(
        Entry(seq=0, at=at, action=action, stage=report.stage, role=actor.role, actor=actor.id)
        for _ in range(many)
    )
    return {"timeline": report.timeline + more}


def requested(kind: RequestKind) -> dict[str, Any]:
    asked = Request(kind=kind, by=OFFICER.id, department=NANCHENG_CG, at=NOW, words="请批准", review_days=30)
    return {"request": replace(asked, limit=Limit(1, LimitUnit.WORKING_DAY))}


def called(**call: Any) -> dict[str, Any]:
    calls = (Call(department=DepartmentRef(HUMEN_CG, "虎门分局"), **call),)
    return {"whistle": Whistle(words="请到场", by=HUB.id, at=NOW, calls=calls)}


def flagged(**more: Any) -> dict[str, Any]:
    flag = Abnormal(
        kind=AbnormalKind.FALSE, words="现场没有", photos=(), flagged_by="officer-9", flagged_at=NOW
    )
    return {"abnormal": replace(flag, **more)}


def clock(kind: DeadlineKind, started_at: datetime) -> Deadline:
    made = ROUTING.deadline(kind, DIRTY_ROAD, Urgency.NORMAL, started_at)
    assert made is not None
    return made


READY: dict[type[Command], Change] = {
    Dispatch: lambda _: {"channel": "grid"},
    Unmerge: lambda _: {"primary": PRIMARY.number},
    GrantReturn: lambda _: requested(RequestKind.RETURN),
    RefuseReturn: lambda _: requested(RequestKind.RETURN),
    GrantExtension: lambda _: requested(RequestKind.EXTENSION),
    RefuseExtension: lambda _: requested(RequestKind.EXTENSION),
    GrantSuspension: lambda _: requested(RequestKind.SUSPENSION),
    RefuseSuspension: lambda _: requested(RequestKind.SUSPENSION),
    Arbitrate: lambda report: entries(report, Action.REFUSE_RETURN, 2, DISPATCHER),
    Respond: lambda _: called(),
    Conclude: lambda _: called(responded_at=NOW),
    ConfirmAbnormal: lambda _: flagged(),
    RejectAbnormal: lambda _: flagged(),
    Appeal: lambda _: flagged(**CONFIRMED),
    DismissAppeal: lambda _: flagged(**CONFIRMED, appealed_at=NOW),
}
"""What a report must have beside its stage for a command to be possible."""
