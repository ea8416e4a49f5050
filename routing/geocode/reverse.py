"""What the geocoders that geopy lacks have in common: one GET, one JSON document, at most one address."""

import logging
from abc import abstractmethod
from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import urlencode

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

# geopy writes whole URLs, with key and place, at DEBUG and the answers of a service at INFO
logging.getLogger("geopy").disabled = True


class ReverseGeocoder(Geocoder):  # type: ignore[misc] # geopy ships no types
    """A geocoder in geopy's form that answers addresses only.

    Args:
        api_key: of the service.
        url: scheme and host of the service, without a slash at the end.
        options: of `geopy.geocoders.base.Geocoder`.
    """

    path: str

    def __init__(self, api_key: str, *, url: str, **options: Any) -> None:
        super().__init__(**options)
        self._key = api_key
        self._url = url

    def reverse(
        self,
        query: tuple[float, float],
        *,
        exactly_one: bool = True,  # noqa: ARG002 - geopy's own form; these services answer one at most
        timeout: Any = DEFAULT_SENTINEL,
    ) -> Awaitable[Location | None]:
        """The address of a latitude and longitude, in the reference of the service."""
        url = f"{self._url}{self.path}?{urlencode(self._parameters(*query))}"
        answer: Awaitable[Location | None] = self._call_geocoder(url, self._located, timeout=timeout)
        return answer

    def _located(self, page: Mapping[str, Any]) -> Location | None:
        words = self._words(page)
        # an empty address comes as "", or from AMap as []
        return Location(words, (0.0, 0.0), page) if isinstance(words, str) and words else None

    @abstractmethod
    def _parameters(self, latitude: float, longitude: float) -> dict[str, str]:
        """The query of the service, its key included."""

    @abstractmethod
    def _words(self, page: Mapping[str, Any]) -> object:
        """The address in an answer.

        Raises:
            GeocoderServiceError: the service says that it could not answer; its kind says why.
            LookupError, TypeError: the answer is in another form than its keeper publishes.
        """
