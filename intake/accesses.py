"""The access log: one collection that is only ever added to."""

from collections.abc import AsyncIterator, Collection
from typing import Any

from intake.access import Access, IdentityReads, appended
from intake.chain import HashAlgorithm
from intake.document import from_document, readable, to_document
from intake.errors import Unavailable
from intake.races import TRIES, back_off
from intake.stage import Role
from intake.store import Database, database_errors

_SEQ = "{}:{:08}"


class AccessLog:
    """The rim around the ``access_log`` collection.

    An access is found by its report's number and its seq, which make its id: so two of one seq cannot
    both be stored, and the order of ids is that of the chains. The database handle decides the write
    concern; the gateway opens it with majority and journal.
    """

    def __init__(self, database: Database) -> None:
        self._log = database.get_collection("access_log")

    async def append(self, access: Access, chosen: HashAlgorithm) -> Access:
        """Write an access at the end of its report's chain; returns it as written.

        Raises:
            Unavailable: it is not written, or nobody knows whether it is.
        """
        for lost in range(1, TRIES + 1):
            found = await self.newest(access.number, 1)
            chained = appended(access, found[0] if found else None, chosen)
            with database_errors():
                result = await self._log.update_one(
                    {"_id": _SEQ.format(access.number, chained.seq)},
                    {"$setOnInsert": to_document(chained)},
                    upsert=True,
                )
            if result.upserted_id is not None:
                return chained
            await back_off(lost)
        raise Unavailable("database")

    async def newest(self, number: str, limit: int, before: int | None = None) -> list[Access]:
        """Up to ``limit`` accesses of a report, newest first; before a seq, if one is named."""
        query = _of(number) if before is None else _of(number, before)
        with database_errors():
            cursor = self._log.find(query).sort("_id", -1).limit(limit)
            return [from_document(document, Access) async for document in cursor]

    async def reads(self, numbers: Collection[str]) -> dict[str, IdentityReads]:
        """How often the reporters of these reports were read, and the last time, by number, in one query."""
        found = {number: IdentityReads(count=0) for number in numbers}
        if not found:
            return found
        pipeline: list[dict[str, Any]] = [
            {"$match": {"$or": [_of(number) for number in found], "refused": None}},
            {"$sort": {"_id": 1}},
            {
                "$group": {
                    "_id": "$number",
                    "count": {"$sum": 1},
                    "at": {"$last": "$at"},
                    "role": {"$last": "$role"},
                }
            },
        ]
        with database_errors():
            async for each in self._log.aggregate(pipeline):
                found[each["_id"]] = IdentityReads(
                    count=each["count"], last_at=each["at"], last_role=Role(each["role"])
                )
        return found

    async def chains(self) -> AsyncIterator[tuple[str, list[Access] | None]]:
        """The log of every report that has one, by number; None for one that cannot be read."""
        number, documents = "", list[dict[str, Any]]()
        with database_errors():
            async for document in self._log.find({}).sort("_id", 1):
                of = str(document["_id"]).rpartition(":")[0]
                if documents and of != number:
                    yield number, _read(documents)
                    documents = []
                number = of
                documents.append(document)
        if documents:
            yield number, _read(documents)

    async def estimated_count(self) -> int:
        """About how many accesses there are, from the collection's own books."""
        with database_errors():
            return await self._log.estimated_document_count()


def _of(number: str, before: int | None = None) -> dict[str, Any]:
    """The accesses of one report: a range of ids."""
    end = f"{number};" if before is None else _SEQ.format(number, before)  # ';' follows ':'
    return {"_id": {"$gte": f"{number}:", "$lt": end}}


def _read(documents: list[dict[str, Any]]) -> list[Access] | None:
    found = [access for each in documents if (access := readable(each, Access)) is not None]
    return found if len(found) == len(documents) else None
