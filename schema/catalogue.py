"""Matters, departments, towns: the catalogue as the schema shows it."""

from collections.abc import Iterable
from typing import Self

import strawberry
from strawberry import relay

import intake
import routing
from schema.context import Info
from schema.paging import key_cursor, page_info, present, slice_after
from schema.scalars import Metres


@strawberry.type(description="时限规则。A length of time as rules state it.")
class Limit:
    """A limit."""

    value: int = strawberry.field(description="数值。How many.")
    unit: intake.LimitUnit = strawberry.field(description="单位。Of what.")

    @classmethod
    def of(cls, record: intake.Limit | None) -> Self | None:
        """From the record; None where there is none."""
        return cls(value=record.value, unit=record.unit) if record else None


@strawberry.type(description="事项如何办理（实施清单）。How a matter is handled: the implementation list.")
class Handling:
    """A row of the implementation list."""

    accept: str = strawberry.field(description="受理条件。When a report of it is accepted.")
    steps: list[str] = strawberry.field(description="办理步骤，按先后。What the department does, in order.")
    limit: Limit | None = strawberry.field(description="处置时限。By when, after dispatch.")
    make_safe: Limit | None = strawberry.field(description="排险时限。By when the danger is fenced off.")
    standard: str = strawberry.field(description="办结标准。When it counts as done.")
    reply: str = strawberry.field(
        description="答复模板，可含 {number}、{department}、{result}。A template of the reply."
    )


@strawberry.type(description="事项：可以反映的一类问题。A matter that can be reported.")
class Matter(relay.Node):
    """A row of the catalogue."""

    code: relay.NodeID[str]
    name: str = strawberry.field(description="名称。")
    kind: routing.MatterKind = strawberry.field(description="事件或部件。Occurrence or component.")
    major: str = strawberry.field(description="大类。The heading it stands under.")
    urgency: intake.Urgency = strawberry.field(description="默认紧急程度。Unless a person overrules it.")
    limit: Limit | None = strawberry.field(description="处置时限，无时限为空。By when, after dispatch.")
    aliases: list[str] = strawberry.field(description="别名和俗称。What people call it.")
    photos: int = strawberry.field(description="至少需要几张照片。How many a report must bring.")
    within_hours: int | None = strawberry.field(
        description="须在发生后多少小时内反映，不限为空。How long after the act it may be reported."
    )
    record: strawberry.Private[routing.Matter]

    @strawberry.field(description="上报提示，语言随 Accept-Language。What to heed before reporting.")
    def hint(self, info: Info) -> str | None:
        """For the reporter."""
        return (self.record.hint if info.context.chinese else self.record.hint_en) or None

    @strawberry.field(description="按紧急程度的办理要求，默认按事项自身。By urgency, its own unless named.")
    def handling(self, info: Info, urgency: intake.Urgency | None = None) -> Handling | None:
        """What the implementation list says; None where it says nothing."""
        catalogue = info.context.services.routing.catalogue
        found = catalogue.implementation(self.code, urgency or self.urgency)
        if found is None:
            return None
        return Handling(
            accept=found.accept,
            steps=list(found.steps),
            limit=Limit.of(found.limit),
            make_safe=Limit.of(found.make_safe),
            standard=found.standard,
            reply=found.reply,
        )

    @strawberry.field(name="code", description="事项代码，如 E0104。Its code.")
    def shown_code(self) -> str:
        """The code, beside the opaque id."""
        return self.code

    @classmethod
    def of(cls, record: routing.Matter, catalogue: routing.Catalogue) -> Self:
        """From the record and what the implementation list says of it."""
        handled = catalogue.implementation(record.code, record.urgency)
        return cls(
            code=record.code,
            name=record.name,
            kind=record.kind,
            major=record.major,
            urgency=record.urgency,
            limit=Limit.of(handled.limit) if handled else None,
            aliases=list(record.aliases),
            photos=record.photos,
            within_hours=record.within_hours,
            record=record,
        )

    @classmethod
    def known(cls, ref: intake.MatterRef | None, info: Info) -> Self | None:
        """The matter as the catalogue has it now; None when there is none, or no longer."""
        catalogue = info.context.services.routing.catalogue
        record = catalogue.matters.get(ref.code) if ref else None
        return cls.of(record, catalogue) if record else None

    @classmethod
    def resolve_nodes(  # type: ignore[override] # Relay's four overloads say the same in more words
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> Iterable[Self | None]:
        """By code; unknown ones are null."""
        catalogue = info.context.services.routing.catalogue
        found = [present(catalogue.matters.get(each), required=required) for each in node_ids]
        return [cls.of(record, catalogue) if record else None for record in found]


@strawberry.type(description="部门。A department, at the city, town or village level.")
class Department(relay.Node):
    """A department of the catalogue."""

    key: relay.NodeID[str]
    name: str = strawberry.field(description="全称。Its full name.")
    unit: str = strawberry.field(description="单位代码，如 CG。Key of its unit.")
    executes: bool = strawberry.field(description="是否现场处置。Whether it acts on the spot.")
    town_code: str | None = strawberry.field(
        description="所在镇街代码，市级为空。Its town; null at city level."
    )

    @strawberry.field(name="key", description="部门代码，如 CG-441900004000。Its key, as commands take it.")
    def shown_key(self) -> str:
        """The key, beside the opaque id."""
        return self.key

    @classmethod
    def of(cls, record: routing.Department) -> Self:
        """From the record."""
        return cls(
            key=record.id,
            name=record.name,
            unit=record.unit,
            executes=record.executes,
            town_code=record.town_code,
        )

    @classmethod
    def named(cls, ref: intake.DepartmentRef, info: Info) -> Self:
        """The department as a report names it; one that the catalogue has dropped keeps its name."""
        record = info.context.services.routing.catalogue.departments.get(ref.id)
        if record is not None:
            return cls.of(record)
        return cls(key=ref.id, name=ref.name, unit=ref.id.partition("-")[0], executes=False, town_code=None)

    @classmethod
    def resolve_nodes(  # type: ignore[override] # Relay's four overloads say the same in more words
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> Iterable[Self | None]:
        """By key; unknown ones are null."""
        departments = info.context.services.routing.catalogue.departments
        found = [present(departments.get(each), required=required) for each in node_ids]
        return [cls.of(record) if record else None for record in found]


@strawberry.type(description="辖区：在谁的地面上，有多确定。Whose ground it is, and how sure that is.")
class Jurisdiction:
    """Whose ground."""

    town_code: str = strawberry.field(description="镇街代码。Code of the town.")
    town_name: str = strawberry.field(description="镇街。The town.")
    village_code: str | None = strawberry.field(description="村（社区）代码。")
    village_name: str | None = strawberry.field(description="村（社区）。The village.")
    layer: str = strawberry.field(description="边界图层版本。Version of the boundary layer.")
    approximate: bool = strawberry.field(description="图层是否近似。Whether that layer is approximate.")
    border_metres: Metres | None = strawberry.field(description="距最近镇界。To the nearest border.")
    second_town_code: str | None = strawberry.field(description="临界时的另一镇街。Across a near border.")
    second_town_name: str | None = strawberry.field(description="另一镇街名称。Its name.")
    snapped_metres: Metres = strawberry.field(description="在界外多远，界内为 0。How far outside; 0 inside.")

    @classmethod
    def of(cls, record: intake.Jurisdiction) -> Self:
        """From the record."""
        return cls(
            town_code=record.town_code,
            town_name=record.town_name,
            village_code=record.village_code,
            village_name=record.village_name,
            layer=record.layer,
            approximate=record.approximate,
            border_metres=None if record.border_m is None else Metres(record.border_m),
            second_town_code=record.second_town_code,
            second_town_name=record.second_town_name,
            snapped_metres=Metres(record.snapped_m),
        )


@strawberry.type(description="决定的一步理由。One step of a decision.")
class Reason:
    """Why."""

    code: str = strawberry.field(description="稳定的英文词。A stable word.")
    words: str = strawberry.field(description="说明，语言随 Accept-Language。In words.")

    @classmethod
    def of(cls, record: intake.Reason, info: Info) -> Self:
        """From the record, in the reader's language."""
        return cls(code=record.code, words=record.zh if info.context.chinese else record.en)


@strawberry.type(description="事项列表。")
class MatterConnection(relay.Connection[Matter]):
    """Matters by code."""


@strawberry.type(description="部门列表。")
class DepartmentConnection(relay.Connection[Department]):
    """Departments by key."""


def matters_page(
    records: list[routing.Matter], catalogue: routing.Catalogue, first: int | None, after: str | None
) -> MatterConnection:
    """A page of matters ordered by code."""
    start, end = slice_after([record.code for record in records], first, after)
    edges = [
        relay.Edge(cursor=key_cursor(record.code), node=Matter.of(record, catalogue))
        for record in records[start:end]
    ]
    info = page_info([edge.cursor for edge in edges], has_next=end < len(records), has_previous=start > 0)
    return MatterConnection(edges=edges, page_info=info)


def departments_page(
    records: list[routing.Department], first: int | None, after: str | None
) -> DepartmentConnection:
    """A page of departments ordered by key."""
    start, end = slice_after([record.id for record in records], first, after)
    edges = [
        relay.Edge(cursor=key_cursor(record.id), node=Department.of(record)) for record in records[start:end]
    ]
    info = page_info([edge.cursor for edge in edges], has_next=end < len(records), has_previous=start > 0)
    return DepartmentConnection(edges=edges, page_info=info)
