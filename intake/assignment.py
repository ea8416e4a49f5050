"""Who acts on a report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.decision import DepartmentRef


class DispatchMode(StrEnum):
    """Who chose the department."""

    AUTO = "auto"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who acts.

    Attributes:
        lead: the department that must act.
        assisting: departments that help.
        mode: chosen by rule or by a person.
        at: when it was sent, aware UTC.
        officer: who signed for it, or None before that.
        is_final: settled by arbitration; nobody may ask for a return.
    """

    lead: DepartmentRef
    assisting: tuple[DepartmentRef, ...]
    mode: DispatchMode
    at: datetime
    officer: str | None = None
    is_final: bool = False
