import asyncio
from datetime import timedelta

from gateway.resources import Stores, utc_now
from routing import EditionKind, Editions
from support.editions import ANNA, CATALOGUE, content
from support.service import running, settings


async def test_a_running_server_follows_at_the_moment_that_was_scheduled(stores: Stores) -> None:
    async with running(stores, settings(editions_every_s=0.2)) as service:
        routing = service.resources.services.routing
        assert routing.catalogue.version == CATALOGUE.version
        editions = Editions(stores.database, utc_now)
        drafted = await editions.draft(ANNA, EditionKind.CATALOGUE, content("甲"))
        begins = utc_now() + timedelta(seconds=2)
        await editions.approve(ANNA, drafted.version, effective_at=begins, words="试用", single=True)
        async with asyncio.timeout(15):
            while routing.catalogue.version == CATALOGUE.version:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.02)
        assert begins <= utc_now() < begins + timedelta(seconds=5)
        assert routing.catalogue.version == drafted.version
