"""By when a step is due.

How time is counted follows 民法典 第二百条 to 第二百零四条: a period of hours runs from the moment it
starts (201); of a period of days the first day is not counted (201); it ends at 24:00 of its last day, or
when business closes where there are business hours (203).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from intake import Deadline, DeadlineKind, Limit, LimitUnit, Urgency
from routing.matters import Matter
from routing.workdays import SHANGHAI, WorkCalendar, WorkingHours

_HALF_HOUR = Limit(30, LimitUnit.MINUTE)
_BY_HAND = {
    Urgency.NORMAL: Limit(2, LimitUnit.WORKING_HOUR),
    Urgency.URGENT: _HALF_HOUR,
    Urgency.EMERGENCY: _HALF_HOUR,
}
_SIGN = {
    Urgency.NORMAL: _HALF_HOUR,
    Urgency.URGENT: _HALF_HOUR,
    Urgency.EMERGENCY: Limit(10, LimitUnit.MINUTE),
}
_VERIFY = Limit(1, LimitUnit.WORKING_DAY)
_EVALUATE = Limit(7, LimitUnit.DAY)
_SUPPLEMENT = Limit(3, LimitUnit.DAY)


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period.

    Attributes:
        by: aware UTC.
        provisional: True when a day was needed whose year has no notice yet.
    """

    by: datetime
    provisional: bool = False


def limit_of(kind: DeadlineKind, matter: Matter | None, urgency: Urgency) -> Limit | None:
    """The rule for this step; None when the matter sets none.

    Acceptance and manual dispatch: 30 minutes when urgent, else 2 working hours. Signing: 30 minutes, 10 in
    an emergency. Resolving: what the matter says. Verifying: a working day. Evaluating: 7 days.
    Supplementing: 3 days.
    """
    match kind:
        case DeadlineKind.SUPPLEMENT:
            return _SUPPLEMENT
        case DeadlineKind.ACCEPT | DeadlineKind.DISPATCH:
            return _BY_HAND[urgency]
        case DeadlineKind.SIGN:
            return _SIGN[urgency]
        case DeadlineKind.RESOLVE:
            return matter.limit if matter else None
        case DeadlineKind.VERIFY:
            return _VERIFY
        case DeadlineKind.EVALUATE:
            return _EVALUATE


def due(limit: Limit, start: datetime, calendar: WorkCalendar, hours: WorkingHours) -> Due:
    """When the limit ends that starts at this moment.

    - minute, hour: on the clock, day and night.
    - day: 24:00 local time of the n-th day after the starting day, holidays included.
    - working_hour: only working time counts.
    - working_day: close of business on the n-th working day after the starting day. What starts on a day
      off counts as started on the next working day, so that day is not yet the first.

    Args:
        limit: how long.
        start: aware.
        calendar: which days are worked.
        hours: when they are worked.
    """
    match limit.unit:
        case LimitUnit.MINUTE:
            return Due(start.astimezone(UTC) + timedelta(minutes=limit.value))
        case LimitUnit.HOUR:
            return Due(start.astimezone(UTC) + timedelta(hours=limit.value))
        case LimitUnit.DAY:
            last = start.astimezone(SHANGHAI).date() + timedelta(days=limit.value)
            midnight = datetime.combine(last + timedelta(days=1), time.min, SHANGHAI)
            return Due(midnight.astimezone(UTC))
        case LimitUnit.WORKING_HOUR:
            return _after_working_hours(limit.value, start, calendar, hours)
        case LimitUnit.WORKING_DAY:
            return _after_working_days(limit.value, start, calendar, hours)


def deadline(
    kind: DeadlineKind,
    matter: Matter | None,
    urgency: Urgency,
    start: datetime,
    calendar: WorkCalendar,
    hours: WorkingHours,
) -> Deadline | None:
    """The running clock of this step, or None when the matter sets no limit."""
    limit = limit_of(kind, matter, urgency)
    if limit is None:
        return None
    end = due(limit, start, calendar, hours)
    return Deadline(kind=kind, limit=limit, started_at=start, due_by=end.by, provisional=end.provisional)


def _after_working_hours(value: int, start: datetime, calendar: WorkCalendar, hours: WorkingHours) -> Due:
    left = timedelta(hours=value)
    day = start.astimezone(SHANGHAI).date()
    provisional = False
    while True:
        provisional = provisional or not calendar.covers(day)
        for opens, closes in hours.on(day) if calendar.is_working(day) else ():
            begins = max(opens, start)
            if begins >= closes:
                continue
            if left <= closes - begins:
                return Due((begins + left).astimezone(UTC), provisional)
            left -= closes - begins
        day += timedelta(days=1)


def _after_working_days(value: int, start: datetime, calendar: WorkCalendar, hours: WorkingHours) -> Due:
    first = start.astimezone(SHANGHAI).date()
    day = _next_working(first, calendar)
    for _ in range(value):
        day = _next_working(day + timedelta(days=1), calendar)
    _, closes = hours.on(day)[-1]
    provisional = not calendar.years.issuperset(range(first.year, day.year + 1))
    return Due(closes.astimezone(UTC), provisional)


def _next_working(day: date, calendar: WorkCalendar) -> date:
    """This day, or the next one that is worked."""
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day
