"""What a channel is made of: a way in, a way out, and how a send may fail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from channels.news import Message, News
from channels.raw import Caller, Handed, Raw


class Refused(Exception):
    """The channel will never take this message; trying again is of no use."""


class Later(Exception):
    """Not this time: the channel says so, or nobody knows whether it took the message.

    Attributes:
        wait: what the channel asks to wait at least, or None.
    """

    def __init__(self, words: str, wait: timedelta | None = None) -> None:
        super().__init__(words)
        self.wait = wait


class Inlet(Protocol):
    """The way in for an app's own server."""

    def verify(self, raw: Raw, now: datetime) -> Caller:
        """Who sent it, told before its body is read. Pure.

        That a nonce comes once only, and that the body is the one that was signed, is for the caller to hold.

        Raises:
            Unauthenticated: the proof does not hold.
        """
        ...

    def parse(self, raw: Raw) -> Handed:
        """What was handed in.

        Raises:
            InvalidInput: the first thing that breaks a rule of the channel's format, by its field.
        """
        ...


class Outlet(Protocol):
    """The way out to followers."""

    def render(self, news: News) -> Message:
        """The message of this channel. Pure."""
        ...

    async def send(self, message: Message) -> None:
        """Tell one follower; sending the same message again must be harmless.

        Raises:
            Refused: final.
            Exception: anything else is tried again later.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way in and out. Each lives in a file of ``channels/adapters`` and a line of the registry.

    Attributes:
        name: the name stored on reports: ``iguanjia``.
        zh: what people call it.
        outlet: the way out.
        inlet: the way in for an app's own server; None where people come in by GraphQL.
    """

    name: str
    zh: str
    outlet: Outlet
    inlet: Inlet | None = None
