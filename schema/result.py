"""How it ended: the result, what was checked about it, and what the reporter says, as the schema shows it."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.audience import for_staff
from schema.context import Info
from schema.photo import Photo, photos_of


@strawberry.type(description="防形式办结的一项核对。One check against closing in form only.")
class Check:
    """A check."""

    rule: str = strawberry.field(description="核对的规则，稳定的英文词。A stable word.")
    verdict: intake.Verdict = strawberry.field(description="结论。Whether it holds, or cannot be known.")
    words: str = strawberry.field(description="说明，语言随 Accept-Language。In words.")

    @classmethod
    def of(cls, record: intake.Check, info: Info) -> Self:
        """From the record, in the reader's language."""
        words = record.zh if info.context.chinese else record.en
        return cls(rule=record.rule, verdict=record.verdict, words=words)


@strawberry.type(description="处置结果。What was done about it.")
class Resolution:
    """The result."""

    result: intake.ResultCode = strawberry.field(description="结果。")
    words: str = strawberry.field(description="答复。")
    at: datetime = strawberry.field(description="时间。")
    record: strawberry.Private[intake.Resolution]

    @strawberry.field(description="处置后照片。The ground as it is now.")
    async def photos(self, info: Info) -> list[Photo]:
        """After-photos."""
        return await photos_of([each.id for each in self.record.photos], info)

    @strawberry.field(
        description="防形式办结的核对结果，仅工作人员。Checks against closing in form only; for staff."
    )
    def checks(self, info: Info) -> list[Check] | None:
        """What was checked, as found."""
        return for_staff([Check.of(each, info) for each in self.record.checks], info)

    @classmethod
    def of(cls, record: intake.Resolution | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        return cls(result=record.result, words=record.words, at=record.at, record=record)


@strawberry.type(description="评价，1-5 分。1 (very bad) to 5 (very good).")
class Evaluation:
    """The reporter's verdict."""

    outcome: int = strawberry.field(description="结果。")
    speed: int = strawberry.field(description="速度。")
    attitude: int = strawberry.field(description="态度。")
    tags: list[str] = strawberry.field(description="标签。")
    words: str | None = strawberry.field(description="评语。")
    at: datetime = strawberry.field(description="时间。")

    @classmethod
    def of(cls, record: intake.Evaluation | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        return cls(
            outcome=record.outcome,
            speed=record.speed,
            attitude=record.attitude,
            tags=list(record.tags),
            words=record.words,
            at=record.at,
        )


@strawberry.type(description="回访。What the reporter said when asked.")
class Revisit:
    """A revisit."""

    reached: bool = strawberry.field(description="是否联系上。Whether somebody answered.")
    solved: bool | None = strawberry.field(description="是否解决。Null when not said.")
    satisfied: bool | None = strawberry.field(description="是否满意。Null when not said.")
    words: str | None = strawberry.field(description="记录。What was said.")
    at: datetime = strawberry.field(description="时间。")

    @classmethod
    def of(cls, record: intake.Revisit | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        return cls(
            reached=record.reached,
            solved=record.solved,
            satisfied=record.satisfied,
            words=record.words,
            at=record.at,
        )
