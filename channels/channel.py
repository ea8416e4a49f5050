"""What every channel can do, and how a send may fail."""

from typing import Protocol

from channels.notice import Notice


class Refused(Exception):
    """The channel will never take this message; trying again is of no use."""


class Channel(Protocol):
    """One way in and out. Each lives in a file of ``channels/adapters`` and a line of the registry."""

    @property
    def name(self) -> str:
        """The name stored on reports: ``iguanjia``."""
        ...

    async def send(self, to: str, notice: Notice) -> None:
        """Tell one follower; sending the same notice again must be harmless.

        Raises:
            Refused: final.
            Exception: anything else is tried again later.
        """
        ...
