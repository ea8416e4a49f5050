"""The way to an address: what is known, who asks already, whether to ask at all, and then the question."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, Protocol

from intake import MAX_ADDRESS, Crs, Point
from routing.crs import from_wgs84
from routing.geocode.cache import AddressCache, Cell, cell_of
from routing.geocode.circuit import Circuit
from routing.geocode.failure import Failure, failure_of
from routing.geocode.pace import Pace

TIMEOUT_S = 1.5
"""Longest a question may take, its turn and the connection included."""

PATIENCE_S = 0.5
"""Longest to wait for a turn."""

_TOLD_EVERY_S = 3600.0
_log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How a look-up ended where no `Failure` ended it."""

    FOUND = "found"
    NOTHING = "nothing"
    CACHED = "cached"
    JOINED = "joined"
    LIMITED = "limited"
    RESTING = "resting"


class Geocoder(Protocol):
    """What is used of a geocoder of geopy's with an asynchronous adapter."""

    def reverse(self, query: tuple[float, float]) -> Awaitable[Any]:
        """The place at a latitude and longitude, with its ``address``; None where there is none."""
        ...


class AddressLookup:
    """Addresses of points, from one service. Answers None rather than an error, and never logs a place.

    Args:
        geocoder: of geopy's form, open.
        provider: name of the service.
        crs: the reference that the service speaks.
        per_second: most questions a second.
        clock: seconds, monotonic.

    Attributes:
        provider: name of the service.
        outcomes: how look-ups ended, by `Outcome` or `Failure`, since the start.
    """

    def __init__(
        self,
        geocoder: Geocoder,
        provider: str,
        crs: Crs,
        *,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.provider = provider
        self.outcomes: Counter[str] = Counter()
        self._geocoder = geocoder
        self._crs = crs
        self._clock = clock
        self._pace = Pace(per_second, clock)
        self._circuit = Circuit(clock)
        self._cache = AddressCache(clock)
        self._flights: dict[Cell, asyncio.Task[str | None]] = {}
        self._told: dict[Failure, float] = {}

    async def address(self, point: Point) -> str | None:
        """The address of a point, one line of at most 200 characters; None where none can be had now.

        Who stops waiting leaves the question under way, for the next who asks.
        """
        cell = cell_of(point)
        try:
            words = self._cache.get(cell)
        except KeyError:
            pass
        else:
            self.outcomes[Outcome.CACHED] += 1
            return words
        flight = self._flights.get(cell)
        if flight is None:
            flight = asyncio.create_task(self._ask(point, cell), name="geocode")
            self._flights[cell] = flight
            flight.add_done_callback(lambda _: self._flights.pop(cell))
        else:
            self.outcomes[Outcome.JOINED] += 1
        return await asyncio.shield(flight)

    async def close(self) -> None:
        """Drop the questions under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    async def _ask(self, point: Point, cell: Cell) -> str | None:
        if self._circuit.resting:
            self.outcomes[Outcome.RESTING] += 1
            return None
        wait = self._pace.take(PATIENCE_S)
        if wait is None:
            self.outcomes[Outcome.LIMITED] += 1
            return None
        longitude, latitude = from_wgs84(point, self._crs)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await asyncio.sleep(wait)
                place = await self._geocoder.reverse((latitude, longitude))
            words = tidy(place.address) if place else None
        except Exception as error:  # noqa: BLE001 - whatever a service answers, nobody's report waits for it
            self._fail(failure_of(error), cell)
            return None
        self._circuit.succeeded()
        self._cache.put(cell, words)
        self.outcomes[Outcome.FOUND if words else Outcome.NOTHING] += 1
        return words

    def _fail(self, failure: Failure, cell: Cell) -> None:
        self.outcomes[failure] += 1
        self._circuit.failed(failure)
        if failure is Failure.REFUSED:
            self._cache.put(cell, None)
        now = self._clock()
        if now >= self._told.get(failure, now):
            self._told[failure] = now + _TOLD_EVERY_S
            # its kind alone: errors hold the question, and that the key and the place
            _log.warning("no address from %s: %s; not told again within the hour", self.provider, failure)


def tidy(words: str) -> str | None:
    """Words of a service as one line that can be seen, cut to 200 characters."""
    visible = "".join(each if each.isprintable() else " " for each in words)
    return " ".join(visible.split())[:MAX_ADDRESS] or None
