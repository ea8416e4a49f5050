"""A public entry as one follower is to hear of it, and the message that a channel makes of that."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.notice import Notice
from channels.wording import notice_of
from intake import Action, Address, Claim, DepartmentRef, Entry, Report, ResultCode, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a follower is to be told.

    Attributes:
        to: the follower.
        delivery_id: the same for every attempt to tell this follower this entry, and for nothing else.
        notice: the words.
        action: what was done.
        stage: where the report stood afterwards.
        department: the department it concerns, or None.
        result: what the department found, once there is a result that stands.
    """

    to: Address
    delivery_id: str
    notice: Notice
    action: Action
    stage: Stage
    department: DepartmentRef | None = None
    result: ResultCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What goes over the wire.

    Attributes:
        to: the follower's name in the channel.
        delivery_id: for the receiver to tell a repetition by.
        body: plain values; what they mean is the channel's own format.
    """

    to: str
    delivery_id: str
    body: Mapping[str, Any]


def news_of(claim: Claim) -> News:
    """What is owed to the follower of this claim."""
    return told(claim.report, claim.entry, claim.to, claim.about)


def told(report: Report, entry: Entry, to: Address, about: str | None = None) -> News:
    """A public entry as this follower hears of it.

    Args:
        report: as it stands.
        entry: one of its public entries.
        to: the follower.
        about: number of the follower's own report where that was merged into this one.
    """
    name = f"{report.id}\0{entry.seq}\0{to.channel}\0{to.ref}\0{about or ''}"
    return News(
        to=to,
        delivery_id=hashlib.sha256(name.encode()).hexdigest()[:32],
        notice=notice_of(report, entry, about),
        action=entry.action,
        stage=entry.stage,
        department=entry.department,
        result=report.resolution.result if report.resolution else None,
    )
