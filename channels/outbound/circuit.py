"""When a channel is left alone for a while because nothing arrives there. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

OPENS_AFTER = 5
"""Failures in a row, over all processes, that open a circuit."""
PROBE = timedelta(seconds=30)
"""How long one worker alone may try an open channel: a lease."""
_FIRST, _LONGEST = timedelta(seconds=5), timedelta(minutes=5)
_JITTER = 0.2


class CircuitState(StrEnum):
    """Whether a channel is told anything."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ZH[self]


_ZH = {CircuitState.CLOSED: "正常", CircuitState.OPEN: "熔断", CircuitState.HALF_OPEN: "试探"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """How a channel has done of late, the same for all processes.

    Attributes:
        channel: its name.
        failures: attempts in a row that did not arrive; a refusal is an answer and ends the row.
        opened: how often it has opened since something last arrived.
        until: nothing is sent before; None while it is closed.
        probe_until: one worker tries one message until then.
        error: what the last failure said.
    """

    channel: str
    failures: int = 0
    opened: int = 0
    until: datetime | None = None
    probe_until: datetime | None = None
    error: str | None = None

    def state(self, now: datetime) -> CircuitState:
        """Whether the channel is told anything at ``now``."""
        if self.until is None:
            return CircuitState.CLOSED
        return CircuitState.OPEN if now < self.until else CircuitState.HALF_OPEN

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing that a success would change."""
        return self.until is None and not self.failures

    def must_open(self, now: datetime) -> bool:
        """Whether it opens, after a failure has been counted."""
        return self.failures >= OPENS_AFTER and self.state(now) is not CircuitState.OPEN


def open_for(opened: int, draw: float) -> timedelta:
    """How long a circuit stays open: 5 s, doubled each time up to 5 min, and up to a fifth more.

    Args:
        opened: how often it has opened in a row, this time included.
        draw: 0-1, so that processes and channels do not try in step.
    """
    doubled: timedelta = _FIRST * 2 ** min(opened - 1, 10)
    return min(doubled, _LONGEST) * (1 + _JITTER * draw)
