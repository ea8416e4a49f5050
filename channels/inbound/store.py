"""What may come once, how often, and with which photos: three collections shared by all processes."""

from datetime import datetime, timedelta

from pymongo import ASCENDING, IndexModel, ReturnDocument, WriteConcern
from pymongo.errors import DuplicateKeyError

from intake import Database, database_errors

# each document goes once its time is over
EXPIRY_INDEXES = [IndexModel([("expires_at", ASCENDING)], name="expiry", expireAfterSeconds=0)]

NONCE_KEPT = timedelta(minutes=15)
"""A proof is good for ten minutes at most: from 300 s before its timestamp to 300 s after."""
PHOTOS_KEPT = timedelta(days=90)
"""How long an app may repeat a report without its photos being taken in anew."""


class InboundStore:
    """The rim around ``channel_nonces``, ``channel_rates`` and ``channel_photos``."""

    def __init__(self, database: Database) -> None:
        self._nonces = database.get_collection("channel_nonces")
        # a count that is lost with a server costs nothing; waiting for a majority would cost every request
        self._rates = database.get_collection("channel_rates").with_options(write_concern=WriteConcern(w=1))
        self._photos = database.get_collection("channel_photos")

    async def ensure_indexes(self) -> None:
        """Create what is missing."""
        with database_errors():
            for collection in (self._nonces, self._rates, self._photos):
                await collection.create_indexes(EXPIRY_INDEXES)

    async def is_first(self, channel: str, nonce: str, now: datetime) -> bool:
        """Whether this nonce had not come before; from now on it has, on the disks of a majority."""
        with database_errors():
            try:
                await self._nonces.insert_one({"_id": f"{channel} {nonce}", "expires_at": now + NONCE_KEPT})
            except DuplicateKeyError:
                return False
        return True

    async def count(self, channel: str, now: datetime) -> int:
        """How many requests of this channel came in this minute, this one included."""
        minute = now.replace(second=0, microsecond=0)
        with database_errors():
            found = await self._rates.find_one_and_update(
                {"_id": f"{channel} {minute:%Y%m%d%H%M}"},
                {"$inc": {"count": 1}, "$setOnInsert": {"expires_at": minute + timedelta(minutes=5)}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return int(found["count"])

    async def photos(self, channel: str, digest: str) -> tuple[str, ...] | None:
        """Ids of the photos that came with this very content before; None for content that is new."""
        with database_errors():
            found = await self._photos.find_one({"_id": f"{channel} {digest}"})
        return tuple(found["photo_ids"]) if found else None

    async def keep_photos(
        self, channel: str, digest: str, photo_ids: tuple[str, ...], now: datetime
    ) -> tuple[str, ...]:
        """Remember the photos of this content; returns those that were remembered first."""
        with database_errors():
            found = await self._photos.find_one_and_update(
                {"_id": f"{channel} {digest}"},
                {"$setOnInsert": {"photo_ids": list(photo_ids), "expires_at": now + PHOTOS_KEPT}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return tuple(found["photo_ids"])
