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
    MAKE_SAFE = "make_safe"
    RESOLVE = "resolve"
    RESPOND = "respond"
    REVIEW = "review"
    SUPERVISE = "supervise"
    VERIFY = "verify"
    EVALUATE = "evaluate"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _KIND_ZH[self]

    @property
    def is_window(self) -> bool:
        """Whether it waits for the reporter: such a clock lapses and never warns."""
        return self in {DeadlineKind.SUPPLEMENT, DeadlineKind.EVALUATE}


_KIND_ZH = {
    DeadlineKind.SUPPLEMENT: "补充",
    DeadlineKind.ACCEPT: "受理",
    DeadlineKind.DISPATCH: "派单",
    DeadlineKind.SIGN: "签收",
    DeadlineKind.MAKE_SAFE: "排险",
    DeadlineKind.RESOLVE: "处置",
    DeadlineKind.RESPOND: "报到",
    DeadlineKind.REVIEW: "挂账复核",
    DeadlineKind.SUPERVISE: "督办",
    DeadlineKind.VERIFY: "核查",
    DeadlineKind.EVALUATE: "评价",
}


class Level(StrEnum):
    """How much of a limit is used up: half, three quarters, nine tenths, all."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    OVERDUE = "overdue"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _LEVEL_ZH[self]

    @property
    def rank(self) -> int:
        """1 for the mildest to 4: levels in the order in which a clock reaches them."""
        return tuple(Level).index(self) + 1


_LEVEL_ZH = {
    Level.YELLOW: "黄色预警",
    Level.ORANGE: "橙色预警",
    Level.RED: "红色预警",
    Level.OVERDUE: "超时",
}


class LimitUnit(StrEnum):
    """What a limit counts. Working time follows the city's hours and the national calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"

    @property
    def is_working(self) -> bool:
        """Whether only working time counts."""
        return self in {LimitUnit.WORKING_HOUR, LimitUnit.WORKING_DAY}


@dataclass(frozen=True, slots=True)
class Limit:
    """A length of time as rules state it: ``Limit(4, LimitUnit.WORKING_HOUR)``."""

    value: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A running or ended clock.

    Attributes:
        kind: the step it waits for.
        limit: the rule it was computed from; extensions do not change it.
        started_at: when it first began, aware UTC; a clock that goes on after a pause keeps it.
        due_by: when it ends, aware UTC.
        provisional: True when it needs a day whose working-day status the State Council has not published.
        met_at: when the step was taken, aware UTC; None while it runs.
        stopped_at: when the step was no longer asked for, aware UTC; such a clock is neither met nor late.
        warn_at: when half, three quarters and nine tenths of its time are gone, aware UTC, in that order;
            empty for a clock that never warns.
        warned: the highest level that was told already.
        subject: id of the department that it waits for, where one report has several clocks of a kind.
        paused_ms: milliseconds of the limit's own kind of time during which it did not run.
    """

    kind: DeadlineKind
    limit: Limit
    started_at: datetime
    due_by: datetime
    provisional: bool = False
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    warn_at: tuple[datetime, ...] = ()
    warned: Level | None = None
    subject: str | None = None
    paused_ms: int = 0

    @property
    def is_running(self) -> bool:
        """Whether somebody is still waited for."""
        return self.met_at is None and self.stopped_at is None

    @property
    def levels(self) -> tuple[tuple[datetime, Level], ...]:
        """When it reaches which level, in order; a window reaches none."""
        if self.kind.is_window:
            return ()
        return (*zip(self.warn_at, Level, strict=False), (self.due_by, Level.OVERDUE))


def level_at(deadline: Deadline, now: datetime) -> Level | None:
    """The highest level that the clock has reached by now; one that has ended stays at the level it had."""
    ended = deadline.met_at or deadline.stopped_at
    moment = min(now, ended) if ended else now
    return max(
        (level for at, level in deadline.levels if at <= moment), key=lambda level: level.rank, default=None
    )


def next_alarm(deadline: Deadline) -> datetime | None:
    """The next instant at which the clock needs a look; it lies in the past when that look is late.

    A running clock needs one at each level that was not told yet; a window needs one when it lapses, until
    something ends it. None when the clock has ended or all was told.
    """
    if not deadline.is_running:
        return None
    if deadline.kind.is_window:
        return deadline.due_by
    told = deadline.warned.rank if deadline.warned else 0
    return next((at for at, level in deadline.levels if level.rank > told), None)


def met(deadlines: tuple[Deadline, ...], kind: DeadlineKind, at: datetime) -> tuple[Deadline, ...]:
    """The same clocks with the running one of this kind stopped at ``at``."""
    return tuple(replace(d, met_at=at) if d.kind is kind and d.is_running else d for d in deadlines)


def stopped(deadlines: tuple[Deadline, ...], at: datetime) -> tuple[Deadline, ...]:
    """The same clocks with every running one stopped at ``at``: the report takes another way."""
    return tuple(replace(d, stopped_at=at) if d.is_running else d for d in deadlines)
