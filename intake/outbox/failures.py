"""Failures of deliveries: listed, and taken up again or dropped by an operator who says why."""

from collections.abc import Callable
from datetime import datetime

from intake.outbox.failure import (
    FailureFilter,
    FailurePage,
    FailurePlace,
    Remedy,
    check_decision,
    check_operator,
)
from intake.outbox.failure_store import FailureStore
from intake.stage import Actor
from intake.store import Database


class Failures:
    """What the outbox gave up.

    Args:
        database: where the reports are.
        clock: now, aware UTC.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._store = FailureStore(database)
        self._clock = clock

    async def page(
        self, actor: Actor, wanted: FailureFilter, size: int, after: FailurePlace | None = None
    ) -> FailurePage:
        """Up to ``size`` failures, newest first, past a place.

        Raises:
            Forbidden: the actor is no dispatcher, supervisor or administrator.
        """
        check_operator(actor)
        found = await self._store.newest(wanted, size + 1, after)
        return FailurePage(failures=tuple(found[:size]), has_next=len(found) > size)

    async def decide(self, actor: Actor, ids: tuple[str, ...], remedy: Remedy, words: str) -> list[str]:
        """Take failures up again, or drop them; those of them that are now as asked.

        ``REQUEUE`` sends the entry again at once, and then what waits behind it, in order. ``DROP`` passes
        over this entry and goes on with the next; ``DROP_ALL`` passes over everything the report has to tell
        by now. A decision is written down, once for each failure, before anything changes: a repetition
        changes nothing more, and of two who decide at once the first is followed.

        Raises:
            Forbidden: the actor is no dispatcher, supervisor or administrator.
            InvalidInput: no words, or too many failures at once.
        """
        check_operator(actor)
        check_decision(ids, words)
        return [id_ for id_ in dict.fromkeys(ids) if await self._decide(actor, id_, remedy, words)]

    async def _decide(self, actor: Actor, id_: str, remedy: Remedy, words: str) -> bool:
        found = await self._store.stuck(id_)
        if found is None:
            return await self._store.last_remedy(id_) is remedy
        failure, mark = found
        decided = await self._store.write_down(failure, actor, remedy, words.strip(), self._clock())
        await self._store.carry_out(failure, mark, decided, self._clock())
        return decided is remedy
