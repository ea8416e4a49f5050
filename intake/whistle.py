"""吹哨: a town calls departments to the spot, and each answers."""

from dataclasses import dataclass
from datetime import datetime

from intake.decision import DepartmentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One department that was called.

    Attributes:
        department: which.
        responded_at: when it reported 报到, aware UTC; None before.
        concluded_at: when it said that its part is done; None before.
        conclusion: what it did.
    """

    department: DepartmentRef
    responded_at: datetime | None = None
    concluded_at: datetime | None = None
    conclusion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whistle:
    """A call to several departments at once.

    Attributes:
        words: what the matter is.
        by: who blew it.
        at: when, aware UTC.
        calls: one for each called department.
    """

    words: str
    by: str
    at: datetime
    calls: tuple[Call, ...]

    @property
    def is_open(self) -> bool:
        """Whether a called department still has something to do."""
        return any(call.concluded_at is None for call in self.calls)
