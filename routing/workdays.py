"""Which days the city works: weekends, statutory holidays and make-up working days (调休)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from intake import Reason
from routing.refusal import BadRow, CalendarRefused, Fault, gather
from routing.tables import Row, need, need_columns, need_one_of, read_rows

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Local time of every rule; a fixed offset since 1991, so it needs no zone database."""

_TABLE = "calendar.csv"
_NAMES = frozenset({"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"})
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})  # 全国年节及纪念日放假办法, 2024-11
_NOTICE_MONTH = 11
_SATURDAY = 5
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Day(StrEnum):
    """What a notice makes of a day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When a working day is worked, in local time.

    Attributes:
        spans: opening and closing times, in order, not overlapping; 08:30-12:00 and 14:00-17:30 unless set.
    """

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12, 0)), (time(14, 0), time(17, 30)))

    def __post_init__(self) -> None:
        """Refuse hours in which no time would ever pass."""
        times = [moment for span in self.spans for moment in span]
        if not times or any(one >= other for one, other in pairwise(times)):
            raise ValueError("working hours need at least one span, each time later than the one before")

    def on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The spans of this day, aware."""
        return tuple(
            (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
            for opens, closes in self.spans
        )


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days that differ from the plain week.

    Attributes:
        days: what the notices say, by day.
        years: the years whose notice is in `days`.
    """

    days: Mapping[date, Day]
    years: frozenset[int]

    def covers(self, day: date) -> bool:
        """Whether the year's notice is known."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether the city works that day.

        In a year without a notice: Monday to Friday but for the holidays whose date is fixed by law; the
        lunar holidays and the make-up days of such a year are unknown.
        """
        if (known := self.days.get(day)) is not None:
            return known is Day.WORK
        if not self.covers(day) and (day.month, day.day) in _FIXED:
            return False
        return day.weekday() < _SATURDAY

    def check_covered(self, now: datetime) -> Reason | None:
        """Look whether the table reaches far enough to serve; None when all is well.

        Returns:
            A warning from November on, when the next year is still missing.

        Raises:
            CalendarRefused: the current year is missing, so that no deadline could be trusted.
        """
        today = now.astimezone(SHANGHAI).date()
        if not self.covers(today):
            fault = Fault(
                _TABLE,
                0,
                str(today.year),
                "current_year",
                f"缺少 {today.year} 年的放假安排，请按国务院办公厅通知补录后再启动",
                f"the holidays of {today.year} are missing; add the rows of the State Council's notice, "
                "then start again",
            )
            raise CalendarRefused([fault])
        following = today.year + 1
        if today.month < _NOTICE_MONTH or following in self.years:
            return None
        return Reason(
            "next_year_missing",
            f"尚未录入 {following} 年的放假安排，跨年时限按暂定规则计算，请尽快补录",
            f"The holidays of {following} are missing: "
            "deadlines that reach into that year are provisional until they are added",
        )


def read_calendar(text: str) -> WorkCalendar:
    """The calendar from a CSV of ``date,day,name``.

    A year is covered when all seven holidays of the notice are named in it.

    Raises:
        CalendarRefused: every row that breaks a rule.
    """
    rows = read_rows(text)
    parsed, faults = gather(_TABLE, rows, _parse, lambda row: row.get("date", ""), first_row=2)
    if faults:
        raise CalendarRefused(faults)
    days: dict[date, Day] = {}
    names: dict[int, set[str]] = {}
    for number, (day, kind, called) in enumerate(parsed, 2):
        if day in days:
            raise CalendarRefused(
                [Fault(_TABLE, number, str(day), "unique", "日期重复", "the day occurs twice")]
            )
        days[day] = kind
        names.setdefault(day.year, set()).update(called)
    years = frozenset(year for year, called in names.items() if called >= _NAMES)
    return WorkCalendar(MappingProxyType(days), years)


def _parse(row: Row) -> tuple[date, Day, tuple[str, ...]]:
    need_columns(row, "date", "day", "name")
    text = need(row, "date")
    try:
        day = date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError as error:
        raise BadRow(
            "date", f"日期“{text}”无效，应为 2026-10-01", f"{text!r} is not a date such as 2026-10-01"
        ) from error
    kind = Day(need_one_of(row, "day", set(Day)))
    called = tuple(need(row, "name").split("、"))
    for name in called:
        need_one_of({"name": name}, "name", _NAMES)
    if kind is Day.WORK and day.weekday() < _SATURDAY:
        raise BadRow("make_up_weekend", "调休上班日须为周末", "a make-up working day is a Saturday or Sunday")
    return day, kind, called
