"""Turns this process to what is effective: looks again and again, and when something is scheduled."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime

from intake import Unavailable
from routing import LiveEditions, Routing

_log = logging.getLogger(__name__)
_SOONEST_S = 0.05


async def follow(live: LiveEditions, routing: Routing, clock: Callable[[], datetime], every_s: float) -> None:
    """Look for new editions until cancelled; whatever goes wrong, the last good ones stay.

    Args:
        live: what is effective.
        routing: turned to it between two decisions.
        clock: now, aware UTC.
        every_s: seconds between two looks, give or take a fifth, so that processes do not look in step.
    """
    while True:
        await asyncio.sleep(_wait(live.next_change(clock()), clock(), every_s))
        try:
            knowledge = await live.look(clock())
        except Unavailable:
            _log.warning("the database is away; new editions wait")
            continue
        except Exception:  # noqa: BLE001 - a look that fails in a way nobody foresaw must not be the last one
            live.failures += 1
            _log.exception("a look for new editions failed")
            continue
        if knowledge is not None:
            routing.turn_to(knowledge)
            _log.info("turned to %s", ", ".join(sorted(live.versions.values())))


def _wait(change_at: datetime | None, now: datetime, every_s: float) -> float:
    usual = every_s * random.uniform(0.8, 1.2)  # noqa: S311 - nothing secret
    if change_at is None:
        return usual
    return min(usual, max((change_at - now).total_seconds(), _SOONEST_S))
