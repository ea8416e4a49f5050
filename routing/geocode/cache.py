"""Addresses that were asked for lately, and the lack of them."""

from collections import OrderedDict
from collections.abc import Callable

from intake import Point

Cell = tuple[float, float]
"""Longitude and latitude to four decimals: 11 m by 10 m here, about a phone's own doubt."""

MOST = 10_000
KEPT_S = 86_400.0
NOTHING_KEPT_S = 600.0


def cell_of(point: Point) -> Cell:
    """The cell that a point lies in."""
    return round(point.longitude, 4), round(point.latitude, 4)


class AddressCache:
    """The cells asked for last, up to `MOST`; each for a day, or ten minutes where there was no address.

    Args:
        clock: seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: OrderedDict[Cell, tuple[float, str | None]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, cell: Cell) -> str | None:
        """What was found there; None where it is known that there is nothing.

        Raises:
            KeyError: it is not known.
        """
        until, words = self._kept[cell]
        if self._clock() >= until:
            del self._kept[cell]
            raise KeyError(cell)
        self._kept.move_to_end(cell)
        return words

    def put(self, cell: Cell, words: str | None) -> None:
        """Keep what was found."""
        self._kept[cell] = (self._clock() + (KEPT_S if words else NOTHING_KEPT_S), words)
        self._kept.move_to_end(cell)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
