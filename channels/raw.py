"""What came in over HTTP, before anybody believes it, and what an adapter makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from intake import Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A request as it arrived.

    Attributes:
        method: ``POST``.
        target: path and query exactly as sent: what a signature covers.
        headers: by lower-case name.
        body: all of it.
        address: network address it came from.
        files: photos that came in the same form.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    address: str = ""
    files: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a request is from, once that is proved.

    Attributes:
        channel: name of the channel.
        key: id of the key that signed it.
        nonce: what may come once only; None where the proof has none.
        digest: what the body must hash to, 64 hexadecimal digits; None where the proof does not cover it.
    """

    channel: str
    key: str
    nonce: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What an app handed in, in the words of the domain.

    Attributes:
        submission: all of it but photos that are still to be fetched; ``external_ref`` is set.
        photo_urls: where the app says its photos are, in its order.
        reported_at: when its reporter handed it in at the app, aware; None where the app does not say.
    """

    submission: Submission
    photo_urls: tuple[str, ...] = ()
    reported_at: datetime | None = None
