"""Collections of the channels: the in-app inbox and the attempts of the outbox."""

from datetime import datetime
from typing import Any

from cattrs.preconf.bson import make_converter
from pymongo import ASCENDING, DESCENDING, IndexModel

from channels.notice import Notice
from intake import Database, database_errors

# inbox(): what one person was told, newest first
INBOX_INDEXES = [IndexModel([("to", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)], name="to_newest")]
# every attempt to tell the followers of a report, in order
ATTEMPT_INDEXES = [IndexModel([("report_id", ASCENDING), ("at", ASCENDING)], name="report")]

_converter = make_converter()


class ChannelStore:
    """The rim around ``inbox`` and ``delivery_attempts``."""

    def __init__(self, database: Database) -> None:
        self._inbox = database.get_collection("inbox")
        self._attempts = database.get_collection("delivery_attempts")

    async def ensure_indexes(self) -> None:
        """Create what is missing."""
        with database_errors():
            await self._inbox.create_indexes(INBOX_INDEXES)
            await self._attempts.create_indexes(ATTEMPT_INDEXES)

    async def put(self, to: str, notice: Notice) -> None:
        """Place a notice in somebody's inbox; a second time changes nothing.

        The padded seq lets notices of one moment sort by their place on the timeline. Somebody who follows a
        report for several of their own is told once for each.
        """
        item = {**_converter.unstructure(notice), "to": to}
        with database_errors():
            await self._inbox.update_one(
                {"_id": f"{notice.report_id}:{notice.seq:04}:{notice.number}:{to}"},
                {"$setOnInsert": item},
                upsert=True,
            )

    async def newest(
        self, to: str, limit: int, before: tuple[datetime, str] | None
    ) -> list[tuple[str, Notice]]:
        """Up to ``limit`` (id, notice) of one person, newest first, past a place in that order."""
        query: dict[str, Any] = {"to": to}
        if before is not None:
            at, id_ = before
            query["at"] = {"$lte": at}
            query["$or"] = [{"at": {"$lt": at}}, {"_id": {"$lt": id_}}]
        with database_errors():
            cursor = self._inbox.find(query).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            return [(item["_id"], _converter.structure(item, Notice)) async for item in cursor]

    async def record(self, attempts: list[dict[str, Any]]) -> None:
        """Append attempts; never changed afterwards."""
        if attempts:
            with database_errors():
                await self._attempts.insert_many(attempts, ordered=False)
