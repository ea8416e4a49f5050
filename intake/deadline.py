"""Clocks on a report: by when which step is due."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class DeadlineKind(StrEnum):
    """The step a clock waits for."""

    SUPPLEMENT = "supplement"
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
        stopped_at: when the step was no longer asked for, aware UTC; such a clock is neither met nor late.
    """

    kind: DeadlineKind
    limit: Limit
    started_at: datetime
    due_by: datetime
    provisional: bool = False
    met_at: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether somebody is still waited for."""
        return self.met_at is None and self.stopped_at is None


def met(deadlines: tuple[Deadline, ...], kind: DeadlineKind, at: datetime) -> tuple[Deadline, ...]:
    """The same clocks with the running one of this kind stopped at ``at``."""
    return tuple(replace(d, met_at=at) if d.kind is kind and d.is_running else d for d in deadlines)


def stopped(deadlines: tuple[Deadline, ...], at: datetime) -> tuple[Deadline, ...]:
    """The same clocks with every running one stopped at ``at``: the report takes another way."""
    return tuple(replace(d, stopped_at=at) if d.is_running else d for d in deadlines)
