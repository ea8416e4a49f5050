"""A token for "that one": says nothing to whoever holds it, and is worth nothing to anybody else.

It is a keyed hash, not a reference: only whoever has the other report in hand can tell that it is meant. The
key is the random salt that every report has in the database and nowhere else, so there is no secret to hand
to every process, and none to leak.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from intake.similar.neighbour import Neighbour

VALID_FOR = timedelta(minutes=30)
"""How long it takes at most to read what is offered and to finish one's own report."""


def new_token(neighbour: Neighbour, reporter: str, now: datetime) -> str | None:
    """A token with which this reporter may name that report for half an hour; None where it has no salt."""
    if neighbour.salt is None:
        return None
    until = int((now + VALID_FOR).timestamp())
    return f"{until}.{_hash(neighbour.salt, neighbour.number, reporter, str(until))}"


def is_meant(token: str, neighbour: Neighbour, reporter: str, now: datetime) -> bool:
    """Whether this token was given to this reporter for that report, and still counts."""
    until, _, mac = token.partition(".")
    if neighbour.salt is None or not (until.isascii() and until.isdecimal()) or len(until) > 12:  # noqa: PLR2004 - year 33658
        return False
    expected = _hash(neighbour.salt, neighbour.number, reporter, until)
    return hmac.compare_digest(mac.encode(), expected.encode()) and now.timestamp() <= int(until)


def _hash(salt: str, *parts: str) -> str:
    return hmac.new(salt.encode(), "\0".join(("same-as", *parts)).encode(), hashlib.sha256).hexdigest()
