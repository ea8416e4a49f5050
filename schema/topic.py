"""每周一题 as the schema shows it: topics, and what to propose."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

import intake
from schema.catalogue import Department
from schema.context import Info
from schema.paging import from_cursor, page_info, page_size, to_cursor
from schema.statistics import StatisticsFilterInput, StatisticsKey

_MARKS = {
    "repeated": ("重复反映", "repeats an earlier one"),
    "bad": ("差评", "a score of 2 or less"),
    "reopened": ("重开", "opened again"),
    "returned": ("退单", "returned"),
    "overdue": ("超时", "overdue"),
}


@strawberry.type(description="题目的一次变动。A change of a topic.")
class TopicStep:
    """Who and when."""

    stage: intake.TopicStage = strawberry.field(description="之后的阶段。Where it stood afterwards.")
    by: str = strawberry.field(description="操作人假名编号。A pseudonymous reference.")
    at: datetime = strawberry.field(description="时间。")


@strawberry.type(description="每周一题：反复出现的难题。A hard problem of one week.")
class Topic(relay.Node):
    """A topic."""

    topic_id: relay.NodeID[str]
    week: str = strawberry.field(description="ISO 周，如 2026-W48。")
    title: str = strawberry.field(description="题目。")
    stage: intake.TopicStage = strawberry.field(description="阶段。")
    version: int = strawberry.field(description="版本，提交操作时带回。Send it back with a command.")
    measures: str | None = strawberry.field(description="整治措施，立题前为空。Null before it is adopted.")
    reports: list[str] = strawberry.field(description="关联的诉求编号。Numbers of the reports it came from.")
    result: str | None = strawberry.field(
        description="核验结果或撤题理由。What was found, or why it was dropped."
    )
    proposed_at: datetime = strawberry.field(description="提出时间。")
    steps: list[TopicStep] = strawberry.field(description="变动记录。Every change, oldest first.")
    lead_ref: strawberry.Private[intake.DepartmentRef | None]

    @strawberry.field(description="牵头部门，立题前为空。Null before it is adopted.")
    def lead(self, info: Info) -> Department | None:
        """Who puts it right."""
        return Department.named(self.lead_ref, info) if self.lead_ref else None

    @classmethod
    def of(cls, record: intake.Topic) -> Self:
        """From the record."""
        return cls(
            topic_id=record.id,
            week=record.week,
            title=record.title,
            stage=record.stage,
            version=record.version,
            measures=record.measures,
            reports=list(record.reports),
            result=record.result,
            proposed_at=record.proposed_at,
            steps=[TopicStep(stage=each.stage, by=each.by, at=each.at) for each in record.steps],
            lead_ref=record.lead,
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override] # Relay's four overloads say the same in more words
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> Iterable[Self | None]:
        """By id, for those who read topics."""
        return [await cls._visible(each, info, required=required) for each in node_ids]

    @classmethod
    async def _visible(cls, topic_id: str, info: Info, *, required: bool) -> Self | None:
        try:
            return cls.of(await info.context.services.topics.read(info.context.signed_in, topic_id))
        except (intake.NotFound, intake.Forbidden):
            if required:
                raise
            return None


@strawberry.type(description="题目列表，新的在前。Newest first.")
class TopicConnection(relay.Connection[Topic]):
    """Part of the register."""

    @classmethod
    def of(cls, page: intake.TopicPage, *, has_previous: bool) -> Self:
        """From a page of records."""
        edges = [
            relay.Edge(cursor=to_cursor(each.proposed_at, each.id), node=Topic.of(each))
            for each in page.topics
        ]
        info = page_info([edge.cursor for edge in edges], has_next=page.has_next, has_previous=has_previous)
        return cls(edges=edges, page_info=info)


@strawberry.type(description="得分的一部分。One reason for a score.")
class ScorePart:
    """Why."""

    mark: str = strawberry.field(description="哪个指标，稳定的英文词。A stable word.")
    words: str = strawberry.field(description="说明，语言随 Accept-Language。In words.")
    reports: int = strawberry.field(description="多少条诉求。How many reports.")
    weight: int = strawberry.field(description="每条几分。Points for each.")
    points: int = strawberry.field(description="共几分。What it adds.")

    @classmethod
    def of(cls, record: intake.ScorePart, info: Info) -> Self:
        """From the record, in the reader's language."""
        zh, en = _MARKS[record.mark]
        return cls(
            mark=record.mark,
            words=zh if info.context.chinese else en,
            reports=record.reports,
            weight=record.weight,
            points=record.points,
        )


@strawberry.type(description="候选题目：某镇街的某类事项。A matter in a town that may become a topic.")
class TopicCandidate:
    """What to propose."""

    matter: StatisticsKey = strawberry.field(description="事项。")
    town: StatisticsKey = strawberry.field(description="镇街。")
    reports: int = strawberry.field(description="上报数。How many were handed in.")
    score: int = strawberry.field(description="总分。The points of all parts.")
    parts: list[ScorePart] = strawberry.field(description="得分的各部分。Why it stands where it stands.")

    @classmethod
    def of(cls, record: intake.Candidate, info: Info) -> Self:
        """From the record."""
        catalogue = info.context.services.routing.catalogue
        return cls(
            matter=StatisticsKey.of(intake.Dimension.MATTER, record.matter, catalogue),
            town=StatisticsKey.of(intake.Dimension.TOWN, record.town, catalogue),
            reports=record.reports,
            score=record.score,
            parts=[ScorePart.of(each, info) for each in record.parts],
        )


@strawberry.type
class TopicQuery:
    """What can be asked of topics."""

    @strawberry.field(description="每周一题，新的在前，可按周筛选。Newest first, of a week if you like.")
    async def topics(
        self, info: Info, week: str | None = None, first: int | None = None, after: str | None = None
    ) -> TopicConnection:
        """A page of the register."""
        place = intake.TopicPlace(*from_cursor(after, "after")) if after is not None else None
        actor, size = info.context.signed_in, page_size(first)
        page = await info.context.services.topics.page(actor, week=week, size=size, after=place)
        return TopicConnection.of(page, has_previous=after is not None)

    @strawberry.field(
        description="候选题目：按重复、差评、重开、退单、超时计分排序。Ranked by points that are shown."
    )
    async def topic_candidates(
        self,
        info: Info,
        filter: StatisticsFilterInput,  # noqa: A002 - the schema's word
        first: int = 10,
    ) -> list[TopicCandidate]:
        """The highest scores, at most 50."""
        actor, wanted = info.context.signed_in, filter.to_filter()
        found = await info.context.services.topics.candidates(actor, wanted, first)
        return [TopicCandidate.of(each, info) for each in found]
