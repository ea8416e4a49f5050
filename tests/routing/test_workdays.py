from datetime import UTC, date, datetime, time, timedelta

import chinese_calendar
import pytest

from routing import SHANGHAI, CalendarRefused, WorkingHours, builtin_calendar, read_calendar

CALENDAR = builtin_calendar()
HEADER = "date,day,name\n"
FULL_YEAR = "".join(
    f"2027-{day},off,{name}\n"
    for day, name in [
        ("01-01", "元旦"),
        ("02-06", "春节"),
        ("04-05", "清明节"),
        ("05-01", "劳动节"),
        ("06-09", "端午节"),
        ("09-15", "中秋节"),
        ("10-01", "国庆节"),
    ]
)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_agrees_with_the_oracle(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert [day for day in days if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)] == []
    assert year in CALENDAR.years


def test_an_unknown_year_falls_back_to_weekends_and_fixed_holidays() -> None:
    assert not CALENDAR.covers(date(2027, 3, 1))
    assert CALENDAR.is_working(date(2027, 3, 1))  # a Monday
    assert not CALENDAR.is_working(date(2027, 3, 6))  # a Saturday
    assert not CALENDAR.is_working(date(2027, 1, 1))  # a Friday, by law
    assert not CALENDAR.is_working(date(2027, 10, 1))
    assert CALENDAR.is_working(date(2027, 10, 4))  # the rest of the week is for the notice to say


def test_a_year_counts_only_when_all_its_holidays_are_named() -> None:
    assert read_calendar(HEADER + FULL_YEAR).years == {2027}
    without_may = "\n".join(line for line in FULL_YEAR.splitlines() if "劳动节" not in line)
    assert read_calendar(HEADER + without_may).years == set()
    joined = without_may.replace("国庆节", "国庆节、劳动节")
    assert read_calendar(HEADER + joined).years == {2027}


def test_starting_in_a_year_without_a_table_is_refused() -> None:
    with pytest.raises(CalendarRefused) as refused:
        CALENDAR.check_covered(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))  # midnight in Dongguan
    assert refused.value.rule == "current_year"
    assert "2027" in refused.value.zh
    assert "2027" in refused.value.en


def test_a_missing_next_year_warns_from_november_on() -> None:
    assert CALENDAR.check_covered(datetime(2026, 10, 31, 15, 59, tzinfo=UTC)) is None
    warning = CALENDAR.check_covered(datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    assert warning is not None
    assert warning.code == "next_year_missing"
    assert "2027" in warning.zh
    assert CALENDAR.check_covered(datetime(2025, 12, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("rows", "rule", "row"),
    [
        ("2027-13-01,off,元旦\n", "date", "2"),
        ("20270101,off,元旦\n", "date", "2"),
        ("2027-01-01,closed,元旦\n", "known_day", "2"),
        ("2027-01-01,off,圣诞节\n", "known_name", "2"),
        ("2027-01-01,off,\n", "required", "2"),
        ("2027-01-01,off,元旦\n2027-01-04,work,元旦\n", "make_up_weekend", "3"),
        ("2027-01-01,off,元旦\n2027-01-01,off,元旦\n", "unique", "3"),
        ("2027-01-01,off,元旦,x\n", "columns", "2"),
    ],
)
def test_a_faulty_row_is_named(rows: str, rule: str, row: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(HEADER + rows)
    assert (refused.value.rule, refused.value.path) == (rule, ("calendar.csv", row))


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar("date,name\n2027-01-01,元旦\n")
    assert refused.value.rule == "columns"


def test_working_hours_are_local() -> None:
    (opens, closes), (_, ends) = WorkingHours().on(date(2026, 11, 23))
    assert opens == datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
    assert closes == datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    assert ends == datetime(2026, 11, 23, 17, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "spans",
    [
        (),
        ((time(9), time(9)),),
        ((time(17), time(9)),),
        ((time(9), time(12)), (time(11), time(17))),
    ],
)
def test_hours_in_which_no_time_passes_are_refused(spans: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="working hours"):
        WorkingHours(spans)
