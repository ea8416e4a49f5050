"""Live changes: one change stream for the process, fanned out to whoever waits for a report."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from intake.errors import Unavailable
from intake.store import Database, ReportStore

_log = logging.getLogger(__name__)
_PAUSE_S = 1.0


class Changes:
    """Wakes waiters when a report changes.

    A waiter holds one flag, so a slow reader costs one report's memory however many changes pass. Each
    time the stream opens everybody is woken and reads again: nothing is missed across a broken
    connection, and no resume token has to be kept.
    """

    def __init__(self, database: Database) -> None:
        self._store = ReportStore(database)
        self._waiting: dict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def waiting(self, report_id: str) -> Iterator[asyncio.Event]:
        """A flag that is set whenever the report has changed; the caller clears it before it reads."""
        flag = asyncio.Event()
        self._waiting[report_id].add(flag)
        try:
            yield flag
        finally:
            self._waiting[report_id].discard(flag)
            if not self._waiting[report_id]:
                del self._waiting[report_id]

    async def run(self) -> None:
        """Follow the stream until cancelled; reopen it when it breaks."""
        while True:
            try:
                await self._follow()
            except Unavailable:
                _log.warning("the change stream broke; opening it again")
            except Exception:  # noqa: BLE001 - whatever a server refuses once, readers must not go quiet for good
                _log.exception("the change stream was refused; trying again")
            await asyncio.sleep(_PAUSE_S)

    async def _follow(self) -> None:
        async with self._store.watch() as changed:
            for flags in list(self._waiting.values()):
                _wake(flags)
            async for report_id in changed:
                _wake(self._waiting.get(report_id, set()))


def _wake(flags: set[asyncio.Event]) -> None:
    for flag in flags:
        flag.set()
