"""The worker over the real service: it looks at clocks by itself and stops when told."""

import asyncio
import math
from datetime import timedelta

from gateway.metrics import Metrics
from gateway.resources import Database, utc_now
from gateway.worker import work
from intake import RULE, Action
from support.clock import Clock
from support.reports import open_intake, submission
from support.service import Service


async def test_a_clock_that_is_due_is_heard_without_anybody_asking(
    service: Service, mongo_db: Database
) -> None:
    yesterday = Clock(utc_now() - timedelta(hours=24))
    report = await (await open_intake(mongo_db, yesterday)).submit(submission())
    metrics, stop = Metrics(), asyncio.Event()
    working = asyncio.create_task(work(service.resources, metrics, stop))
    seen = metrics.registry.get_sample_value
    async with asyncio.timeout(20):
        while not seen("suishoupai_alarms_total") or seen("suishoupai_alarm_lag_seconds"):  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
        while seen("suishoupai_rate", {"rate": "direct"}) is None:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
    stop.set()
    async with asyncio.timeout(5):
        await working
    assert seen("suishoupai_rate", {"rate": "direct"}) == 1.0
    assert math.isnan(seen("suishoupai_rate", {"rate": "classified_accuracy"}) or 0.0)
    after = await service.resources.services.intake.read(report.number, RULE)
    assert Action.WARN in [entry.action for entry in after.timeline]
