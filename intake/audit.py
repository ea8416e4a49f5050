"""Goes through every trace there is and says where one does not hold."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from intake.store import Database, ReportStore
from intake.trace import Break, breaks, departs, missing


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one trace, to be written down and kept elsewhere."""

    number: str
    seq: int
    hash: str


class Audit:
    """Reads all reports of a database, for nobody but the auditor: no rule of visibility applies.

    Args:
        database: where the reports are.
    """

    def __init__(self, database: Database) -> None:
        self._store = ReportStore(database)

    async def count(self) -> int:
        """About how many reports there are."""
        return await self._store.estimated_count()

    async def verify(self, kept: Mapping[str, Head]) -> AsyncIterator[tuple[Head | None, list[Break]]]:
        """For every report its head, and what is wrong with its trace; then every kept head without a report.

        Args:
            kept: heads written down by an earlier audit, by number; empty when there are none.
        """
        gone = set(kept)
        async for report in self._store.every():
            gone.discard(report.number)
            found, old = breaks(report), kept.get(report.number)
            if old is not None:
                found += departs(report, old.seq, old.hash)
            last = report.timeline[-1] if report.timeline else None
            yield Head(report.number, last.seq, last.hash) if last else None, found
        for number in sorted(gone):
            yield None, [missing(number)]
