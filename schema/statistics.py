"""Statistics as the schema shows them."""

from datetime import date
from typing import Self

import strawberry

import intake
from routing import Catalogue
from schema.context import Info


@strawberry.input(description="统计哪些诉求；给出的条件须同时满足。Every given field must hold.")
class StatisticsFilterInput:
    """Which reports to count."""

    since: date = strawberry.field(description="上报日期从（北京时间，含）。First day, in Asia/Shanghai.")
    until: date = strawberry.field(
        description="上报日期至（含），一次最多 400 天。Last day, inclusive; at most 400 days."
    )
    town: str | None = strawberry.field(default=None, description="镇街代码。")
    department: str | None = strawberry.field(default=None, description="现主办部门代码。The lead by now.")
    matter: str | None = strawberry.field(default=None, description="事项代码。")
    channel: str | None = strawberry.field(default=None, description="渠道，如 iguanjia。")

    def to_filter(self) -> intake.StatisticsFilter:
        """As the domain takes it."""
        return intake.StatisticsFilter(
            since=self.since,
            until=self.until,
            town=self.town,
            department=self.department,
            matter=self.matter,
            channel=self.channel,
        )


@strawberry.type(description="一行统计在一个维度上的值。What the reports of a row share.")
class StatisticsKey:
    """A value of a dimension."""

    dimension: intake.Dimension = strawberry.field(description="维度。")
    key: str | None = strawberry.field(description="代码、渠道或日期；没有时为空。Null where there is none.")
    name: str | None = strawberry.field(description="名称；目录中没有时为空。Null when it is not listed.")

    @classmethod
    def of(cls, dimension: intake.Dimension, key: str | None, catalogue: Catalogue) -> Self:
        """With its name in the catalogue."""
        named: dict[intake.Dimension, str | None] = {}
        if key is not None:
            town, matter = catalogue.towns.get(key), catalogue.matters.get(key)
            department = catalogue.departments.get(key)
            named = {
                intake.Dimension.TOWN: town.name if town else None,
                intake.Dimension.DEPARTMENT: department.name if department else None,
                intake.Dimension.MATTER: matter.name if matter else None,
            }
        return cls(dimension=dimension, key=key, name=named.get(dimension, key))


@strawberry.type(description="一个方面的满意度，只算已评价的。Only of those who evaluated.")
class Satisfaction:
    """What reporters think."""

    mean: float | None = strawberry.field(description="平均分，1-5。Null without any.")
    good_share: float | None = strawberry.field(description="4、5 分所占比例，0-1。Share of 4 and 5.")

    @classmethod
    def of(cls, record: intake.Satisfaction) -> Self:
        """From the record."""
        return cls(mean=record.mean, good_share=record.good_share)


@strawberry.type(
    description="一行统计；比率的分母为零时为空。A row of statistics; a rate over nothing is null, never 0."
)
class StatisticsRow:
    """Counts and rates."""

    keys: list[StatisticsKey] = strawberry.field(description="各维度的值。")
    submitted: int = strawberry.field(description="上报。Handed in.")
    accepted: int = strawberry.field(description="受理。Ever accepted.")
    dispatched: int = strawberry.field(description="派单。Ever sent to a department.")
    direct: int = strawberry.field(description="直派：10 秒内由规则派到承办部门。By rule within 10 s.")
    returned: int = strawberry.field(description="直派后退单。Of these, returned.")
    responded: int = strawberry.field(description="已签收。Ever signed for.")
    resolved: int = strawberry.field(description="有处置结果。Ever had a result.")
    timed: int = strawberry.field(description="是否按时已定。Whether in time is decided.")
    on_time: int = strawberry.field(description="按时。Of these, in time.")
    overdue: int = strawberry.field(description="部门有超时。A clock of a department was over.")
    reworked: int = strawberry.field(description="返工。Sent back by an inspector.")
    reopened: int = strawberry.field(description="重开。Opened again.")
    urged: int = strawberry.field(description="被催办。Urged.")
    repeated: int = strawberry.field(description="重复或并案。Repeat another, or merged.")
    closed: int = strawberry.field(description="办结，不含异常诉求。With a result; not as abnormal.")
    evaluated: int = strawberry.field(description="已评价。With an evaluation.")
    not_evaluated: int = strawberry.field(description="办结而未评价，不计为满意。Never counted as satisfied.")
    bad: int = strawberry.field(description="有过 2 分及以下。Ever got a score of 2 or less.")
    classified: int = strawberry.field(description="按文字自动归类并受理。A classifier named its matter.")
    reclassified: int = strawberry.field(description="其后人工改归他类。Of these, a person named another.")
    direct_rate: float | None = strawberry.field(description="直派率：直派 ÷ 受理。direct ÷ accepted.")
    accuracy: float | None = strawberry.field(
        description="直派准确率：未退单的直派 ÷ 直派。Not returned ÷ direct; read it with directRate."
    )
    classified_accuracy: float | None = strawberry.field(
        description="自动归类准确率：未改归的 ÷ 自动归类。Not reclassified ÷ classified."
    )
    on_time_rate: float | None = strawberry.field(description="按时办结率。onTime ÷ timed.")
    respond_mean_seconds: float | None = strawberry.field(description="平均响应秒数。To the first signature.")
    resolve_mean_seconds: float | None = strawberry.field(description="平均办结秒数。To the first result.")
    outcome: Satisfaction = strawberry.field(description="对结果。With the outcome.")
    speed: Satisfaction = strawberry.field(description="对速度。With the speed.")
    attitude: Satisfaction = strawberry.field(description="对态度。With the attitude.")

    @classmethod
    def of(
        cls, record: intake.StatisticsRow, group_by: tuple[intake.Dimension, ...], catalogue: Catalogue
    ) -> Self:
        """From the record, its keys named."""
        pairs = zip(group_by, record.keys, strict=True)
        return cls(
            keys=[StatisticsKey.of(dimension, key, catalogue) for dimension, key in pairs],
            submitted=record.submitted,
            accepted=record.accepted,
            dispatched=record.dispatched,
            direct=record.direct,
            returned=record.returned,
            responded=record.responded,
            resolved=record.resolved,
            timed=record.timed,
            on_time=record.on_time,
            overdue=record.overdue,
            reworked=record.reworked,
            reopened=record.reopened,
            urged=record.urged,
            repeated=record.repeated,
            closed=record.closed,
            evaluated=record.evaluated,
            not_evaluated=record.not_evaluated,
            bad=record.bad,
            classified=record.classified,
            reclassified=record.reclassified,
            direct_rate=record.direct_rate,
            accuracy=record.accuracy,
            classified_accuracy=record.classified_accuracy,
            on_time_rate=record.on_time_rate,
            respond_mean_seconds=record.respond_mean_s,
            resolve_mean_seconds=record.resolve_mean_s,
            outcome=Satisfaction.of(record.outcome),
            speed=Satisfaction.of(record.speed),
            attitude=Satisfaction.of(record.attitude),
        )


@strawberry.type
class StatisticsQuery:
    """What can be counted."""

    @strawberry.field(
        description="统计您可以查看的诉求，最多按两个维度分组。Counts and rates of what you may see."
    )
    async def statistics(
        self,
        info: Info,
        filter: StatisticsFilterInput,  # noqa: A002 - the schema's word
        group_by: list[intake.Dimension] | None = None,
    ) -> list[StatisticsRow]:
        """Rows in the order of their keys; one row without dimensions."""
        services, dimensions = info.context.services, tuple(group_by or ())
        rows = await services.statistics.rows(info.context.signed_in, filter.to_filter(), dimensions)
        return [StatisticsRow.of(row, dimensions, services.routing.catalogue) for row in rows]
