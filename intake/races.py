"""Lost races: how often a write is tried again, and how long it waits before."""

import asyncio
import random

TRIES = 100
"""How often a command is judged and written at most: each race is lost to somebody who wrote."""
_FIRST_S = 0.002  # about what a guarded update takes
_MOST_S = 0.064


async def back_off(lost: int) -> None:
    """Wait a moment after so many lost races: a random part of 2 ms, of 4, of 8 …, never more than 64 ms.

    The part is random so that those who lost together do not meet again.
    """
    await asyncio.sleep(random.uniform(0, min(_FIRST_S * 2 ** (lost - 1), _MOST_S)))  # noqa: S311 - no secret
