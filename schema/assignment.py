"""Who acts on a report, as the schema shows it."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.catalogue import Department
from schema.context import Info


@strawberry.type(description="派单。Who acts.")
class Assignment:
    """Lead and assisting departments."""

    mode: intake.DispatchMode = strawberry.field(description="派单方式。By rule or by a person.")
    at: datetime = strawberry.field(description="派单时间。")
    final: bool = strawberry.field(description="是否经裁决，不能再退单。Settled by arbitration, for good.")
    record: strawberry.Private[intake.Assignment]

    @strawberry.field(description="主办部门。The department that must act.")
    def lead(self, info: Info) -> Department:
        """The lead."""
        return Department.named(self.record.lead, info)

    @strawberry.field(description="协办部门。Departments that help.")
    def assisting(self, info: Info) -> list[Department]:
        """The helpers."""
        return [Department.named(each, info) for each in self.record.assisting]

    @strawberry.field(description="是否已签收。Whether an officer has signed for it.")
    def signed(self) -> bool:
        """Signed or not; who it was is for staff records, not for the schema."""
        return self.record.officer is not None

    @classmethod
    def of(cls, record: intake.Assignment | None) -> Self | None:
        """From the record, where there is one."""
        if record is None:
            return None
        return cls(mode=record.mode, at=record.at, final=record.is_final, record=record)
