from dataclasses import replace
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorDatabase

from routing import Catalogue, CatalogueRefused, builtin_catalogue, load_active, read_catalogue, save

CATALOGUE = builtin_catalogue()


def renamed(name: str) -> Catalogue:
    first, *others = CATALOGUE.tables.matters
    return read_catalogue(replace(CATALOGUE.tables, matters=({**first, "name": name}, *others)))


async def test_an_empty_database_has_no_catalogue(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    assert await load_active(mongo_db) is None


async def test_what_is_saved_is_what_is_loaded(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    assert await save(mongo_db, CATALOGUE) == CATALOGUE.version
    assert await load_active(mongo_db) == CATALOGUE


async def test_saving_twice_changes_nothing(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    await save(mongo_db, CATALOGUE)
    before = await mongo_db.catalogues.find().to_list(None)
    await save(mongo_db, CATALOGUE)
    assert await mongo_db.catalogues.find().to_list(None) == before
    assert len(before) == 2


async def test_the_last_saved_is_active_and_the_former_is_kept(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    await save(mongo_db, CATALOGUE)
    newer = renamed("违法搭建")
    await save(mongo_db, newer)
    active = await load_active(mongo_db)
    assert active is not None
    assert active.version == newer.version
    assert active.matter("E0101").name == "违法搭建"
    assert await mongo_db.catalogues.count_documents({"_id": CATALOGUE.version}) == 1
    await save(mongo_db, CATALOGUE)
    assert await load_active(mongo_db) == CATALOGUE


async def test_stored_rows_are_checked_again(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    await save(mongo_db, CATALOGUE)
    await mongo_db.catalogues.update_one({"_id": CATALOGUE.version}, {"$set": {"powers.3.lead": "XX"}})
    with pytest.raises(CatalogueRefused) as refused:
        await load_active(mongo_db)
    assert (refused.value.rule, refused.value.path) == ("known_unit", ("powers.csv", "5"))


async def test_a_pointer_to_nothing_is_told(mongo_db: AsyncIOMotorDatabase[Any]) -> None:
    await mongo_db.catalogues.insert_one({"_id": "active", "version": "0" * 12})
    with pytest.raises(LookupError, match="load it again"):
        await load_active(mongo_db)
