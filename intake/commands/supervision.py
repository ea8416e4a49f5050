"""督办 and 预警: an order with a date, and clocks that speak up."""

from dataclasses import dataclass

from intake.deadline import DeadlineKind, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise:
    """督办: a supervisor takes an eye on it; level 1-3, the order's number, due in so many working days."""

    level: int
    order: str
    days: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """预警: a clock has come so far; ``subject`` names whose, where several run."""

    kind: DeadlineKind
    level: Level
    subject: str | None = None
