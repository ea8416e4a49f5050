"""The map service that tells addresses, where one is set."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateway.settings import Settings
from routing import AddressLookup, open_address_lookup

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_addresses(settings: Settings) -> AsyncIterator[AddressLookup | None]:
    """Addresses until left; None where no service is set, or no key for it."""
    if settings.geocoder is None:
        yield None
    elif not settings.geocoder_key:
        _log.warning("GEOCODER=%s without GEOCODER_KEY: reports get no addresses", settings.geocoder)
        yield None
    else:
        async with open_address_lookup(
            settings.geocoder,
            settings.geocoder_key.get_secret_value(),
            url=settings.geocoder_url,
            per_second=settings.geocoder_per_second,
        ) as addresses:
            yield addresses
