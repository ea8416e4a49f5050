"""Goes through every trace and every access log there is and says where one does not hold."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field

from intake.access import Access, access_breaks
from intake.accesses import AccessLog
from intake.entry import Entry
from intake.store import Database, ReportStore
from intake.trace import Break, Log, breaks, departs, missing, unreadable


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one chain, to be written down and kept elsewhere."""

    number: str
    seq: int
    hash: str
    log: Log = Log.TRACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an audit has to say of one chain.

    Attributes:
        log: the trace of a report, or the access log of its reporter's identity.
        entries: how many there are; 0 where a chain that was written down is gone.
        head: its end; None where there is none.
        breaks: where it does not hold; empty when it does.
    """

    log: Log
    entries: int = 0
    head: Head | None = None
    breaks: list[Break] = field(default_factory=list)


class Audit:
    """Reads all chains of a database, for nobody but the auditor: no rule of visibility applies.

    Args:
        database: where the reports are.
    """

    def __init__(self, database: Database) -> None:
        self._reports = ReportStore(database)
        self._accesses = AccessLog(database)

    async def count(self) -> dict[Log, int]:
        """About how many reports there are, and how many accesses."""
        return {
            Log.TRACE: await self._reports.estimated_count(),
            Log.ACCESS: await self._accesses.estimated_count(),
        }

    async def verify(self, kept: Iterable[Head] = ()) -> AsyncIterator[Finding]:
        """What is to be said of every trace, of every access log, then of every kept head without a chain.

        Args:
            kept: heads written down by an earlier audit.

        Raises:
            HashUnavailable: this machine lacks an algorithm that a chain is hashed with.
            Unavailable: the database is away.
        """
        gone = {(head.log, head.number): head for head in kept}
        async for number, report in self._reports.every():
            found = None if report is None else breaks(report)
            links = () if report is None else report.timeline
            yield _finding(Log.TRACE, number, links, found, gone.pop((Log.TRACE, number), None))
        async for number, accesses in self._accesses.chains():
            found = None if accesses is None else access_breaks(number, accesses)
            yield _finding(Log.ACCESS, number, accesses or (), found, gone.pop((Log.ACCESS, number), None))
        for log, number in sorted(gone):
            yield Finding(log=log, breaks=[missing(number, log)])


def _finding(
    log: Log, number: str, links: Sequence[Entry | Access], found: list[Break] | None, kept: Head | None
) -> Finding:
    if found is None:
        return Finding(log=log, entries=1, breaks=[unreadable(number, log)])
    if kept is not None:
        now = next((each.hash for each in links if each.seq == kept.seq), None)
        found = found + departs(number, log, kept.seq, kept=kept.hash, now=now)
    head = Head(number, links[-1].seq, links[-1].hash, log) if links else None
    return Finding(log=log, entries=len(links), head=head, breaks=found)
