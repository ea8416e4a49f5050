"""The straight way: accept, decline, dispatch, sign, resolve, evaluate."""

from dataclasses import dataclass

from intake.decision import Urgency
from intake.reasons import DeclineReason
from intake.result import ResultCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """受理: take it up, as this matter. None keeps what the report has."""

    matter: str | None = None
    urgency: Urgency | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """不予受理: say why, and where to go instead."""

    reason: DeclineReason
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """派单: send it to a department.

    ``lead`` None takes the one that routing proposes; its ``assisting`` too, unless some are named.
    """

    lead: str | None = None
    assisting: tuple[str, ...] = ()
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """签收: an officer of the lead department takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """处置完成: what was done, in words for the reporter, and the ground as it is now."""

    result: ResultCode
    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """评价: 1-5 in three dimensions."""

    outcome: int
    speed: int
    attitude: int
    tags: tuple[str, ...] = ()
    words: str | None = None
