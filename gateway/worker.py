"""Owns time: calls what each package offers to do, until it is told to stop."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from channels import MiniProgram
from gateway.metrics import Metrics
from gateway.resources import Resources, utc_now
from intake import RULE, StatisticsFilter, Unavailable
from routing import SHANGHAI

_log = logging.getLogger(__name__)
_IDLE_S = 0.25
_CIRCUITS_IDLE_S = 5.0
_SWEEP_IDLE_S = 5.0
_RATES_IDLE_S = 300.0
_RATES_DAYS = 7
_AWAY_S = 2.0


async def work(resources: Resources, metrics: Metrics, stop: asyncio.Event) -> None:
    """Deliver notices and look at clocks until ``stop`` is set; what is under way is finished first."""

    async def deliver(lane: str) -> int:
        done = await resources.delivery.deliver_once(utc_now(), lane)
        metrics.delivered.inc(done)
        return done

    async def circuits() -> int:
        metrics.set_circuits(await resources.delivery.circuits(), utc_now())
        return 0

    async def sweep() -> int:
        now = utc_now()
        metrics.alarm_lag.set((await resources.sweep.lag(now)).total_seconds())
        done = await resources.sweep.sweep_once(now)
        metrics.alarms.inc(done)
        return done

    async def rates() -> int:
        today = utc_now().astimezone(SHANGHAI).date()
        week = StatisticsFilter(since=today - timedelta(days=_RATES_DAYS - 1), until=today)
        metrics.set_rates((await resources.services.statistics.rows(RULE, week, ()))[0])
        return 0

    async with asyncio.TaskGroup() as group:
        for lane in resources.delivery.lanes:
            group.create_task(_repeat("notices", partial(deliver, lane), _IDLE_S, stop))
        group.create_task(_repeat("circuits", circuits, _CIRCUITS_IDLE_S, stop))
        if resources.services.mini_program is not None:
            message = partial(_message, resources.services.mini_program, metrics)
            group.create_task(_repeat("messages", message, _IDLE_S, stop))
        group.create_task(_repeat("alarms", sweep, _SWEEP_IDLE_S, stop))
        group.create_task(_repeat("rates", rates, _RATES_IDLE_S, stop))


async def _message(program: MiniProgram, metrics: Metrics) -> int:
    """Send one message of WeChat's."""
    now = utc_now()
    metrics.wechat_resting.set(await program.store.resting(now))
    return await program.messages.deliver_once(now)


async def _repeat(what: str, once: Callable[[], Awaitable[int]], idle_s: float, stop: asyncio.Event) -> None:
    """Do it again and again, resting when there was nothing to do."""
    while not stop.is_set():
        try:
            done = await once()
        except Unavailable:
            _log.warning("the database is away; %s wait", what)
            await _rest(stop, _AWAY_S)
            continue
        except Exception:  # noqa: BLE001 - one bad notice or report must not end the worker
            _log.exception(
                "one of the %s could not be handled; its lease expires and it is tried again", what
            )
            await _rest(stop, _AWAY_S)
            continue
        if not done:
            await _rest(stop, idle_s)


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    """Sleep about this long, but not past ``stop``. The jitter keeps workers from asking in step."""
    try:
        async with asyncio.timeout(seconds * random.uniform(0.8, 1.2)):  # noqa: S311 - nothing secret
            await stop.wait()
    except TimeoutError:
        return
