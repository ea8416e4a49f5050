"""The ``photos`` collection. Its write concern is that of the database handle."""

from collections.abc import Sequence
from typing import Any

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.bson import make_converter
from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import ASCENDING, IndexModel

from intake import Database, database_errors
from media.photo import Photo, PhotoState

FORGET_AFTER_S = 86_400
"""Seconds after which an upload that never became a photo is forgotten: its URL is dead after 15 minutes."""

# Photos are read by _id alone, which needs no index of its own.
INDEXES = [
    # the database's own sweep: uploads that were abandoned or refused, never a ready photo
    IndexModel(
        [("created_at", ASCENDING)],
        name="unfinished",
        expireAfterSeconds=FORGET_AFTER_S,
        partialFilterExpression={"state": {"$in": [PhotoState.AWAITING.value, PhotoState.REFUSED.value]}},
    ),
]

_converter = make_converter()
_converter.register_unstructure_hook(
    Photo, make_dict_unstructure_fn(Photo, _converter, id=override(rename="_id"))
)
_converter.register_structure_hook(
    Photo, make_dict_structure_fn(Photo, _converter, id=override(rename="_id"))
)


async def ensure_indexes(database: Database) -> None:
    """Create what is missing; an index that differs under its name is an error for the operator to see.

    Raises:
        Unavailable: the database is away.
    """
    with database_errors():
        await database.get_collection("photos").create_indexes(INDEXES)


class PhotoStore:
    """The rim around the collection; every method raises ``Unavailable`` when the database is away."""

    def __init__(self, database: Database) -> None:
        self._photos: AsyncIOMotorCollection[dict[str, Any]] = database.get_collection("photos")

    async def insert(self, photo: Photo) -> None:
        """Store a new photo."""
        with database_errors():
            await self._photos.insert_one(_converter.unstructure(photo))

    async def finish(self, photo: Photo) -> bool:
        """Replace an awaited photo by its finished record in one write; False when it is awaited no more."""
        with database_errors():
            result = await self._photos.replace_one(
                {"_id": photo.id, "state": PhotoState.AWAITING.value}, _converter.unstructure(photo)
            )
        return result.matched_count == 1

    async def get(self, photo_id: str) -> Photo | None:
        """The photo with this id."""
        return (await self.get_many([photo_id])).get(photo_id)

    async def get_many(self, photo_ids: Sequence[str]) -> dict[str, Photo]:
        """Those of the photos that exist, by id; no photos cost no query."""
        if not photo_ids:
            return {}
        with database_errors():
            documents = await self._photos.find({"_id": {"$in": list(photo_ids)}}).to_list(None)
        return {document["_id"]: _converter.structure(document, Photo) for document in documents}
