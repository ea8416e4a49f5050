"""Catalogues in MongoDB: one document a version, never changed, and a pointer to the active one."""

from dataclasses import fields
from typing import Any

from motor.motor_asyncio import AsyncIOMotorCollection
from pymongo import WriteConcern
from pymongo.read_concern import ReadConcern

from intake import Database, database_errors
from routing.catalogue import Catalogue, Tables, read_catalogue

_ACTIVE = "active"


async def save(db: Database, catalogue: Catalogue) -> str:
    """Store a catalogue and make it the active one; returns its version. Doing it twice changes nothing.

    The rows are stored as they were read (about 220 kB). The pointer moves last, so a reader finds the
    former catalogue or the whole new one.

    Raises:
        Unavailable: the database is away; doing it again is safe.
    """
    catalogues = _catalogues(db)
    tables = catalogue.tables
    rows = {field.name: [dict(row) for row in getattr(tables, field.name)] for field in fields(Tables)}
    with database_errors():
        await catalogues.update_one({"_id": catalogue.version}, {"$setOnInsert": rows}, upsert=True)
        await catalogues.update_one({"_id": _ACTIVE}, {"$set": {"version": catalogue.version}}, upsert=True)
    return catalogue.version


async def load_active(db: Database) -> Catalogue | None:
    """The active catalogue, or None when none was ever saved.

    Raises:
        CatalogueRefused: a stored row breaks a rule of this release.
        Unavailable: the database is away.
    """
    catalogues = _catalogues(db)
    with database_errors():
        active = await catalogues.find_one({"_id": _ACTIVE})
        stored = active and await catalogues.find_one({"_id": active["version"]})
    if active is None:
        return None
    if stored is None:
        raise LookupError(f"catalogue {active['version']} is active but not stored; load it again")
    return read_catalogue(Tables(**{field.name: tuple(stored[field.name]) for field in fields(Tables)}))


def _catalogues(db: Database) -> AsyncIOMotorCollection[Any]:
    return db.get_collection(
        "catalogues",
        write_concern=WriteConcern(w="majority", j=True),
        read_concern=ReadConcern("majority"),
    )
