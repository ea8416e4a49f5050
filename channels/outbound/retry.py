"""When a message that did not arrive is tried again. Pure."""

from datetime import timedelta

WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
_JITTER = 0.2
_LONGEST = timedelta(hours=24)


def wait_after(attempts: int, draw: float = 0.0, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after this many failed attempts; None when it is time to give up.

    Args:
        attempts: of this entry, the last one included.
        draw: 0-1; up to a fifth of the wait is added, so that what failed together is not tried together.
        asked: what the channel asks to wait at least; a day is the most it gets.
    """
    if attempts > len(WAITS):
        return None
    wait = WAITS[attempts - 1] * (1 + _JITTER * draw)
    return max(wait, min(asked, _LONGEST)) if asked else wait
