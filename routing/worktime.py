"""How working time passes: added up between two instants, or added to one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from routing.workdays import SHANGHAI, WorkCalendar, WorkingHours


@dataclass(frozen=True, slots=True)
class WorkTime:
    """The city's working time. Instants are aware; nothing is rounded.

    Attributes:
        calendar: which days are worked.
        hours: when they are worked.
    """

    calendar: WorkCalendar
    hours: WorkingHours

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time passes; none when the end is not later than the start."""
        spans = takewhile(lambda span: span[0] < end, self._spans(start))
        return sum((min(closes, end) - opens for opens, closes in spans), timedelta())

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant, in UTC, by which so much working time has passed; the start itself for none."""
        if not amount:
            return start.astimezone(UTC)
        spans = self._spans(start)
        opens, closes = next(spans)
        while amount > closes - opens:
            amount -= closes - opens
            opens, closes = next(spans)
        return (opens + amount).astimezone(UTC)

    def closing(self, start: datetime, days: int) -> datetime:
        """Close of business, in UTC, on the n-th working day after the starting day.

        What starts on a day off counts as started on the next working day.
        """
        day = self._next_working(start.astimezone(SHANGHAI).date())
        for _ in range(days):
            day = self._next_working(day + timedelta(days=1))
        _, closes = self.hours.on(day)[-1]
        return closes.astimezone(UTC)

    def knows(self, start: datetime, end: datetime) -> bool:
        """Whether the notice of every year from start to end is known."""
        first, last = start.astimezone(SHANGHAI).year, end.astimezone(SHANGHAI).year
        return self.calendar.years.issuperset(range(first, last + 1))

    def _spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time from this instant on, without end."""
        day = start.astimezone(SHANGHAI).date()
        while True:
            if self.calendar.is_working(day):
                for opens, closes in self.hours.on(day):
                    if closes > start:
                        yield max(opens, start), closes
            day += timedelta(days=1)

    def _next_working(self, day: date) -> date:
        """This day, or the next one that is worked."""
        while not self.calendar.is_working(day):
            day += timedelta(days=1)
        return day
