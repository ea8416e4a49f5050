"""The clocks of a report as the schema shows them."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.audience import is_staff
from schema.catalogue import Department, Limit
from schema.context import Info

_INTERNAL = frozenset({intake.DeadlineKind.RESPOND, intake.DeadlineKind.SUPERVISE})


@strawberry.type(description="时限。A deadline, running or met.")
class Deadline:
    """A clock."""

    kind: intake.DeadlineKind = strawberry.field(description="等待的步骤。The step it waits for.")
    limit: Limit = strawberry.field(description="规则。The rule it was computed from.")
    started_at: datetime = strawberry.field(description="开始。")
    due_by: datetime = strawberry.field(description="到期。")
    warn_at: list[datetime] = strawberry.field(
        description="黄、橙、红色预警的时间；不预警的时限为空。When it turns yellow, orange, red."
    )
    met_at: datetime | None = strawberry.field(description="完成时间，进行中为空。Null while it runs.")
    stopped_at: datetime | None = strawberry.field(
        description="中止时间：不再等待这一步，既不算按时也不算超时。When the step was no longer asked for."
    )
    paused_seconds: int = strawberry.field(
        description="累计暂停的秒数，按时限自身的计时方式。How long it stood still, in its own kind of time."
    )
    provisional: bool = strawberry.field(
        description="是否暂定（放假安排未公布）。Whether holidays it needs are not yet published."
    )
    record: strawberry.Private[intake.Deadline]

    @strawberry.field(description="已达到的预警级别，未到预警为空。The level it has reached by now.")
    def level(self, info: Info) -> intake.Level | None:
        """The level at this moment."""
        return intake.level_at(self.record, info.context.services.clock())

    @strawberry.field(description="等待的部门；只有一个同类时限时为空。Whose, where several are waited for.")
    def subject(self, info: Info) -> Department | None:
        """The department that it waits for."""
        key = self.record.subject
        return Department.named(intake.DepartmentRef(key, key), info) if key else None

    @classmethod
    def of(cls, record: intake.Deadline) -> Self:
        """From the record."""
        return cls(
            kind=record.kind,
            limit=Limit(value=record.limit.value, unit=record.limit.unit),
            started_at=record.started_at,
            due_by=record.due_by,
            warn_at=list(record.warn_at),
            met_at=record.met_at,
            stopped_at=record.stopped_at,
            paused_seconds=record.paused_ms // 1000,
            provisional=record.provisional,
            record=record,
        )


def clocks_of(report: intake.Report, info: Info) -> list[Deadline]:
    """The clocks that this viewer may see: those of whistles and supervision are internal."""
    staff = is_staff(info)
    return [Deadline.of(each) for each in report.deadlines if staff or each.kind not in _INTERNAL]
