"""Who must still be told what: claimed with a lease, told in order, never forgotten."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intake.entry import Entry
from intake.outgoing import Address, Outgoing
from intake.report import Report
from intake.store import Database, ReportStore

LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One public entry that this worker, and for a while no other, tells one follower.

    Attributes:
        report: the report as it stands.
        entry: the next public entry the follower has not had.
        to: the follower.
        about: number that the follower knows the report by, where it is another one; else None.
        attempts: tries of this entry before this one.
        lease: the token that settles the claim.
    """

    report: Report
    entry: Entry
    to: Address
    about: str | None
    attempts: int
    lease: str


class Outbox:
    """The outgoing marks inside the reports, as work to claim and settle."""

    def __init__(self, database: Database) -> None:
        self._store = ReportStore(database)

    async def claim(self, now: datetime) -> Claim | None:
        """The follower who has waited longest, leased for 30 s; None when nobody waits."""
        lease = secrets.token_hex(8)
        report = await self._store.lease_due(now, now + LEASE, lease)
        while report is not None:
            mark = next(each for each in report.outgoing if each.lease == lease)
            entry = _next(report, mark)
            if entry is not None:
                return Claim(
                    report=report,
                    entry=entry,
                    to=mark.to,
                    about=mark.about,
                    attempts=mark.attempts,
                    lease=lease,
                )
            await self._store.settle(report.id, lease, {"due_at": _due_after(mark.sent_seq, now)})
            report = await self._store.lease_due(now, now + LEASE, lease)
        return None

    async def sent(self, claim: Claim, now: datetime) -> bool:
        """The follower has it; the next public entry, if there is one, is due at once.

        False when the lease was lost: another worker may tell it again, which followers tolerate.
        """
        seq = claim.entry.seq
        done = {"sent_seq": seq, "attempts": 0, "error": None, "due_at": _due_after(seq, now)}
        return await self._store.settle(claim.report.id, claim.lease, done)

    async def retry(self, claim: Claim, at: datetime, error: str) -> bool:
        """It did not arrive; try again at ``at``."""
        again = {"due_at": at, "attempts": claim.attempts + 1, "error": {"$literal": error}}
        return await self._store.settle(claim.report.id, claim.lease, again)

    async def give_up(self, claim: Claim, now: datetime, error: str) -> bool:
        """It will never arrive this way; the failure stays on the report for a person to see."""
        failed = {
            "due_at": None,
            "attempts": claim.attempts + 1,
            "failed_at": now,
            "error": {"$literal": error},
        }
        return await self._store.settle(claim.report.id, claim.lease, failed)


def _due_after(seq: int, now: datetime) -> dict[str, Any]:
    """Now if the report has a public entry after ``seq``, judged inside the write, else never."""
    return {"$cond": [{"$gt": ["$public_seq", seq]}, now, None]}


def _next(report: Report, mark: Outgoing) -> Entry | None:
    return next((entry for entry in report.timeline if entry.public and entry.seq > mark.sent_seq), None)
