"""What is asked for, called and flagged on a report's way, as the schema shows it."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.audience import for_staff, is_staff
from schema.catalogue import Department, Limit
from schema.context import Info
from schema.photo import Photo, photos_of


@strawberry.type(description="待决定的申请。What a department asks for; nobody has decided yet.")
class Request:
    """A pending request."""

    kind: intake.RequestKind = strawberry.field(description="申请什么。")
    at: datetime = strawberry.field(description="时间。")
    words: str = strawberry.field(description="理由；挂账为处置计划。Why; for a suspension the plan.")
    reason: intake.ReturnReason | None = strawberry.field(description="退单原因。Of a return.")
    limit: Limit | None = strawberry.field(description="延长多久。Of an extension.")
    review_days: int | None = strawberry.field(description="多少天内复核。Of a suspension.")
    record: strawberry.Private[intake.Request]

    @strawberry.field(description="申请的部门。Which department asks.")
    def department(self, info: Info) -> Department:
        """Who asks."""
        return Department.named(self.record.department, info)

    @strawberry.field(description="退单时建议的部门。Whose it is instead, for a return.")
    def proposed(self, info: Info) -> Department | None:
        """Whose it is instead."""
        found = self.record.proposed
        return Department.named(found, info) if found else None

    @classmethod
    def of(cls, record: intake.Request | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        limit = record.limit
        return cls(
            kind=record.kind,
            at=record.at,
            words=record.words,
            reason=record.reason,
            limit=Limit(value=limit.value, unit=limit.unit) if limit else None,
            review_days=record.review_days,
            record=record,
        )


@strawberry.type(description="被吹哨的一个部门。One department that was called.")
class Call:
    """A call."""

    responded_at: datetime | None = strawberry.field(description="报到时间。Null before it answered.")
    concluded_at: datetime | None = strawberry.field(description="办结时间。Null before it was done.")
    conclusion: str | None = strawberry.field(description="做了什么。What it did.")
    record: strawberry.Private[intake.Call]

    @strawberry.field(description="部门。Which.")
    def department(self, info: Info) -> Department:
        """Which."""
        return Department.named(self.record.department, info)


@strawberry.type(description="吹哨。A call to several departments at once.")
class Whistle:
    """A whistle."""

    words: str = strawberry.field(description="事由。What it is about.")
    at: datetime = strawberry.field(description="时间。")
    open: bool = strawberry.field(description="是否还有部门未办结。Whether somebody still has to act.")
    calls: list[Call] = strawberry.field(description="被吹哨的部门。One for each called department.")

    @classmethod
    def of(cls, record: intake.Whistle | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        calls = [
            Call(
                responded_at=each.responded_at,
                concluded_at=each.concluded_at,
                conclusion=each.conclusion,
                record=each,
            )
            for each in record.calls
        ]
        return cls(words=record.words, at=record.at, open=record.is_open, calls=calls)


@strawberry.type(description="异常标记和认定。How far a report is on the way to being abnormal.")
class Abnormal:
    """A flag, and what became of it."""

    kind: intake.AbnormalKind = strawberry.field(description="哪一类。What is abnormal.")
    flagged_at: datetime = strawberry.field(description="标记时间。")
    confirmed_at: datetime | None = strawberry.field(description="认定时间。Null before a second person.")
    appealed_at: datetime | None = strawberry.field(description="申诉时间。Null where nobody objected.")
    dismissed_at: datetime | None = strawberry.field(description="驳回申诉的时间。Null before that.")
    record: strawberry.Private[intake.Abnormal]

    @strawberry.field(description="依据，仅工作人员。The evidence, in words; for staff.")
    def words(self, info: Info) -> str | None:
        """The evidence."""
        return for_staff(self.record.words, info)

    @strawberry.field(description="佐证照片，仅工作人员。The evidence, as photos; for staff.")
    async def photos(self, info: Info) -> list[Photo] | None:
        """The evidence."""
        return await photos_of([each.id for each in self.record.photos], info) if is_staff(info) else None

    @classmethod
    def of(cls, record: intake.Abnormal | None, info: Info) -> Self | None:
        """From the record, where there is one; reporters see it once it is confirmed."""
        if record is None or not (record.confirmed_at or is_staff(info)):
            return None
        return cls(
            kind=record.kind,
            flagged_at=record.flagged_at,
            confirmed_at=record.confirmed_at,
            appealed_at=record.appealed_at,
            dismissed_at=record.dismissed_at,
            record=record,
        )
