"""A running server turns to the promoted model, and does without one that cannot be read."""

import asyncio

from gateway.resources import Stores, prepare, utc_now
from routing import Classifier, Models, builtin_classifier
from support.sentences import small_model
from support.service import Service, running, settings


def serving(service: Service) -> Classifier | None:
    return service.resources.services.routing.knowledge.classifier


async def test_a_promoted_model_serves_without_a_restart(stores: Stores) -> None:
    model = small_model(labels=("C0118", "E0102", "E0406"))
    async with running(stores, settings(editions_every_s=0.2)) as service:
        assert serving(service) is builtin_classifier()
        models = Models(stores.database, stores.bucket)
        await models.promote(await models.save(model), by="zhang", at=utc_now(), step=0)
        async with asyncio.timeout(15):
            while serving(service) is builtin_classifier():  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.02)
        found = serving(service)
        assert found is not None
        assert found.version == model.version


async def test_a_start_does_without_a_model_that_was_changed(stores: Stores) -> None:
    await prepare(stores)
    models = Models(stores.database, stores.bucket)
    version = await models.save(small_model(labels=("C0118", "E0102", "E0406")))
    await models.promote(version, by="zhang", at=utc_now(), step=0)
    await stores.bucket.put(f"models/{version}/model.npz", b"other bytes", "application/octet-stream")
    async with running(stores, settings()) as service:
        assert serving(service) is builtin_classifier()
