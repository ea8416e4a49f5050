"""Models in the stores: kept, promoted, taken back."""

import asyncio
from datetime import timedelta

import pytest

from gateway.resources import Stores
from intake import NotFound, VersionConflict
from routing import LinearClassifier, ModelRefused, Models, WorseModel, check_not_worse, load_promoted
from support.sentences import AT, LAMP, RUBBISH, WATER, few, small_model

LABELS = {LAMP, RUBBISH, WATER}


@pytest.fixture(scope="module")
def model() -> LinearClassifier:
    return small_model()


@pytest.fixture(scope="module")
def second() -> LinearClassifier:
    return small_model(precision=0.9, labels=(LAMP, WATER, RUBBISH))


@pytest.fixture
async def models(stores: Stores) -> Models:
    await stores.bucket.ensure()
    return Models(stores.database, stores.bucket)


async def test_a_stored_model_comes_back(models: Models, model: LinearClassifier) -> None:
    version = await models.save(model)
    assert (await models.load(version)).rank("南城积水") == model.rank("南城积水")
    await models.save(model)
    assert [each.version for each in await models.every()] == [version]
    with pytest.raises(NotFound):
        await models.load("promoted")


async def test_a_file_that_was_changed_or_lost_is_refused(
    stores: Stores, models: Models, model: LinearClassifier
) -> None:
    version = await models.save(model)
    await stores.bucket.put(f"models/{version}/model.npz", b"other bytes", "application/octet-stream")
    with pytest.raises(ModelRefused):
        await models.load(version)
    await stores.bucket.delete(f"models/{version}/model.npz")
    with pytest.raises(ModelRefused):
        await models.load(version)


async def test_promotions_are_taken_back_one_by_one(
    models: Models, model: LinearClassifier, second: LinearClassifier
) -> None:
    one, two = await models.save(model), await models.save(second)
    await models.promote(one, by="zhang", at=AT, step=0)
    await models.promote(two, by="li", at=AT + timedelta(days=1), step=1, reason="比较好")
    assert await models.promoted() == two
    assert (await models.rollback(by="wang", at=AT)).version == one
    assert (await models.rollback(by="wang", at=AT)).version is None
    with pytest.raises(NotFound):
        await models.rollback(by="wang", at=AT)
    assert [
        (each.step, each.version, each.former, each.by, each.undoes) for each in await models.history()
    ] == [
        (4, None, one, "wang", 1),
        (3, one, two, "wang", 2),
        (2, two, one, "li", None),
        (1, one, None, "zhang", None),
    ]


async def test_of_promotions_at_once_one_wins(models: Models, model: LinearClassifier) -> None:
    version = await models.save(model)
    for step in (0, 1):
        tries = [models.promote(version, by=f"p{each}", at=AT, step=step) for each in range(5)]
        done = await asyncio.gather(*tries, return_exceptions=True)
        assert sum(isinstance(each, VersionConflict) for each in done) == 4
        assert len(await models.history()) == step + 1


async def test_what_was_promoted_is_what_serves(
    stores: Stores, models: Models, model: LinearClassifier
) -> None:
    async def serving(held: LinearClassifier | None = None) -> LinearClassifier | None:
        return await load_promoted(stores.database, stores.bucket, LABELS, held)

    assert await serving() is None
    version = await models.save(model)
    await models.promote(version, by="zhang", at=AT, step=0)
    found = await serving()
    assert found is not None
    assert found.version == version
    assert await serving(found) is found
    with pytest.raises(ModelRefused, match=LAMP):
        await load_promoted(stores.database, stores.bucket, {"E0101"}, found)
    assert await load_promoted(stores.database, stores.bucket, {LAMP, "E0101"}, found) is found


def test_a_worse_model_does_not_replace_a_better(model: LinearClassifier) -> None:
    wrong = small_model(labels=(RUBBISH, WATER, LAMP))
    with pytest.raises(WorseModel):
        check_not_worse(wrong, model, few())
    one, other = check_not_worse(model, wrong, few())
    assert one.macro_f1 > other.macro_f1
