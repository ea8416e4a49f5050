"""The marks in the reports collection: leased many at once, settled many at once."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import UpdateOne

from intake.document import readable
from intake.outbox.outcome import Outcome
from intake.report import Report
from intake.store import Database, database_errors

_log = logging.getLogger(__name__)
_QUERY_MS = 5_000


class OutboxStore:
    """The rim around the marks; the database handle decides the write concern."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")

    async def lease(
        self, scope: dict[str, Any], now: datetime, until: datetime, lease: str, most: int
    ) -> list[Report]:
        """Lease a mark in each of up to ``most`` reports, longest due first; the reports as leased.

        The condition of the partial index stands in the query word for word: without it the index is walked
        from end to end, past what every other channel is owed. It is what sorts, too: marks of a channel come
        out of it in the order they fell due. A sort asked for by name
        would gather every due report first, since it runs over an array.

        Who else looks at the same moment finds the same candidates; the write takes what is still free, so
        each mark goes to one worker. Whoever got none of them looks again, until nothing is due.
        """
        free = [{"lease_until": None}, {"lease_until": {"$lte": now}}]
        due = {"outgoing": {"$elemMatch": {**scope, "due_at": {"$lte": now}, "$or": free}}}
        with database_errors():
            while True:
                oldest = self._reports.find({"outgoing.due_at": {"$type": "date"}, **due}, {"_id": 1})
                oldest = oldest.limit(most).hint("outgoing_queue")
                ids = [each["_id"] async for each in oldest.max_time_ms(_QUERY_MS)]
                if not ids:
                    return []
                # by no other condition on marks: ``$`` would be the place where that one holds
                leased = await self._reports.update_many(
                    {"_id": {"$in": ids}, **due},
                    {"$set": {"outgoing.$.lease_until": until, "outgoing.$.lease": lease}},
                )
                if leased.modified_count:
                    mine = self._reports.find({"_id": {"$in": ids}, "outgoing.lease": lease})
                    return [report async for each in mine if (report := _known(each)) is not None]

    async def settle(self, outcomes: Sequence[Outcome]) -> int:
        """Change marks that are held under a lease; how many still were.

        ``due_at`` is computed inside the write from the stored ``public_seq``, so an entry that was added
        while the last one was being sent stays due.
        """
        with database_errors():
            result = await self._reports.bulk_write([_update(each) for each in outcomes], ordered=False)
        return result.matched_count


def _update(outcome: Outcome) -> UpdateOne:
    held = {"_id": outcome.report_id, "outgoing.lease": outcome.lease}
    if outcome.plain:
        return UpdateOne(
            held, {"$set": {f"outgoing.$.{name}": each for name, each in outcome.changes.items()}}
        )
    mark = {"$mergeObjects": ["$$each", outcome.changes]}
    marks = {
        "$map": {
            "input": "$outgoing",
            "as": "each",
            "in": {"$cond": [{"$eq": ["$$each.lease", outcome.lease]}, mark, "$$each"]},
        }
    }
    return UpdateOne(held, [{"$set": {"outgoing": marks}}])


def _known(document: dict[str, Any]) -> Report | None:
    """The report, or None for a document that no release wrote: it must not hold up the others."""
    report = readable(document, Report)
    if report is None:
        _log.error("report %s cannot be read; who follows it waits", document.get("_id"))
    return report
