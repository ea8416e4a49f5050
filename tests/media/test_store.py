from dataclasses import replace
from datetime import UTC, datetime

import pymongo
import pytest
from pymongo.errors import DuplicateKeyError

from intake import Database, Point, Unavailable
from media.facts import Facts
from media.photo import Keys, Photo, PhotoState, Refusal
from media.store import PhotoStore, ensure_indexes

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
AWAITED = Photo(
    id="a", owner="o", state=PhotoState.AWAITING, created_at=NOW, content_type="image/jpeg", bytes=1
)
FULL = Photo(
    id="a",
    owner="o",
    state=PhotoState.READY,
    created_at=NOW,
    content_type="image/png",
    bytes=2,
    width=3,
    height=4,
    sha256="00",
    facts=Facts(captured_at=NOW, captured_at_assumed=True, point=Point(113.75, 23.02)),
    keys=Keys(original="k/o", large="k/l", small="k/s"),
    dhash="00ff00ff00ff00ff",
    refusal=Refusal("r", "中", "en"),
)


@pytest.mark.parametrize("photo", [AWAITED, FULL])
async def test_a_record_comes_back_as_it_went(mongo_db: Database, photo: Photo) -> None:
    store = PhotoStore(mongo_db)
    await store.insert(photo)
    assert await store.get("a") == photo
    assert await store.get("b") is None


async def test_a_photo_kept_before_hashes_were_made_has_none(mongo_db: Database) -> None:
    store = PhotoStore(mongo_db)
    await store.insert(FULL)
    await mongo_db["photos"].update_one({"_id": "a"}, {"$unset": {"dhash": 1}})
    assert await store.get("a") == replace(FULL, dhash=None)


async def test_a_photo_is_finished_once(mongo_db: Database) -> None:
    store = PhotoStore(mongo_db)
    await store.insert(AWAITED)
    assert await store.finish(FULL) is True
    assert await store.finish(AWAITED) is False
    assert await store.get("a") == FULL


async def test_other_errors_of_the_driver_stay_what_they_are(mongo_db: Database) -> None:
    store = PhotoStore(mongo_db)
    await store.insert(AWAITED)
    with pytest.raises(DuplicateKeyError):
        await store.insert(AWAITED)


async def test_a_database_that_answers_too_late_is_told_as_unavailable(mongo_db: Database) -> None:
    with pymongo.timeout(0.000_001), pytest.raises(Unavailable):
        await PhotoStore(mongo_db).get("a")


async def test_indexes_may_be_ensured_again(bare_database: Database) -> None:
    await ensure_indexes(bare_database)
    await ensure_indexes(bare_database)
    assert set(await bare_database["photos"].index_information()) == {"_id_", "unfinished"}
