"""What lies over the towns: villages, zones and kinds of place, as one layer tells them."""

from dataclasses import dataclass
from typing import Protocol

from intake import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """What covers a point.

    Attributes:
        village: code of the village, or None where none is drawn.
        zones: keys of the zones, the one with precedence first.
        places: keys of the kinds of place, the one with precedence first.
    """

    village: str | None = None
    zones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


NOTHING = Covering()


class Overlay(Protocol):
    """A version of everything drawn over the towns. Look-ups are pure, in memory, and take microseconds."""

    @property
    def version(self) -> str:
        """Names the layer and its content; stored with every decision."""
        ...

    def cover(self, point: Point) -> Covering:
        """What covers this point."""
        ...
