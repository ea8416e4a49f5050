"""Why a service gave no answer, in words that are the same for all of them."""

from enum import StrEnum

from geopy.adapters import AdapterHTTPError
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderUnavailable,
)

_SERVER_ERROR = 500


class Failure(StrEnum):
    """What went wrong."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNAVAILABLE = "unavailable"
    KEY = "key"
    QUOTA = "quota"
    RATE = "rate"
    REFUSED = "refused"
    MALFORMED = "malformed"


_KINDS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Failure], ...] = (
    # the special before the general: these classes are each other's
    (GeocoderRateLimited, Failure.RATE),
    (GeocoderQuotaExceeded, Failure.QUOTA),
    ((GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges), Failure.KEY),
    (GeocoderQueryError, Failure.REFUSED),
    (GeocoderUnavailable, Failure.UNREACHABLE),
    (TimeoutError, Failure.TIMEOUT),
)


def failure_of(error: Exception) -> Failure:
    """What went wrong, of anything that geopy or the reading of an answer may raise."""
    cause = error.__cause__
    if isinstance(cause, AdapterHTTPError) and cause.status_code >= _SERVER_ERROR:
        return Failure.UNAVAILABLE  # geopy calls 503 and 504 time-outs
    for kind, failure in _KINDS:
        if isinstance(error, kind):
            return failure
    # its own kind exactly: a document that is no JSON is one of its children
    return Failure.UNAVAILABLE if type(error) is GeocoderServiceError else Failure.MALFORMED
