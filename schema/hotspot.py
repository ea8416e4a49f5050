"""Hot spots as the schema shows them."""

from datetime import date, datetime
from typing import Self

import strawberry

import intake
from routing import Catalogue
from schema.context import Info
from schema.scalars import Latitude, Longitude, Metres
from schema.statistics import StatisticsKey


@strawberry.input(description="在哪些诉求中找高频点位。Where to look for hot spots.")
class HotSpotFilterInput:
    """Which reports to look at, and what counts as a spot."""

    since: date = strawberry.field(description="上报日期从（北京时间，含）。First day, in Asia/Shanghai.")
    until: date = strawberry.field(
        description="上报日期至（含），一次最多 92 天。Last day, inclusive; at most 92 days."
    )
    town: str | None = strawberry.field(default=None, description="镇街代码。")
    matter: str | None = strawberry.field(default=None, description="事项代码。")
    radius_metres: int = strawberry.field(default=200, description="点位半径，20-2000 米。")
    least: int = strawberry.field(default=5, description="至少多少件才算，2-1000。Fewer are no spot.")

    def to_filter(self) -> intake.HotSpotFilter:
        """As the domain takes it."""
        return intake.HotSpotFilter(
            since=self.since,
            until=self.until,
            town=self.town,
            matter=self.matter,
            radius_m=self.radius_metres,
            least=self.least,
        )


@strawberry.type(description="高频点位：同一事项的诉求集中的地方。Where reports of one matter gather.")
class HotSpot:
    """A place with more reports than others."""

    matter: StatisticsKey = strawberry.field(description="事项。")
    town: StatisticsKey = strawberry.field(description="多数诉求所在镇街。The town of most of them.")
    longitude: Longitude = strawberry.field(description="中心经度（WGS-84）。")
    latitude: Latitude = strawberry.field(description="中心纬度（WGS-84）。")
    radius_metres: Metres = strawberry.field(description="最远一件离中心多远。To the farthest of them.")
    reports: int = strawberry.field(description="诉求数。")
    reporters: int = strawberry.field(description="诉求人数。How many people.")
    open: int = strawberry.field(description="其中未办结的。Of how many somebody still has to act.")
    repeated: int = strawberry.field(description="其中重复发生或并案的。Came back, or were merged.")
    days: int = strawberry.field(description="出现在多少天。On how many days they came.")
    first_at: datetime = strawberry.field(description="最早一件。")
    last_at: datetime = strawberry.field(description="最近一件。")
    later_half: int = strawberry.field(
        description="后半段日期内的件数，过半为上升。In the later half of the days; more than half is a rise."
    )
    numbers: list[str] = strawberry.field(
        description="最近的诉求编号，最多 20 个，可关联到每周一题。The latest, to link to a topic."
    )

    @classmethod
    def of(cls, record: intake.HotSpot, catalogue: Catalogue) -> Self:
        """From the record, its codes named."""
        return cls(
            matter=StatisticsKey.of(intake.Dimension.MATTER, record.matter, catalogue),
            town=StatisticsKey.of(intake.Dimension.TOWN, record.town, catalogue),
            longitude=Longitude(record.centre.longitude),
            latitude=Latitude(record.centre.latitude),
            radius_metres=Metres(record.radius_m),
            reports=record.reports,
            reporters=record.reporters,
            open=record.open,
            repeated=record.repeated,
            days=record.days,
            first_at=record.first_at,
            last_at=record.last_at,
            later_half=record.later_half,
            numbers=list(record.numbers),
        )


@strawberry.type
class HotSpotQuery:
    """Where trouble gathers."""

    @strawberry.field(
        description="您可以查看的诉求中的高频点位，按诉求人数排序。Hot spots among what you may see."
    )
    async def hot_spots(
        self,
        info: Info,
        filter: HotSpotFilterInput,  # noqa: A002 - the schema's word
        first: int = 20,
    ) -> list[HotSpot]:
        """The spots with the most people first."""
        services = info.context.services
        spots = await services.hot_spots.find(info.context.signed_in, filter.to_filter(), first)
        return [HotSpot.of(spot, services.routing.catalogue) for spot in spots]
