"""Reports of one thing, as the schema shows them: to a reporter beforehand, to staff afterwards."""

from datetime import date
from typing import Self

import strawberry

import intake
from schema.catalogue import Department
from schema.context import Info
from schema.inputs import CHANNEL, LocationInput
from schema.photo import photo_ids

_MARKS = {
    "matter": ("事项", "matter"),
    "place": ("位置", "place"),
    "time": ("时间", "time"),
    "words": ("文字", "words"),
    "picture": ("照片画面", "picture"),
    "file": ("照片文件", "photo file"),
    "asset": ("部件编码", "asset code"),
}


@strawberry.input(description="上报前查询：附近有没有同样的诉求。What is about to be handed in.")
class SimilarReportsInput:
    """A report to come."""

    matter: str | None = strawberry.field(default=None, description="事项代码；不给则按文字判断。")
    location: LocationInput | None = strawberry.field(
        default=None,
        description="位置；不给则取部件的，或第一张带 GPS 的照片的。Else the thing's, or a photo's.",
    )
    text: str = strawberry.field(
        default="", description="文字，只用来判断事项，不与他人的文字比对。Tells the matter; nothing else."
    )
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="照片编号，最多 9 张。At most nine."
    )

    asset_code: str | None = strawberry.field(
        default=None, description="扫到或输入的部件编码，最多 200 字。What was scanned of a thing's plate."
    )

    def to_submission(self, reporter: str) -> intake.Submission:
        """As the domain takes it; nothing is stored under that key."""
        return intake.Submission(
            channel=CHANNEL,
            reporter=reporter,
            idempotency_key="",
            text=self.text,
            matter=self.matter,
            location=self.location.to_location() if self.location else None,
            photo_ids=photo_ids(self.photo_ids),
            asset_code=self.asset_code,
        )


@strawberry.type(
    description="附近可能反映同一问题的诉求；不含他人的编号、文字和准确位置。May be the same thing."
)
class SimilarReport:
    """An open report near the place, without anything private."""

    matter_name: str | None = strawberry.field(description="事项名称。What it was judged as.")
    distance_metres: int = strawberry.field(
        description="约多少米外，以 10 米为单位，从取整后的位置算起。In tens, from its rounded place."
    )
    since: date = strawberry.field(description="哪天上报的（北京时间）。The day it was handed in.")
    stage: intake.Stage = strawberry.field(description="阶段。Where it stands.")
    stage_words: str = strawberry.field(description="阶段的说明，语言随 Accept-Language。In words.")
    followers: int = strawberry.field(description="多少人关注，含其诉求人。How many people follow it.")
    likelihood: intake.Likelihood = strawberry.field(description="可能性。How likely it is the same.")
    number: str | None = strawberry.field(description="编号，仅您自己的诉求。Of your own reports only.")
    token: str | None = strawberry.field(
        description="上报时填入 sameAs 即并入该诉求，30 分钟内有效，仅限本人；不能再并入时为空。"
        "Hand it in as sameAs to follow that report; good for half an hour, for you alone."
    )
    lead: strawberry.Private[intake.DepartmentRef | None]

    @strawberry.field(description="承办部门，未派单为空。Who has it.")
    def department(self, info: Info) -> Department | None:
        """Who has it."""
        return Department.named(self.lead, info) if self.lead else None

    @classmethod
    def of(cls, record: intake.Offer, info: Info) -> Self:
        """From the record, in the reader's language."""
        stage = record.stage
        return cls(
            matter_name=record.matter.name if record.matter else None,
            distance_metres=record.metres,
            since=record.since,
            stage=stage,
            stage_words=stage.zh if info.context.chinese else stage.value.replace("_", " "),
            followers=record.followers,
            likelihood=record.likelihood,
            number=record.number,
            token=record.token,
            lead=record.department,
        )


@strawberry.type(description="相似度的一部分。One reason for a score.")
class SimilarPart:
    """Why."""

    mark: str = strawberry.field(description="比对了什么，稳定的英文词。A stable word.")
    words: str = strawberry.field(description="说明，语言随 Accept-Language。In words.")
    likeness: float = strawberry.field(description="有多像，0-1。How alike in it.")
    weight: float = strawberry.field(description="完全相同得几分。What full likeness adds.")
    points: float = strawberry.field(description="得几分。What it adds.")


@strawberry.type(description="疑似反映同一问题的诉求。An open report that this one resembles.")
class Similar:
    """A hint."""

    number: str = strawberry.field(description="编号。Its number.")
    score: float = strawberry.field(
        description="相似度，0-1；0.7 以上按规则并案。How alike; the rules merge from 0.7."
    )
    parts: list[SimilarPart] = strawberry.field(description="各部分。Why, every part.")

    @classmethod
    def of(cls, record: intake.Similar, info: Info) -> Self:
        """From the record, in the reader's language."""
        parts = [
            SimilarPart(
                mark=each.mark,
                words=_MARKS[each.mark][0 if info.context.chinese else 1],
                likeness=each.likeness,
                weight=each.weight,
                points=round(each.points, 3),
            )
            for each in record.parts
        ]
        return cls(number=record.number, score=record.score, parts=parts)


@strawberry.type
class SimilarQuery:
    """What a reporter can ask before handing in."""

    @strawberry.field(
        description="上报前：附近未办结的同类诉求，最像的在前，最多 5 条。Open reports of it nearby."
    )
    async def similar_reports(
        self,
        info: Info,
        input: SimilarReportsInput,  # noqa: A002 - the schema's word
    ) -> list[SimilarReport]:
        """The likeliest first; nothing is stored."""
        submission = input.to_submission(info.context.as_reporter.id)
        found = await info.context.services.intake.similar(submission)
        return [SimilarReport.of(each, info) for each in found]
