"""Clocks on a report: by when which step is due."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class DeadlineKind(StrEnum):
    """The step a clock waits for."""

    ACCEPT = "accept"
    DISPATCH = "dispatch"
    SIGN = "sign"
    RESOLVE = "resolve"
    VERIFY = "verify"
    EVALUATE = "evaluate"


class LimitUnit(StrEnum):
    """What a limit counts. Working time follows the city's hours and the national calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time as rules state it: ``Limit(4, LimitUnit.WORKING_HOUR)``."""

    value: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A running or met clock.

    Attributes:
        kind: the step it waits for.
        limit: the rule it was computed from.
        started_at: when it began, aware UTC.
        due_by: when it ends, aware UTC.
        provisional: True when it needs a day whose working-day status the State Council has not published.
        met_at: when the step was taken, aware UTC; None while it runs.
    """

    kind: DeadlineKind
    limit: Limit
    started_at: datetime
    due_by: datetime
    provisional: bool = False
    met_at: datetime | None = None


def met(deadlines: tuple[Deadline, ...], kind: DeadlineKind, at: datetime) -> tuple[Deadline, ...]:
    """The same clocks with the running one of this kind stopped at ``at``."""
    return tuple(replace(d, met_at=at) if d.kind is kind and d.met_at is None else d for d in deadlines)
