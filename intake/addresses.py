"""The port to map services, and the way around them: an address is welcome, and never waited for long."""

import asyncio
import logging
from dataclasses import replace
from typing import Protocol

from intake.place import GeocodedAddress, Location, Point
from intake.words import is_blank

_log = logging.getLogger(__name__)


class Addresses(Protocol):
    """The port to a map service: which address a point has."""

    @property
    def provider(self) -> str:
        """Name of the service."""
        ...

    async def address(self, point: Point) -> str | None:
        """The address of a point, one line; None where there is none, or none to be had now."""
        ...


class CarefulAddresses:
    """Wraps a map service. What it cannot say in time costs the address, never the report.

    Args:
        addresses: the service; None where there is none.
        budget_s: seconds that a report waits for it.
    """

    def __init__(self, addresses: Addresses | None, budget_s: float) -> None:
        self._addresses = addresses
        self._budget_s = budget_s

    async def named(self, location: Location | None) -> Location | None:
        """The place with the address of its point beside it, where its reporter gave no words for it."""
        if self._addresses is None or location is None or not is_blank(location.address or ""):
            return location
        try:
            async with asyncio.timeout(self._budget_s):
                words = await self._addresses.address(location.point)
        except TimeoutError:
            return location
        except Exception as error:  # noqa: BLE001 - whatever a map service raises, the report is kept
            # its kind alone: the error may quote the place
            _log.warning("no address was looked up, the report is filed without: %s", type(error).__name__)
            return location
        if words is None:
            return location
        found = GeocodedAddress(words=words, provider=self._addresses.provider)
        return replace(location, geocoded_address=found)
