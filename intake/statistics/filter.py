"""What statistics are asked for: which reports, and by what they are grouped."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from intake.errors import InvalidInput
from intake.number import CITY_ZONE

MAX_DAYS = 400
MAX_DIMENSIONS = 2
_YEARS = range(2000, 3000)


class Dimension(StrEnum):
    """What reports may be grouped by."""

    TOWN = "town"
    DEPARTMENT = "department"
    MATTER = "matter"
    CHANNEL = "channel"
    DAY = "day"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _DIMENSION_ZH[self]

    @property
    def field(self) -> str:
        """Where it stands in a report's document."""
        return _FIELD[self]


_DIMENSION_ZH = {
    Dimension.TOWN: "镇街",
    Dimension.DEPARTMENT: "主办部门",
    Dimension.MATTER: "事项",
    Dimension.CHANNEL: "渠道",
    Dimension.DAY: "上报日期",
}
_FIELD = {
    Dimension.TOWN: "jurisdiction.town_code",
    Dimension.DEPARTMENT: "assignment.lead.id",
    Dimension.MATTER: "matter.code",
    Dimension.CHANNEL: "channel",
    Dimension.DAY: "tally.day",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsFilter:
    """Which reports to count: those handed in on these city days; every other given field must hold.

    Attributes:
        since: the first day, in Asia/Shanghai.
        until: the last day, inclusive; at most 400 days in all.
        town: code of the town.
        department: id of the department that leads now.
        matter: code of the matter.
        channel: name of the channel.
    """

    since: date
    until: date
    town: str | None = None
    department: str | None = None
    matter: str | None = None
    channel: str | None = None

    @property
    def start(self) -> datetime:
        """Midnight in the city at which the first day begins, aware."""
        return datetime.combine(self.since, time(), CITY_ZONE)

    @property
    def end(self) -> datetime:
        """Midnight in the city at which the last day ends, aware."""
        return datetime.combine(self.until + timedelta(days=1), time(), CITY_ZONE)

    def to_query(self) -> dict[str, Any]:
        """The MongoDB filter of it."""
        days = {"$gte": self.since.isoformat(), "$lte": self.until.isoformat()}
        given = {
            Dimension.TOWN: self.town,
            Dimension.DEPARTMENT: self.department,
            Dimension.MATTER: self.matter,
            Dimension.CHANNEL: self.channel,
        }
        wanted = {dimension.field: value for dimension, value in given.items() if value is not None}
        return {Dimension.DAY.field: days, **wanted}


def check(wanted: StatisticsFilter, group_by: tuple[Dimension, ...]) -> None:
    """Refuse days in the wrong order or too many of them, and too many dimensions.

    Raises:
        InvalidInput: naming ``filter`` or ``groupBy``.
    """
    if wanted.until < wanted.since:
        raise InvalidInput(
            "结束日期不能早于开始日期",
            "The last day is not before the first",
            path=("filter", "until"),
            rule="day_order",
        )
    if wanted.until - wanted.since >= timedelta(days=MAX_DAYS):
        raise InvalidInput(
            f"一次最多统计 {MAX_DAYS} 天",
            f"At most {MAX_DAYS} days at once",
            path=("filter", "until"),
            rule="max_days",
        )
    if wanted.since.year not in _YEARS or wanted.until.year not in _YEARS:
        raise InvalidInput(
            "日期须在 2000 年及以后", "Days are of the year 2000 or later", path=("filter",), rule="range"
        )
    if len(group_by) > MAX_DIMENSIONS or len(set(group_by)) < len(group_by):
        raise InvalidInput(
            f"最多按 {MAX_DIMENSIONS} 个不同维度分组",
            f"Group by at most {MAX_DIMENSIONS} different dimensions",
            path=("groupBy",),
            rule="dimensions",
        )
