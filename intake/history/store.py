"""Whole reports put beside the others, many in one write, and how far an import has come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import BulkWriteError

from intake.document import to_document
from intake.report import Report
from intake.store import Database, database_errors

_DUPLICATE = 11000


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of a batch: places in it.

    Attributes:
        there: those whose id is a report's already.
        number_taken: those whose number is another report's; they may draw again.
    """

    there: tuple[int, ...] = ()
    number_taken: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a report that is there already has to be held against.

    Attributes:
        content: fingerprint of what it was made of; empty once redacted.
        text: its words.
        imported: whether it was imported too, and not handed in here.
    """

    content: str
    text: str
    imported: bool


class HistoryStore:
    """The rim around ``reports``, for imports, and ``imports``; the handle decides the write concern."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")
        self._imports = database.get_collection("imports")

    async def add(self, reports: Sequence[Report]) -> Added:
        """Store what is not there yet, in one write that is acknowledged once."""
        with database_errors():
            try:
                await self._reports.insert_many([to_document(each) for each in reports], ordered=False)
            except BulkWriteError as error:
                return _added(error)
        return Added()

    async def stored(self, ids: Iterable[str]) -> dict[str, Stored]:
        """Those of these reports that are there, by id."""
        shown = {"content": 1, "text": 1, "timeline.actor": 1}
        with database_errors():
            found = self._reports.find({"_id": {"$in": list(ids)}}, shown)
            return {each["_id"]: _stored(each) async for each in found}

    async def refs_between(
        self, channel: str, since: datetime, until: datetime, most: int
    ) -> list[tuple[str | None, str]]:
        """Reference and number of up to ``most`` reports of a channel from ``since`` to before ``until``."""
        query = {"channel": channel, "submitted_at": {"$gte": since, "$lt": until}}
        with database_errors():
            found = self._reports.find(query, {"_id": 0, "external_ref": 1, "number": 1}).limit(most)
            return [(each["external_ref"], each["number"]) async for each in found]

    async def progress(self, key: str) -> dict[str, int] | None:
        """How far the import under this key had come; None where none was left off."""
        with database_errors():
            found = await self._imports.find_one({"_id": key}, {"_id": 0, "counts": 1})
        return found["counts"] if found else None

    async def keep(self, key: str, counts: dict[str, int], now: datetime) -> None:
        """Remember how far it has come."""
        with database_errors():
            await self._imports.replace_one({"_id": key}, {"counts": counts, "at": now}, upsert=True)

    async def forget(self, key: str) -> None:
        """It is finished."""
        with database_errors():
            await self._imports.delete_one({"_id": key})


def _added(error: BulkWriteError) -> Added:
    details = error.details or {}
    failed: list[dict[str, Any]] = details.get("writeErrors", [])
    if details.get("writeConcernErrors") or any(each["code"] != _DUPLICATE for each in failed):
        raise error
    taken = [each["index"] for each in failed if "number" in each.get("keyPattern", {})]
    there = [each["index"] for each in failed if "number" not in each.get("keyPattern", {})]
    return Added(there=tuple(there), number_taken=tuple(taken))


def _stored(document: dict[str, Any]) -> Stored:
    actors = [each["actor"] for each in document["timeline"]]
    return Stored(content=document["content"], text=document["text"], imported=actors[:1] == ["import"])
