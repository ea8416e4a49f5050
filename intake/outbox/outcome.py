"""How a claim ended, as the change of its mark. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from intake.outgoing import FailureReason

if TYPE_CHECKING:
    from intake.outbox.claims import Claim

_RELEASED = {"lease": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A change of the mark that is held under a lease.

    Attributes:
        report_id: of the report it belongs to.
        lease: the token it is held by.
        changes: by field: values where it is plain, else aggregation expressions.
        plain: whether the write needs nothing of the report: that costs the database far less.
    """

    report_id: str
    lease: str
    changes: dict[str, Any]
    plain: bool = False


def sent(claim: "Claim", now: datetime, *, kept: bool = False) -> Outcome:
    """The follower has it; the next public entry, if there is one, is due at once.

    Args:
        claim: what was told.
        now: aware UTC.
        kept: the lease is kept, to tell the next entry under it.
    """
    done = {"sent_seq": claim.entry.seq, "attempts": 0, "error": None, "failed_for": None}
    if kept:
        return Outcome(claim.report.id, claim.lease, done, plain=True)
    return Outcome(
        claim.report.id, claim.lease, {**_RELEASED, **done, "due_at": due_after(claim.entry.seq, now)}
    )


def to_retry(claim: "Claim", at: datetime, error: str) -> Outcome:
    """It did not arrive; it is tried again at ``at``."""
    again = {"due_at": at, "attempts": claim.attempts + 1, "error": {"$literal": error}}
    return Outcome(claim.report.id, claim.lease, {**_RELEASED, **again})


def given_up(claim: "Claim", now: datetime, reason: FailureReason, error: str) -> Outcome:
    """It will never arrive this way; the failure stays on the report for a person to decide."""
    failed = {
        "due_at": None,
        "attempts": claim.attempts + 1,
        "failed_at": now,
        "failed_for": reason.value,
        "error": {"$literal": error},
    }
    return Outcome(claim.report.id, claim.lease, {**_RELEASED, **failed})


def at_rest(report_id: str, lease: str, now: datetime) -> Outcome:
    """There is nothing to tell: it is due again with the next public entry."""
    return Outcome(report_id, lease, {**_RELEASED, "due_at": due_after("$$each.sent_seq", now)})


def due_after(seq: int | str, now: datetime) -> dict[str, Any]:
    """Now if the report has a public entry after ``seq``, judged inside the write, else never."""
    return {"$cond": [{"$gt": ["$public_seq", seq]}, now, None]}
