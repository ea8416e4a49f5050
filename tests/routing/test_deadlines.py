import time
from datetime import UTC, date, datetime, timedelta

import pytest

from intake import DeadlineKind, Limit, LimitUnit
from routing import SHANGHAI, WorkingHours, builtin_calendar
from routing.deadlines import clock, due
from routing.worktime import WorkTime

CALENDAR = builtin_calendar()
WORK = WorkTime(CALENDAR, WorkingHours())


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def by(value: int, unit: LimitUnit, start: str) -> tuple[str, bool]:
    end = clock(DeadlineKind.RESOLVE, Limit(value, unit), local(start), WORK)
    return end.due_by.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"), end.provisional


def warnings(value: int, unit: LimitUnit, start: str) -> list[str]:
    running = clock(DeadlineKind.RESOLVE, Limit(value, unit), local(start), WORK)
    return [at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") for at in running.warn_at]


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
        (2, "2026-09-19 10:00", "2026-09-20 10:30"),  # the make-up Sunday before National Day
        (2, "2026-10-09 16:30", "2026-10-10 09:30"),  # and the make-up Saturday after it
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


def test_a_clock_warns_where_its_shares_of_the_limit_are_gone() -> None:
    assert warnings(4, LimitUnit.WORKING_HOUR, "2026-11-23 16:30") == [
        "2026-11-24 09:30",
        "2026-11-24 10:30",
        "2026-11-24 11:06",
    ]
    assert warnings(4, LimitUnit.WORKING_HOUR, "2026-09-30 16:30") == [  # over National Day
        "2026-10-08 09:30",
        "2026-10-08 10:30",
        "2026-10-08 11:06",
    ]
    # 3.5 hours on a Friday and 7 on a make-up Saturday, then 7 after the festival
    assert warnings(2, LimitUnit.WORKING_DAY, "2026-02-13 14:00") == [
        "2026-02-14 15:45",
        "2026-02-24 11:07",
        "2026-02-24 15:45",
    ]
    assert warnings(30, LimitUnit.MINUTE, "2026-10-01 23:50") == [
        "2026-10-02 00:05",
        "2026-10-02 00:12",
        "2026-10-02 00:17",
    ]


def test_shares_are_whole_milliseconds() -> None:
    start = local("2026-11-23 09:00") + timedelta(milliseconds=1)
    running = clock(DeadlineKind.RESOLVE, Limit(1, LimitUnit.WORKING_DAY), start, WORK)
    assert [at.microsecond % 1000 for at in running.warn_at] == [0, 0, 0]
    assert running.warn_at[0] == local("2026-11-24 08:45")


@pytest.mark.parametrize("kind", [DeadlineKind.SUPPLEMENT, DeadlineKind.EVALUATE])
def test_a_window_never_warns(kind: DeadlineKind) -> None:
    window = clock(kind, Limit(7, LimitUnit.DAY), local("2026-11-23 09:00"), WORK)
    assert window.warn_at == ()


def test_a_clock_carries_its_rule_and_whom_it_waits_for() -> None:
    start = local("2026-12-30 09:00").astimezone(UTC)
    limit = Limit(3, LimitUnit.WORKING_DAY)
    running = clock(DeadlineKind.RESPOND, limit, start, WORK, "CG-441900004000")
    assert (running.kind, running.limit) == (DeadlineKind.RESPOND, limit)
    assert (running.started_at, running.subject) == (start, "CG-441900004000")
    assert running.due_by == local("2027-01-05 17:30")
    assert {at.utcoffset() for at in (running.due_by, *running.warn_at)} == {timedelta()}
    assert running.is_running


def test_a_zone_with_daylight_saving_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def ends() -> list[tuple[datetime, ...]]:
        """Clocks over the nights in March and November in which New York turns its clocks."""
        return [
            (running.due_by, *running.warn_at)
            for start in ("2026-03-06 16:30", "2026-03-08 14:59", "2026-10-31 23:59", "2026-11-01 13:30")
            for unit in LimitUnit
            for running in [clock(DeadlineKind.RESOLVE, Limit(3, unit), local(start), WORK)]
        ]

    here = ends()
    with monkeypatch.context() as away:
        away.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
        time.tzset()
        assert datetime(2026, 7, 1).astimezone().utcoffset() == timedelta(hours=-4)  # it holds
        there = ends()
    time.tzset()
    assert there == here
    assert {SHANGHAI.utcoffset(local(f"2026-{month:02}-15 00:00")) for month in range(1, 13)} == {
        timedelta(hours=8)
    }


def test_every_table_day_is_a_real_date() -> None:
    assert min(CALENDAR.days) == date(2025, 1, 1)
    assert max(CALENDAR.days) == date(2026, 10, 10)
