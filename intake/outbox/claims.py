"""The outgoing marks inside the reports, as work to claim and settle."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from intake.entry import Entry
from intake.outbox.outcome import Outcome, at_rest
from intake.outbox.store import OutboxStore
from intake.outgoing import Address
from intake.report import Report
from intake.store import Database

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
    """What is owed to followers, channel by channel: one that is stuck does not hold up another."""

    def __init__(self, database: Database) -> None:
        self._store = OutboxStore(database)

    async def claim(self, now: datetime, channel: str, most: int) -> list[Claim]:
        """Up to ``most`` followers of this channel, those who have waited longest, leased for 30 s.

        Of a report with several due followers in the channel one is taken at a time.
        """
        return await self._claim({"to.channel": channel}, now, most)

    async def claim_others(self, now: datetime, channels: Collection[str], most: int) -> list[Claim]:
        """The same for followers of any channel but these."""
        return await self._claim({"to.channel": {"$nin": sorted(channels)}}, now, most)

    async def settle(self, outcomes: Sequence[Outcome]) -> int:
        """Write down how claims ended, all in one round trip; how many of them still held their lease.

        Who lost the lease changes nothing: another worker may tell it again, which followers tolerate.
        """
        return await self._store.settle(outcomes) if outcomes else 0

    async def _claim(self, scope: dict[str, object], now: datetime, most: int) -> list[Claim]:
        while True:
            lease = secrets.token_hex(8)
            reports = await self._store.lease(scope, now, now + LEASE, lease, most)
            found = [_claimed(report, lease) for report in reports]
            resting = [
                at_rest(report.id, lease, now) for report in reports if _claimed(report, lease) is None
            ]
            await self.settle(resting)
            claims = [claim for claim in found if claim is not None]
            if claims or not reports:
                return claims


def following(claim: Claim) -> Claim | None:
    """What this follower is told after this entry, under the same lease; None when that was all."""
    entry = _next(claim.report, claim.entry.seq)
    return replace(claim, entry=entry, attempts=0) if entry else None


def _claimed(report: Report, lease: str) -> Claim | None:
    """The claim under this lease; None where the mark is due with nothing to tell."""
    mark = next(each for each in report.outgoing if each.lease == lease)
    entry = _next(report, mark.sent_seq)
    if entry is None:
        return None
    return Claim(
        report=report, entry=entry, to=mark.to, about=mark.about, attempts=mark.attempts, lease=lease
    )


def _next(report: Report, seq: int) -> Entry | None:
    return next((entry for entry in report.timeline if entry.public and entry.seq > seq), None)
