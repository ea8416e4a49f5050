"""Turns, so many a second."""

from collections.abc import Callable


class Pace:
    """Gives out turns in the order they are asked for, evenly spaced.

    geopy's own ``AsyncRateLimiter`` lets all who wait race for each next turn: sixty at once wake each other
    1,770 times, come in any order, and none is ever told that it would take too long.

    Args:
        per_second: turns a second.
        clock: seconds, monotonic.
    """

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._apart_s = 1 / per_second
        self._clock = clock
        self._next = clock()

    def take(self, patience_s: float) -> float | None:
        """Seconds until the caller's turn; None, and no turn is taken, where that would be too long."""
        now = self._clock()
        at = max(now, self._next)
        if at - now > patience_s:
            return None
        self._next = at + self._apart_s
        return at - now
