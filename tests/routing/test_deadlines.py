from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import DeadlineKind, Limit, LimitUnit, Urgency
from routing import SHANGHAI, WorkingHours, builtin_calendar, builtin_catalogue, builtin_limits
from routing.deadlines import clock, due, limit_of
from routing.worktime import WorkTime

CALENDAR = builtin_calendar()
WORK = WorkTime(CALENDAR, WorkingHours())
MATTERS = builtin_catalogue().matters

starts = st.integers(0, 670 * 24 * 60 * 60 * 1000).map(
    lambda after: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(milliseconds=after)
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def by(value: int, unit: LimitUnit, start: str) -> tuple[str, bool]:
    end = clock(DeadlineKind.RESOLVE, Limit(value, unit), local(start), WORK)
    return end.due_by.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), end.provisional


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (1, "2026-11-23 09:00", "2026-11-23 10:00"),
        (4, "2026-11-23 09:00", "2026-11-23 15:00"),  # over noon
        (7, "2026-11-23 08:30", "2026-11-23 17:30"),  # a whole day ends with business
        (2, "2026-11-23 12:30", "2026-11-23 16:00"),  # from the noon break
        (2, "2026-11-23 03:00", "2026-11-23 10:30"),  # before business
        (2, "2026-11-20 17:00", "2026-11-23 10:00"),  # Friday evening to Monday
        (2, "2026-09-30 16:30", "2026-10-08 09:30"),  # over the whole of National Day
        (8, "2026-02-13 16:30", "2026-02-14 17:30"),  # the Saturday before Spring Festival is worked
        (2, "2026-02-14 16:30", "2026-02-24 09:30"),  # and then nothing for nine days
        (1, "2026-02-28 17:00", "2026-03-02 09:00"),  # the make-up Saturday after it
        (1, "2026-01-03 10:00", "2026-01-04 09:30"),  # a make-up Sunday
    ],
)
def test_working_hours(value: int, start: str, end: str) -> None:
    assert by(value, LimitUnit.WORKING_HOUR, start) == (end, False)


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (1, "2026-11-23 09:00", "2026-11-24 17:30"),
        (1, "2026-11-23 00:00", "2026-11-24 17:30"),
        (1, "2026-11-22 23:59", "2026-11-24 17:30"),  # Sunday counts as started on Monday
        (1, "2026-11-20 23:59", "2026-11-23 17:30"),  # Friday night is still Friday
        (1, "2026-11-21 00:00", "2026-11-24 17:30"),  # Saturday is not
        (5, "2026-09-28 10:00", "2026-10-10 17:30"),  # 29, 30, 8, 9 and the make-up Saturday
        (3, "2026-10-03 10:00", "2026-10-12 17:30"),  # started within the holiday: the 8th; 9, 10, 12
        (3, "2026-02-12 10:00", "2026-02-24 17:30"),  # 13, the worked Saturday 14, 24
        (5, "2026-02-24 10:00", "2026-03-02 17:30"),  # 25, 26, 27, the worked Saturday 28, 2
        (1, "2026-02-20 10:00", "2026-02-25 17:30"),  # started within the festival
    ],
)
def test_working_days(value: int, start: str, end: str) -> None:
    assert by(value, LimitUnit.WORKING_DAY, start) == (end, False)


def test_days_end_at_midnight_in_dongguan() -> None:
    assert by(7, LimitUnit.DAY, "2026-11-23 23:59") == ("2026-12-01 00:00", False)
    assert by(7, LimitUnit.DAY, "2026-11-24 00:00") == ("2026-12-02 00:00", False)
    late = due(Limit(1, LimitUnit.DAY), datetime(2026, 11, 23, 16, 0, tzinfo=UTC), WORK)
    assert late == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_minutes_and_hours_run_day_and_night() -> None:
    assert by(30, LimitUnit.MINUTE, "2026-10-01 23:50") == ("2026-10-02 00:20", False)
    assert by(2, LimitUnit.HOUR, "2026-02-17 23:00") == ("2026-02-18 01:00", False)


@pytest.mark.parametrize(
    ("value", "unit", "start", "end"),
    [
        (2, LimitUnit.WORKING_DAY, "2026-12-30 09:00", "2027-01-04 17:30"),
        (1, LimitUnit.WORKING_HOUR, "2026-12-31 17:00", "2027-01-04 09:00"),
        (1, LimitUnit.WORKING_HOUR, "2027-03-01 09:00", "2027-03-01 10:00"),
        (1, LimitUnit.WORKING_DAY, "2024-12-31 09:00", "2025-01-02 17:30"),
    ],
)
def test_a_day_of_an_unknown_year_makes_it_provisional(
    value: int, unit: LimitUnit, start: str, end: str
) -> None:
    assert by(value, unit, start) == (end, True)


@pytest.mark.parametrize(
    ("value", "unit", "start", "end"),
    [
        (1, LimitUnit.WORKING_DAY, "2026-12-30 09:00", "2026-12-31 17:30"),
        (1, LimitUnit.WORKING_HOUR, "2026-12-31 16:30", "2026-12-31 17:30"),
        (2, LimitUnit.HOUR, "2026-12-31 23:00", "2027-01-01 01:00"),
        (7, LimitUnit.DAY, "2026-12-31 09:00", "2027-01-08 00:00"),
    ],
)
def test_a_clock_that_needs_no_unknown_day_is_certain(
    value: int, unit: LimitUnit, start: str, end: str
) -> None:
    assert by(value, unit, start) == (end, False)


@settings(deadline=None)
@given(st.integers(1, 60), starts)
def test_working_time_between_start_and_due_is_the_limit(value: int, start: datetime) -> None:
    end = due(Limit(value, LimitUnit.WORKING_HOUR), start, WORK)
    assert worked(start, end) == timedelta(hours=value)
    assert worked(start, end - timedelta(milliseconds=1)) < timedelta(hours=value)


@settings(deadline=None)
@given(st.integers(1, 30), starts)
def test_working_days_after_the_starting_day_are_the_limit(value: int, start: datetime) -> None:
    end = due(Limit(value, LimitUnit.WORKING_DAY), start, WORK).astimezone(SHANGHAI)
    first = start.astimezone(SHANGHAI).date()
    while not chinese_calendar.is_workday(first):
        first += timedelta(days=1)
    days = [first + timedelta(days=offset) for offset in range(1, (end.date() - first).days + 1)]
    assert sum(chinese_calendar.is_workday(day) for day in days) == value
    assert chinese_calendar.is_workday(end.date())
    assert (end.hour, end.minute) == (17, 30)


def worked(start: datetime, end: datetime) -> timedelta:
    """Working time between two moments, added up by another way: span by span with the oracle's days."""
    total = timedelta()
    day = start.astimezone(SHANGHAI).date()
    while day <= end.astimezone(SHANGHAI).date():
        if chinese_calendar.is_workday(day):
            for opens, closes in (("08:30", "12:00"), ("14:00", "17:30")):
                begins = max(local(f"{day} {opens}"), start)
                total += max(min(local(f"{day} {closes}"), end) - begins, timedelta())
        day += timedelta(days=1)
    return total


@pytest.mark.parametrize(
    ("kind", "urgency", "limit"),
    [
        (DeadlineKind.ACCEPT, Urgency.NORMAL, Limit(2, LimitUnit.WORKING_HOUR)),
        (DeadlineKind.ACCEPT, Urgency.URGENT, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.DISPATCH, Urgency.EMERGENCY, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.SIGN, Urgency.NORMAL, Limit(30, LimitUnit.MINUTE)),
        (DeadlineKind.SIGN, Urgency.EMERGENCY, Limit(10, LimitUnit.MINUTE)),
        (DeadlineKind.RESOLVE, Urgency.NORMAL, Limit(3, LimitUnit.WORKING_DAY)),
        (DeadlineKind.VERIFY, Urgency.NORMAL, Limit(1, LimitUnit.WORKING_DAY)),
        (DeadlineKind.EVALUATE, Urgency.NORMAL, Limit(7, LimitUnit.DAY)),
    ],
)
def test_each_step_has_its_limit(kind: DeadlineKind, urgency: Urgency, limit: Limit) -> None:
    assert limit_of(kind, MATTERS["E0110"], urgency, builtin_limits()) == limit


def test_every_table_day_is_a_real_date() -> None:
    assert min(CALENDAR.days) == date(2025, 1, 1)
    assert max(CALENDAR.days) == date(2026, 10, 10)
