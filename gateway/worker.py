"""Owns time: calls what each package offers to do, until it is told to stop."""

import asyncio
import logging
import random

from gateway.metrics import Metrics
from gateway.resources import Resources, utc_now
from intake import Unavailable

_log = logging.getLogger(__name__)
_IDLE_S = 0.25
_AWAY_S = 2.0
_DELIVERERS = 2


async def work(resources: Resources, metrics: Metrics, stop: asyncio.Event) -> None:
    """Deliver notices until ``stop`` is set; what is under way is finished first."""
    async with asyncio.TaskGroup() as group:
        for _ in range(_DELIVERERS):
            group.create_task(_deliver(resources, metrics, stop))


async def _deliver(resources: Resources, metrics: Metrics, stop: asyncio.Event) -> None:
    while not stop.is_set():
        try:
            done = await resources.delivery.deliver_once(utc_now())
        except Unavailable:
            _log.warning("the database is away; notices wait")
            await _rest(stop, _AWAY_S)
            continue
        except Exception:  # noqa: BLE001 - one bad notice must not end the worker
            _log.exception("a notice could not be handled; its lease expires and it is tried again")
            await _rest(stop, _AWAY_S)
            continue
        if done:
            metrics.delivered.inc(done)
        else:
            await _rest(stop, _IDLE_S)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    """Sleep about this long, but not past ``stop``. The jitter keeps workers from asking in step."""
    try:
        async with asyncio.timeout(seconds * random.uniform(0.8, 1.2)):  # noqa: S311 - nothing secret
            await stop.wait()
    except TimeoutError:
        return
