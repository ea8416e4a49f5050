"""Editions in MongoDB: one document a content, never changed, and a log that is only added to."""

from dataclasses import fields
from typing import Any

from pymongo import ASCENDING, WriteConcern
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern

from intake import Database, database_errors
from routing.editions.content import packed, unpacked
from routing.editions.kind import EditionKind
from routing.editions.step import Act, EditionStep

_SAFE = {
    "write_concern": WriteConcern(w="majority", j=True),
    "read_concern": ReadConcern("majority"),
}


class EditionStore:
    """The rim around ``editions`` (contents by version) and ``edition_steps`` (the log by seq).

    Both are found by their ids alone and need no further index.
    """

    def __init__(self, database: Database) -> None:
        self._contents = database.get_collection("editions", **_SAFE)  # type: ignore[arg-type] # both typed above
        self._log = database.get_collection("edition_steps", **_SAFE)  # type: ignore[arg-type] # both typed above

    async def keep(self, kind: EditionKind, version: str, data: bytes) -> None:
        """Store a content; doing it twice changes nothing.

        Raises:
            InvalidInput: it is too large.
        """
        document = {"kind": kind.value, "bytes": len(data), "content": packed(data)}
        with database_errors():
            await self._contents.update_one({"_id": version}, {"$setOnInsert": document}, upsert=True)

    async def content(self, version: str) -> bytes:
        """The content of an edition, as it was handed in.

        Raises:
            LookupError: it is not stored, against what the log says.
        """
        with database_errors():
            found = await self._contents.find_one({"_id": version})
        if found is None:
            raise LookupError(
                f"edition {version} stands in the log but is not stored; restore the collection"
            )
        return unpacked(found["content"])

    async def append(self, step: EditionStep) -> bool:
        """Add the next line; False when somebody else has added a line of that number."""
        with database_errors():
            try:
                await self._log.insert_one(_document(step))
            except DuplicateKeyError:
                return False
        return True

    async def steps(self, after: int = 0) -> list[EditionStep]:
        """The lines after this number, oldest first."""
        with database_errors():
            found = self._log.find({"_id": {"$gt": after}}).sort("_id", ASCENDING)
            return [_step(each) async for each in found]


def _document(step: EditionStep) -> dict[str, Any]:
    document = {each.name: getattr(step, each.name) for each in fields(step)}
    document |= {"act": step.act.value, "kind": step.kind.value, "figures": dict(step.figures)}
    return {"_id": document.pop("seq"), **document}


def _step(document: dict[str, Any]) -> EditionStep:
    known = {each.name: document[each.name] for each in fields(EditionStep) if each.name in document}
    known |= {"seq": document["_id"], "act": Act(document["act"]), "kind": EditionKind(document["kind"])}
    return EditionStep(**known)
