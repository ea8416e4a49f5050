"""The ``assets`` collection: one document a thing and version, and one that says which version counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from pymongo import ASCENDING, ReturnDocument, WriteConcern
from pymongo.errors import BulkWriteError, DuplicateKeyError

from intake import Asset, Database, InvalidInput, Point, database_errors
from routing.refusal import Fault

_HEAD = "register"
_LEASE = timedelta(minutes=2)
_LOOK_MS = 400
_PIECE = 10_000
_DUPLICATE = 11000


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register that counts.

    Attributes:
        version: names it.
        count: things in it.
        loaded_at: since when, aware UTC.
    """

    version: str
    count: int
    loaded_at: datetime


class AssetRegister:
    """Implements `intake.Assets`: two looks by key, however many things there are.

    Things of a version have ids that begin with it; versions begin with a digit, the head does not.
    """

    def __init__(self, database: Database) -> None:
        self._assets = database.get_collection("assets")
        # What is not the head counts for nothing yet: the head is written by a majority, and after them.
        self._staged = database.get_collection("assets", write_concern=WriteConcern(w=1))

    async def asset(self, code: str) -> Asset | None:
        """The thing with this code (`intake.Assets`)."""
        seen: str | None = None
        with database_errors():
            while (version := await self._version()) is not None and version != seen:
                found = await self._assets.find_one({"_id": f"{version}/{code}"}, max_time_ms=_LOOK_MS)
                if found is not None:
                    return _asset(found)
                seen = version  # another may have come in between, and this one have been swept
        return None

    async def current(self) -> Register | None:
        """The register that counts; None when none was ever loaded.

        Raises:
            Unavailable: the database is away.
        """
        with database_errors():
            head = await self._assets.find_one({"_id": _HEAD})
        if head is None or head.get("version") is None:
            return None
        return Register(version=head["version"], count=head["count"], loaded_at=head["loaded_at"])

    async def page(self, after: str, limit: int) -> list[Asset]:
        """Up to ``limit`` things by code, those after this one.

        Raises:
            Unavailable: the database is away.
        """
        with database_errors():
            version = await self._version()
            if version is None:
                return []
            wanted = {"_id": {"$gt": f"{version}/{after}", "$lt": f"{version}0"}}
            found = self._assets.find(wanted).sort("_id", ASCENDING).limit(limit)
            return [_asset(document) async for document in found]

    async def begin(self, now: datetime) -> str:
        """Begin a version; nothing counts until `switch`. What others left unfinished is removed.

        Raises:
            InvalidInput: another one is being loaded (``one_import``).
            Unavailable: the database is away.
        """
        version = f"{now:%Y%m%d%H%M%S}-{token_hex(4)}"
        free = {"$or": [{"loading": None}, {"loading.until": {"$lt": now}}]}
        loading = {"version": version, "until": now + _LEASE}
        with database_errors():
            try:
                await self._assets.update_one(
                    {"_id": _HEAD, **free}, {"$set": {"loading": loading}}, upsert=True
                )
            except DuplicateKeyError as error:
                raise _busy() from error
        await self.sweep()
        return version

    async def add(self, version: str, assets: Mapping[int, Asset], table: str, now: datetime) -> list[Fault]:
        """Store things by row, and say which have a code that an earlier row has.

        Raises:
            InvalidInput: this version was given up meanwhile (``one_import``).
            Unavailable: the database is away.
        """
        documents = [_document(version, row, asset) for row, asset in assets.items()]
        with database_errors():
            held = await self._assets.update_one(
                {"_id": _HEAD, "loading.version": version}, {"$set": {"loading.until": now + _LEASE}}
            )
            if not held.matched_count:
                raise _busy()
            try:
                if documents:
                    await self._staged.insert_many(documents, ordered=False)
            except BulkWriteError as error:
                wrong = (error.details or {})["writeErrors"]
                if any(each["code"] != _DUPLICATE for each in wrong):
                    raise
                return [await self._twice(documents[each["index"]], table) for each in wrong]
        return []

    async def switch(self, version: str, count: int, now: datetime) -> Register:
        """From now on this version counts.

        Raises:
            InvalidInput: this version was given up meanwhile (``one_import``).
            Unavailable: the database is away.
        """
        told = {"version": version, "count": count, "loaded_at": now, "loading": None}
        with database_errors():
            head = await self._assets.find_one_and_update(
                {"_id": _HEAD, "loading.version": version},
                {"$set": told},
                return_document=ReturnDocument.AFTER,
            )
        if head is None:
            raise _busy()
        return Register(version=version, count=count, loaded_at=now)

    async def forget(self, version: str) -> None:
        """Give up a version that does not count."""
        with database_errors():
            await self._assets.update_one(
                {"_id": _HEAD, "loading.version": version}, {"$set": {"loading": None}}
            )
            await self._remove(f"{version}/", f"{version}0")

    async def sweep(self) -> None:
        """Remove the things of every version that neither counts nor is being loaded."""
        with database_errors():
            head = await self._assets.find_one({"_id": _HEAD}) or {}
            loading = head.get("loading") or {}
            kept = sorted(each for each in (head.get("version"), loading.get("version")) if each)
            lows, highs = ["0", *(f"{each}0" for each in kept)], [*(f"{each}/" for each in kept), ":"]
            for low, high in zip(lows, highs, strict=True):
                await self._remove(low, high)

    async def _remove(self, low: str, high: str) -> None:
        """Delete a stretch of ids, piece by piece: a million at once outlast any patience with a socket."""
        while True:
            first = self._assets.find({"_id": _ids(low, high)}, {"_id": True}).sort("_id", ASCENDING)
            ahead = await first.skip(_PIECE).limit(1).to_list(1)
            upto = ahead[0]["_id"] if ahead else high
            await self._staged.delete_many({"_id": _ids(low, upto)})
            if not ahead:
                return
            low = upto

    async def _version(self) -> str | None:
        head = await self._assets.find_one({"_id": _HEAD}, {"version": True}, max_time_ms=_LOOK_MS)
        version: str | None = head.get("version") if head else None
        return version

    async def _twice(self, document: Mapping[str, Any], table: str) -> Fault:
        first = await self._assets.find_one({"_id": document["_id"]}, {"row": True})
        earlier = first["row"] if first else 0
        return Fault(
            table,
            document["row"],
            document["_id"].partition("/")[2],
            "unique",
            f"与第 {earlier} 行编码相同",
            f"it has the code of row {earlier}",
        )


def _ids(low: str, high: str) -> dict[str, str]:
    return {"$gte": low, "$lt": high}


def _document(version: str, row: int, asset: Asset) -> dict[str, Any]:
    point = asset.point
    return {
        "_id": f"{version}/{asset.code}",
        "row": row,
        "name": asset.name,
        "keeper": asset.keeper,
        "matter": asset.matter,
        "point": None if point is None else [point.longitude, point.latitude],
    }


def _asset(document: Mapping[str, Any]) -> Asset:
    return Asset(
        code=document["_id"].partition("/")[2],
        name=document["name"],
        keeper=document["keeper"],
        matter=document["matter"],
        point=Point(*document["point"]) if document["point"] else None,
    )


def _busy() -> InvalidInput:
    return InvalidInput(
        "另一份部件库正在导入，请稍后再试",
        "Another register of assets is being loaded; try again later",
        rule="one_import",
    )
