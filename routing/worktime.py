"""How working time passes: added up between two instants, or added to one."""

from datetime import UTC, date, datetime, time, timedelta

from routing.workdays import SHANGHAI, WorkCalendar, WorkingHours

_DAY = timedelta(days=1)


class WorkTime:
    """The city's working time. Instants are aware; nothing is rounded.

    Args:
        calendar: which days are worked.
        hours: when they are worked.
    """

    def __init__(self, calendar: WorkCalendar, hours: WorkingHours) -> None:
        self._calendar = calendar
        self._spans = tuple(
            (_since_midnight(opens), _since_midnight(closes)) for opens, closes in hours.spans
        )
        self._length = sum((closes - opens for opens, closes in self._spans), timedelta())

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time passes from the start to an end that is not before it."""
        (day, since), (last, until) = _local(start), _local(end)
        gone = self._gone(last, until) - self._gone(day, since)
        while day < last:
            if self._calendar.is_working(day):
                gone += self._length
            day += _DAY
        return gone

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant, in UTC, by which so much working time has passed; the start itself for none."""
        if not amount:
            return start.astimezone(UTC)
        day, since = _local(start)
        left = self._gone(day, since) + amount  # of the working time since the day began
        while not (works := self._calendar.is_working(day)) or left > self._length:
            if works:
                left -= self._length
            day += _DAY
        spans = iter(self._spans)
        opens, closes = next(spans)
        while left > closes - opens:
            left -= closes - opens
            opens, closes = next(spans)
        return _instant(day, opens + left)

    def closing(self, start: datetime, days: int) -> datetime:
        """Close of business, in UTC, on the n-th working day after the starting day.

        What starts on a day off counts as started on the next working day.
        """
        day, _ = _local(start)
        day = self._next_working(day)
        for _ in range(days):
            day = self._next_working(day + _DAY)
        _, closes = self._spans[-1]
        return _instant(day, closes)

    def knows(self, start: datetime, end: datetime) -> bool:
        """Whether the notice of every year from start to end is known."""
        first, last = start.astimezone(SHANGHAI).year, end.astimezone(SHANGHAI).year
        return self._calendar.years.issuperset(range(first, last + 1))

    def _gone(self, day: date, until: timedelta) -> timedelta:
        """How much of the day's working time lies before this time of the day."""
        if not self._calendar.is_working(day):
            return timedelta()
        return sum(
            (min(closes, until) - opens for opens, closes in self._spans if opens < until), timedelta()
        )

    def _next_working(self, day: date) -> date:
        """This day, or the next one that is worked."""
        while not self._calendar.is_working(day):
            day += _DAY
        return day


def _since_midnight(at: time) -> timedelta:
    return datetime.combine(date.min, at) - datetime.combine(date.min, time.min)


def _local(at: datetime) -> tuple[date, timedelta]:
    """The day and the time of the day in Dongguan."""
    local = at.astimezone(SHANGHAI).replace(tzinfo=None)
    day = local.date()
    return day, _since_midnight(local.time())


def _instant(day: date, since: timedelta) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC) + since
