"""By when a step is due, when to warn of it, and what pauses and extensions make of that.

How time is counted follows 民法典 第二百条 to 第二百零四条: a period of hours runs from the moment it
starts (201); of a period of days the first day is not counted (201); it ends at 24:00 of its last day, or
when business closes where there are business hours (203).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from intake import Deadline, DeadlineKind, Limit, LimitUnit, Urgency, level_at
from routing.implementation import Implementation
from routing.limits import Limits
from routing.workdays import SHANGHAI
from routing.worktime import WorkTime

_WARN_PERCENT = (50, 75, 90)
_MS = timedelta(milliseconds=1)


def limit_of(
    kind: DeadlineKind, implementation: Implementation | None, urgency: Urgency, limits: Limits
) -> Limit | None:
    """The rule for this step: the implementation list's for resolving and making safe, else the table's.

    None when the list sets no such limit, and for steps whose limit a person names.
    """
    match kind:
        case DeadlineKind.RESOLVE:
            return implementation.limit if implementation else None
        case DeadlineKind.MAKE_SAFE:
            return implementation.make_safe if implementation else None
        case _:
            return limits.get((kind, urgency))


def due(limit: Limit, start: datetime, work: WorkTime) -> datetime:
    """When the limit ends that starts at this moment, in UTC.

    - minute, hour: on the clock, day and night.
    - day: 24:00 local time of the n-th day after the starting day, holidays included.
    - working_hour: only working time counts.
    - working_day: close of business on the n-th working day after the starting day. What starts on a day
      off counts as started on the next working day, so that day is not yet the first.
    """
    match limit.unit:
        case LimitUnit.MINUTE:
            return start.astimezone(UTC) + timedelta(minutes=limit.value)
        case LimitUnit.HOUR:
            return start.astimezone(UTC) + timedelta(hours=limit.value)
        case LimitUnit.DAY:
            last = _day(start) + timedelta(days=limit.value)
            return datetime.combine(last + timedelta(days=1), time.min, SHANGHAI).astimezone(UTC)
        case LimitUnit.WORKING_HOUR:
            return work.after(start, timedelta(hours=limit.value))
        case LimitUnit.WORKING_DAY:
            return work.closing(start, limit.value)


def clock(
    kind: DeadlineKind, limit: Limit, start: datetime, work: WorkTime, subject: str | None = None
) -> Deadline:
    """The clock of this limit that starts at this moment, with the instants at which it warns."""
    due_by = due(limit, start, work)
    running = Deadline(
        kind=kind,
        limit=limit,
        started_at=start,
        due_by=due_by,
        provisional=_is_provisional(limit.unit, start, due_by, work),
        subject=subject,
    )
    return replace(running, warn_at=_warnings(running, start, work))


def resumed(deadline: Deadline, left_at: datetime, now: datetime, work: WorkTime) -> Deadline:
    """The clock running again: what was left of it at ``left_at`` counts from now.

    What is left is measured in the limit's own kind of time: working time, natural time, or for a limit
    in days the days after the one it was left on, so that it ends at 24:00 again. With nothing left it is
    due now. Warnings that had passed stay where they were; later ones move with the end.

    Args:
        deadline: as it was stopped or met.
        left_at: until when it ran.
        now: from when it runs again, not before ``left_at``.
        work: how working time passes.
    """
    unit = deadline.limit.unit
    due_by = now
    if deadline.due_by > left_at:
        due_by = max(now, _moved(deadline.due_by, left_at, now, unit, work))
    return replace(
        deadline,
        due_by=due_by,
        provisional=deadline.provisional or _is_provisional(unit, now, due_by, work),
        met_at=None,
        stopped_at=None,
        warn_at=tuple(
            at if at <= left_at else _moved(at, left_at, now, unit, work) for at in deadline.warn_at
        ),
        paused_ms=deadline.paused_ms + _pause(left_at, now, unit, work) // _MS,
    )


def extended(deadline: Deadline, limit: Limit, now: datetime, work: WorkTime) -> Deadline:
    """The clock due later by this limit, counted from its end, as decided now.

    Warnings are set anew over the whole length. Of what was told, the levels count that are still reached;
    the others will be told again when their time comes.
    """
    # 24:00 is the end of its day: the next day is the first that an extension in days counts
    counts_days = limit.unit in {LimitUnit.DAY, LimitUnit.WORKING_DAY}
    start = deadline.due_by - _MS if counts_days else deadline.due_by
    due_by = due(limit, start, work)
    later = replace(
        deadline,
        due_by=due_by,
        provisional=deadline.provisional or _is_provisional(limit.unit, start, due_by, work),
    )
    later = replace(later, warn_at=_warnings(later, now, work))
    reached = level_at(later, now)
    told = [level for level in (deadline.warned, reached) if level is not None]
    both = len(told) == 2  # noqa: PLR2004 - told once and reached still
    return replace(later, warned=min(told, key=lambda level: level.rank) if both else None)


def _warnings(deadline: Deadline, now: datetime, work: WorkTime) -> tuple[datetime, ...]:
    """When each share of the clock's time is gone; pauses do not count, and all of them lie before now."""
    if deadline.kind.is_window:
        return ()
    unit, start = deadline.limit.unit, deadline.started_at
    paused = deadline.paused_ms * _MS
    length = _passed(start, deadline.due_by, unit, work) - paused
    gone = _passed(start, now, unit, work) - paused
    shares = [length // _MS * percent // 100 * _MS for percent in _WARN_PERCENT]
    # where a pause lay is not kept: a share that is gone is put where it would be without one, in the past
    return tuple(
        _later(now, share - gone, unit, work) if share > gone else _later(start, share, unit, work)
        for share in shares
    )


def _moved(at: datetime, left_at: datetime, now: datetime, unit: LimitUnit, work: WorkTime) -> datetime:
    """Where an instant that lay ahead at ``left_at`` lies when that time counts from now; never earlier."""
    if unit is LimitUnit.DAY:
        return at + _pause(left_at, now, unit, work)
    return max(at, _later(now, _passed(left_at, at, unit, work), unit, work))


def _pause(left_at: datetime, now: datetime, unit: LimitUnit, work: WorkTime) -> timedelta:
    """The time that did not count: whole days for a limit in days."""
    return _day(now) - _day(left_at) if unit is LimitUnit.DAY else _passed(left_at, now, unit, work)


def _passed(start: datetime, end: datetime, unit: LimitUnit, work: WorkTime) -> timedelta:
    return work.between(start, end) if unit.is_working else end - start


def _later(start: datetime, amount: timedelta, unit: LimitUnit, work: WorkTime) -> datetime:
    return work.after(start, amount) if unit.is_working else start.astimezone(UTC) + amount


def _is_provisional(unit: LimitUnit, start: datetime, end: datetime, work: WorkTime) -> bool:
    return unit.is_working and not work.knows(start, end)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
