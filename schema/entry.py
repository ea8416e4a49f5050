"""The timeline as the schema shows it: public lines for reporters, all of them for staff."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.audience import actor_of, for_staff, is_staff
from schema.catalogue import Department
from schema.context import Info


@strawberry.type(description="留痕的一行，写下后不再改变。One line of the timeline; never changed.")
class Entry:
    """What happened."""

    seq: int = strawberry.field(description="序号，从 1 起。")
    at: datetime = strawberry.field(description="时间。")
    action: intake.Action = strawberry.field(description="动作。")
    stage: intake.Stage = strawberry.field(description="之后的阶段。Where the report stood afterwards.")
    role: intake.Role = strawberry.field(description="操作人角色。What the actor was.")
    public: bool = strawberry.field(description="是否告知诉求人。Whether followers are told.")
    words: str | None = strawberry.field(description="说明。What was said.")
    department: Department | None = strawberry.field(description="相关部门。The department it concerns.")
    actor: str | None = strawberry.field(
        description="操作人的假名编号，仅工作人员；诉求人不在此列出。For staff; reporters are not named."
    )
    origin: str | None = strawberry.field(
        description="从哪里操作：入口和网络地址，仅工作人员。From where; for staff."
    )
    changed: list[str] | None = strawberry.field(
        description="改变的字段，仅工作人员。Fields of the report that it changed; for staff."
    )
    catalogue: str | None = strawberry.field(
        description="判定所用的目录版本，仅工作人员。The catalogue that judged; for staff."
    )
    rules: str | None = strawberry.field(
        description="所依流程规则的版本，仅工作人员。The lifecycle table that allowed it; for staff."
    )

    @classmethod
    def of(cls, record: intake.Entry, info: Info) -> Self:
        """From the record."""
        return cls(
            seq=record.seq,
            at=record.at,
            action=record.action,
            stage=record.stage,
            role=record.role,
            public=record.public,
            words=record.words,
            department=Department.named(record.department, info) if record.department else None,
            actor=actor_of(record.actor, record.role, info),
            origin=for_staff(record.origin, info),
            changed=for_staff(list(record.changed), info),
            catalogue=for_staff(record.catalogue, info),
            rules=for_staff(record.rules, info),
        )


def timeline_of(report: intake.Report, info: Info) -> list[Entry]:
    """The lines that this viewer may see, oldest first."""
    staff = is_staff(info)
    return [Entry.of(each, info) for each in report.timeline if staff or each.public]
