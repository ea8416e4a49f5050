"""What a department asks of the city about a report: one request at a time, decided by another."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.deadline import Limit
from intake.decision import DepartmentRef
from intake.reasons import ReturnReason


class RequestKind(StrEnum):
    """What is asked for."""

    RETURN = "return"
    EXTENSION = "extension"
    SUSPENSION = "suspension"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _KIND_ZH[self]


_KIND_ZH = {RequestKind.RETURN: "退单", RequestKind.EXTENSION: "延期", RequestKind.SUSPENSION: "挂账"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that waits for its decision.

    Attributes:
        kind: what is asked for.
        by: who asked.
        department: for which department.
        at: when, aware UTC.
        words: why, and on what basis; for a suspension the plan.
        reason: why it is not theirs, for a return.
        proposed: whose it is instead, for a return.
        limit: how much longer, for an extension.
        review_days: in how many days a suspension is looked at again.
    """

    kind: RequestKind
    by: str
    department: DepartmentRef
    at: datetime
    words: str
    reason: ReturnReason | None = None
    proposed: DepartmentRef | None = None
    limit: Limit | None = None
    review_days: int | None = None
