import logging
from datetime import timedelta

import orjson
import pytest

from gateway.resources import Database
from routing import EditionKind, Editions, EditionUnreadable, Knowledge, LiveEditions, builtin_classifier
from routing.editions.content import packed
from support.clock import Clock
from support.editions import ANNA, CATALOGUE, content

KIND = EditionKind.CATALOGUE


@pytest.fixture
async def kept(mongo_db: Database, clock: Clock) -> Editions:
    editions = Editions(mongo_db, clock)
    await editions.start()
    return editions


async def test_a_running_process_turns_to_what_becomes_effective(
    kept: Editions, mongo_db: Database, clock: Clock
) -> None:
    live = LiveEditions(mongo_db)
    first = await live.current(clock())
    assert first.catalogue == CATALOGUE
    assert await live.look(clock()) is None
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    begins = clock() + timedelta(hours=1)
    await kept.approve(ANNA, drafted.version, words="试用", single=True, effective_at=begins)
    assert await live.look(clock()) is None
    assert live.next_change(clock()) == begins
    clock.set(begins)
    second = await live.look(clock())
    assert second is not None
    assert second.catalogue.version == drafted.version == live.versions[KIND]
    assert live.since[KIND] == begins
    assert second.layer.version == first.layer.version


async def test_what_cannot_be_read_never_ends_a_running_process_but_a_start(
    kept: Editions, mongo_db: Database, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    live = LiveEditions(mongo_db)
    await live.current(clock())
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    await kept.approve(ANNA, drafted.version, words="试用", single=True)
    tables = orjson.loads(content("甲"))
    tables["matters"][0]["urgency"] = "later"  # as a later release might have it
    damaged = packed(orjson.dumps(tables))
    await mongo_db.editions.update_one({"_id": drafted.version}, {"$set": {"content": damaged}})
    with caplog.at_level(logging.ERROR):
        assert await live.look(clock()) is None
        assert await live.look(clock()) is None
    assert (live.failures, len(caplog.records)) == (1, 1)
    assert live.versions[KIND] == CATALOGUE.version
    with pytest.raises(EditionUnreadable, match="rollback"):
        await LiveEditions(mongo_db).current(clock())
    await kept.approve(ANNA, CATALOGUE.version, words="恢复")
    assert (await LiveEditions(mongo_db).current(clock())).catalogue == CATALOGUE
    assert await live.look(clock()) is None


async def test_a_classifier_is_turned_to_like_an_edition(
    kept: Editions, mongo_db: Database, clock: Clock
) -> None:
    assert await kept.every()
    serving = None

    async def source(_known: Knowledge) -> object:
        return serving

    live = LiveEditions(mongo_db, source)  # type: ignore[arg-type] # what serves is a model or nothing
    assert (await live.current(clock())).classifier is None
    serving = builtin_classifier()
    turned = await live.look(clock())
    assert turned is not None
    assert turned.classifier is serving
    assert await live.look(clock()) is None
