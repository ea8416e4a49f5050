"""Takes over reports of another register, a batch at a time."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from intake.chain import HashAlgorithm
from intake.history.life import lived
from intake.history.past import Past
from intake.history.store import HistoryStore, Stored
from intake.number import new_number
from intake.report import Report
from intake.store import Database
from intake.words import trimmed

_NUMBERS = 5  # a number is one of 2^40 a day: even two that are taken in a row are a fault


class TakenOver(StrEnum):
    """What became of one report."""

    NEW = "new"
    KNOWN = "known"
    OTHER_CONTENT = "other_content"


class History:
    """Imports: repeated as often as one likes, each report is there once.

    Args:
        database: opened with majority and journalled writes, and aware times.
        clock: now, aware UTC in whole milliseconds.
        trace_hash: what the traces are chained with.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        trace_hash: HashAlgorithm = HashAlgorithm.SHA256,
    ) -> None:
        self._store = HistoryStore(database)
        self._clock = clock
        self._hash = trace_hash

    async def take_over(self, pasts: Sequence[Past]) -> list[TakenOver]:
        """Store those that are not there yet, in one write, and say what became of each.

        A reference that is there already is known when its content is the same. Of a report that was handed
        in here only the words can be compared, of a redacted one nothing. It is never changed.

        Raises:
            Unavailable: the database is away; the same call may be repeated.
        """
        outcomes = [TakenOver.NEW] * len(pasts)
        waiting, there = list(range(len(pasts))), list[int]()
        for _ in range(_NUMBERS):
            added = await self._store.add([self._report(pasts[place]) for place in waiting])
            there += [waiting[place] for place in added.there]
            waiting = [waiting[place] for place in added.number_taken]
            if not waiting:
                break
        else:
            raise RuntimeError("five report numbers in a row were taken")
        if there:
            stored = await self._store.stored(pasts[place].id for place in there)
            for place in there:
                outcomes[place] = _compared(pasts[place], stored[pasts[place].id])
        return outcomes

    async def refs_between(
        self, channel: str, since: datetime, until: datetime, most: int
    ) -> list[tuple[str | None, str]]:
        """Reference and number of up to ``most`` reports of a channel from ``since`` to before ``until``."""
        return await self._store.refs_between(channel, since, until, most)

    async def left_off(self, key: str) -> dict[str, int] | None:
        """The counts of the import under this key when it was left off; None where none was."""
        return await self._store.progress(key)

    async def keep(self, key: str, counts: dict[str, int]) -> None:
        """Remember how far the import under this key has come."""
        await self._store.keep(key, counts, self._clock())

    async def finish(self, key: str) -> None:
        """The import under this key is done; the next one begins at the first line."""
        await self._store.forget(key)

    def _report(self, past: Past) -> Report:
        number = new_number(past.submitted_at)
        return lived(past, number=number, drawn=secrets.token_hex(16), algorithm=self._hash)


def _compared(past: Past, stored: Stored) -> TakenOver:
    same = stored.content in {"", past.content} or (
        not stored.imported and stored.text == trimmed(past.submission.text)
    )
    return TakenOver.KNOWN if same else TakenOver.OTHER_CONTENT
