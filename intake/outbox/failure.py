"""What was given up, and what an operator decides about it. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.errors import Forbidden, InvalidInput
from intake.outgoing import FailureReason, Outgoing
from intake.stage import Actor, Role
from intake.words import check_words, is_blank

_OPERATORS = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
MOST = 100
"""Failures that one decision may name."""
_WORDS = 200


class Remedy(StrEnum):
    """What becomes of a failure."""

    REQUEUE = "requeue"
    DROP = "drop"
    DROP_ALL = "drop_all"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ZH[self]


_ZH = {Remedy.REQUEUE: "重新投递", Remedy.DROP: "跳过该条", Remedy.DROP_ALL: "跳过全部待投递"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An entry that a follower was not told, and will not be until somebody decides.

    Who the follower is, is not part of it: that is told for a purpose only (``Intake.reveal``).

    Attributes:
        id: names it; the same as long as the follower is stuck at the same report.
        number: of the report.
        channel: where the follower is told.
        seq: the entry; later ones wait with it.
        attempts: how often it was tried.
        failed_at: when it was given up, aware UTC.
        reason: why; None for what was given up before reasons were kept.
        error: what the channel said last.
    """

    id: str
    number: str
    channel: str
    seq: int
    attempts: int
    failed_at: datetime
    reason: FailureReason | None
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureFilter:
    """Which failures; None for any.

    Attributes:
        channel: of this channel.
        reason: given up for this.
        since: at this moment or later, aware.
        until: before this moment, aware.
    """

    channel: str | None = None
    reason: FailureReason | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FailurePlace:
    """A place in the list: right at this failure."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailurePage:
    """Part of the list, newest first, and whether there is more."""

    failures: tuple[Failure, ...]
    has_next: bool


def failure_id(report_id: str, mark: Outgoing) -> str:
    """The name of a follower's failure, which tells nothing of the follower."""
    name = f"{mark.to.channel}\0{mark.to.ref}\0{mark.about or ''}"
    return f"{report_id}.{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def check_operator(actor: Actor) -> None:
    """Refuse those who do not look after deliveries.

    Raises:
        Forbidden: the actor is no dispatcher, supervisor or administrator.
    """
    if actor.role not in _OPERATORS:
        raise Forbidden(
            f"{actor.role.zh}不能处理投递失败",
            f"The role {actor.role.value} does not look after deliveries",
            path=("input",),
            rule="role",
        )


def check_decision(ids: tuple[str, ...], words: str) -> None:
    """Refuse a decision without words, about nothing, or about too much at once.

    Raises:
        InvalidInput: which of them.
    """
    check_words(words, "words", _WORDS)
    if is_blank(words):
        raise InvalidInput("请说明理由", "Say why in a few words", path=("input", "words"), rule="not_blank")
    if not 1 <= len(ids) <= MOST:
        raise InvalidInput(
            f"一次处理 1-{MOST} 条", f"Name 1-{MOST} at once", path=("input", "failures"), rule="count"
        )
