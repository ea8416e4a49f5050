"""Things of the city that carry a code 城市部件: a cover, a lamp, a bin, and who keeps it."""

from dataclasses import dataclass
from typing import Protocol

from intake.place import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A thing in the register, as it was when a report named it.

    Attributes:
        code: what its plate says.
        name: what it is, in words.
        keeper: key of the unit or id of the department that keeps it.
        matter: code of the matter that a report of it is, or None.
        point: where it stands, WGS-84, when the register knows.
    """

    code: str
    name: str
    keeper: str
    matter: str | None = None
    point: Point | None = None


class Assets(Protocol):
    """The port to the register."""

    async def asset(self, code: str) -> Asset | None:
        """The thing with this code, or None.

        Raises:
            Unavailable: the register is away.
        """
        ...
