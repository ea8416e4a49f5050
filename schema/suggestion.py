"""A dry run of routing: where a report would go, why, and by when."""

from datetime import datetime
from typing import Self

import strawberry

import intake
from schema.candidate import MatterCandidate
from schema.catalogue import Department, Jurisdiction, Matter, Reason
from schema.context import Info


@strawberry.type(description="派单试算，不保存任何内容。A dry run; nothing is stored.")
class RouteSuggestion:
    """Where it would go."""

    accept: bool = strawberry.field(description="规则能否直接受理。Whether a rule may accept it.")
    urgency: intake.Urgency = strawberry.field(description="紧急程度。")
    sign_by: datetime | None = strawberry.field(description="若现在派单，签收时限。")
    resolve_by: datetime | None = strawberry.field(description="若现在派单，处置时限。")
    catalogue: str = strawberry.field(description="事项目录版本。")
    decision: strawberry.Private[intake.Decision]

    @strawberry.field(description="事项。")
    def matter(self, info: Info) -> Matter | None:
        """The matter it would be judged as."""
        return Matter.known(self.decision.matter, info)

    @strawberry.field(
        description="未选事项时，文字可能所指的。What the words may mean, where none was chosen."
    )
    def candidates(self) -> list[MatterCandidate]:
        """The matters that the words may mean."""
        return MatterCandidate.all_of(self.decision.candidates)

    @strawberry.field(description="辖区。")
    def jurisdiction(self) -> Jurisdiction | None:
        """Whose ground."""
        found = self.decision.jurisdiction
        return Jurisdiction.of(found) if found else None

    @strawberry.field(description="主办部门；为空则转人工。Null sends it to a person.")
    def lead(self, info: Info) -> Department | None:
        """The department that would act."""
        return Department.named(self.decision.lead, info) if self.decision.lead else None

    @strawberry.field(description="协办部门。")
    def assisting(self, info: Info) -> list[Department]:
        """Departments that would help."""
        return [Department.named(each, info) for each in self.decision.assisting]

    @strawberry.field(description="理由，按判定顺序。In the order they were found.")
    def reasons(self, info: Info) -> list[Reason]:
        """Why."""
        return [Reason.of(each, info) for each in self.decision.reasons]

    @classmethod
    def of(cls, decision: intake.Decision, info: Info) -> Self:
        """From a decision, with the clocks that would start now."""
        services = info.context.services
        matter, now = decision.matter.code if decision.matter else None, services.clock()
        due = {
            kind: services.routing.deadline(kind, matter, decision.urgency, now) if decision.lead else None
            for kind in (intake.DeadlineKind.SIGN, intake.DeadlineKind.RESOLVE)
        }
        sign, resolve = due.values()
        return cls(
            accept=decision.accept,
            urgency=decision.urgency,
            sign_by=sign.due_by if sign else None,
            resolve_by=resolve.due_by if resolve else None,
            catalogue=decision.catalogue,
            decision=decision,
        )
