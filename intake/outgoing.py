"""What is owed to whom: the followers of a report and how far each has been told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FailureReason(StrEnum):
    """Why the outbox stopped trying."""

    REFUSED = "refused"
    EXHAUSTED = "exhausted"
    NO_CHANNEL = "no_channel"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _FAILURE_ZH[self]


_FAILURE_ZH = {
    FailureReason.REFUSED: "对方拒收",
    FailureReason.EXHAUSTED: "多次未送达",
    FailureReason.NO_CHANNEL: "没有这个渠道",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a follower is told: a channel, and the follower's name there."""

    channel: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """How far one follower has been told.

    Attributes:
        to: whom.
        about: number that this follower knows the report by, where theirs was merged into it; else None.
        sent_seq: the last public entry they have.
        due_at: when the next attempt is due; None when they have everything, or when it failed for good.
        attempts: tries of the entry that is due.
        lease_until: a worker holds it until then.
        lease: that worker's token.
        failed_at: when it was given up.
        failed_for: why it was.
        error: what the channel said last.
    """

    to: Address
    about: str | None = None
    sent_seq: int = 0
    due_at: datetime | None = None
    attempts: int = 0
    lease_until: datetime | None = None
    lease: str | None = None
    failed_at: datetime | None = None
    failed_for: FailureReason | None = None
    error: str | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or given up: a new public entry makes it due at once."""
        return self.due_at is None and self.failed_at is None
