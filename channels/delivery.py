"""The outbox worker: a lane for each channel, so that one that is dead or slow holds up no other."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from channels.channel import Channel
from channels.outbound.circuit import Circuit
from channels.outbound.lane import Lane, Pace
from channels.outbound.store import CircuitStore
from intake import Database

OTHERS = ""
"""Name of the lane of channels that nobody knows."""


class Delivery:
    """Tells followers what is due.

    Args:
        database: where reports, the attempts and the circuits are.
        channels: by name.
        pace: by what lanes draw and count seconds.
    """

    def __init__(self, database: Database, channels: Mapping[str, Channel], pace: Pace | None = None) -> None:
        pace = pace or Pace()
        self._circuits = CircuitStore(database)
        self._lanes = {
            name: Lane(database, channel, channels, pace)
            for name, channel in (*channels.items(), (OTHERS, None))
        }

    @property
    def lanes(self) -> tuple[str, ...]:
        """Names of the lanes: the channels, and one for what belongs to none of them."""
        return tuple(self._lanes)

    async def deliver_once(self, now: datetime, lane: str | None = None) -> int:
        """Tell who is due in one lane, or in all of them side by side; how many entries were handled.

        What is no news to a follower counts as told. 0 when nothing is due at ``now``, or may be sent.
        """
        if lane is not None:
            return await self._lanes[lane].deliver_once(now)
        return sum(await asyncio.gather(*(each.deliver_once(now) for each in self._lanes.values())))

    async def circuits(self) -> list[Circuit]:
        """How channels have done of late; one that is missing never failed."""
        return await self._circuits.every()
