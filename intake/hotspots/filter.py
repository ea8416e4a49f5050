"""Which hot spots are asked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.errors import InvalidInput
from intake.statistics.filter import StatisticsFilter, check

MAX_DAYS = 92
RADIUS_M = range(20, 2001)
LEAST = range(2, 1001)


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpotFilter:
    """Reports handed in on these city days; every other given field must hold.

    Attributes:
        since: the first day, in Asia/Shanghai.
        until: the last day, inclusive; at most 92 days in all.
        town: code of the town.
        matter: code of the matter.
        radius_m: how far from its middle a spot reaches, 20-2,000 m.
        least: fewer reports are no spot, 2-1,000.
    """

    since: date
    until: date
    town: str | None = None
    matter: str | None = None
    radius_m: int = 200
    least: int = 5

    @property
    def reports(self) -> StatisticsFilter:
        """The reports to look at."""
        return StatisticsFilter(since=self.since, until=self.until, town=self.town, matter=self.matter)

    @property
    def middle(self) -> datetime:
        """Where the later half of the days begins, aware."""
        whole = self.reports
        return whole.start + (whole.end - whole.start) / 2

    def check(self) -> None:
        """Refuse what breaks a rule.

        Raises:
            InvalidInput: naming the field of ``filter``.
        """
        check(self.reports, ())
        if self.until - self.since >= timedelta(days=MAX_DAYS):
            raise InvalidInput(
                f"一次最多查看 {MAX_DAYS} 天",
                f"At most {MAX_DAYS} days at once",
                path=("filter", "until"),
                rule="max_days",
            )
        for name, value, bounds in (("radiusMetres", self.radius_m, RADIUS_M), ("least", self.least, LEAST)):
            if value not in bounds:
                raise InvalidInput(
                    f"须在 {bounds.start}-{bounds.stop - 1} 之间",
                    f"It must be {bounds.start}-{bounds.stop - 1}",
                    path=("filter", name),
                    rule="range",
                )
