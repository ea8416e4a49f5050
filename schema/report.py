"""The report as the schema shows it: light by itself, deeper parts made when they are asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

import intake
from intake import Role
from schema.catalogue import Department, Jurisdiction, Limit, Matter, Reason
from schema.context import Info
from schema.paging import page_info, to_cursor
from schema.photo import Photo, photos_of
from schema.scalars import Latitude, Longitude, Metres


@strawberry.type(description="位置，WGS-84。A place, in WGS-84.")
class Location:
    """Where."""

    longitude: Longitude = strawberry.field(description="经度（WGS-84）。")
    latitude: Latitude = strawberry.field(description="纬度（WGS-84）。")
    accuracy_metres: Metres | None = strawberry.field(description="定位精度半径。Radius of uncertainty.")
    address: str | None = strawberry.field(description="诉求人对地点的描述。The reporter's words for it.")
    source: intake.LocationSource = strawberry.field(description="来源。Who said so.")
    crs: intake.Crs = strawberry.field(description="原始坐标系。What the raw pair was in.")

    @classmethod
    def of(cls, record: intake.Location) -> Self:
        """From the record."""
        return cls(
            longitude=Longitude(record.point.longitude),
            latitude=Latitude(record.point.latitude),
            accuracy_metres=None if record.accuracy_m is None else Metres(record.accuracy_m),
            address=record.address,
            source=record.source,
            crs=record.crs,
        )


@strawberry.type(description="时限。A deadline, running or met.")
class Deadline:
    """A clock."""

    kind: intake.DeadlineKind = strawberry.field(description="等待的步骤。The step it waits for.")
    limit: Limit = strawberry.field(description="规则。The rule it was computed from.")
    started_at: datetime = strawberry.field(description="开始。")
    due_by: datetime = strawberry.field(description="到期。")
    met_at: datetime | None = strawberry.field(description="完成时间，进行中为空。Null while it runs.")
    stopped_at: datetime | None = strawberry.field(
        description="中止时间：不再等待这一步，既不算按时也不算超时。When the step was no longer asked for."
    )
    provisional: bool = strawberry.field(
        description="是否暂定（放假安排未公布）。Whether holidays it needs are not yet published."
    )

    @classmethod
    def of(cls, record: intake.Deadline) -> Self:
        """From the record."""
        return cls(
            kind=record.kind,
            limit=Limit(value=record.limit.value, unit=record.limit.unit),
            started_at=record.started_at,
            due_by=record.due_by,
            met_at=record.met_at,
            stopped_at=record.stopped_at,
            provisional=record.provisional,
        )


@strawberry.type(description="留痕的一行，写下后不再改变。One line of the timeline; never changed.")
class Entry:
    """What happened."""

    seq: int = strawberry.field(description="序号，从 1 起。")
    at: datetime = strawberry.field(description="时间。")
    action: intake.Action = strawberry.field(description="动作。")
    stage: intake.Stage = strawberry.field(description="之后的阶段。Where the report stood afterwards.")
    role: intake.Role = strawberry.field(description="操作人角色。What the actor was.")
    words: str | None = strawberry.field(description="给诉求人的话。Words for the reporter.")
    department: Department | None = strawberry.field(description="相关部门。The department it concerns.")

    @classmethod
    def of(cls, record: intake.Entry, info: Info) -> Self:
        """From the record."""
        return cls(
            seq=record.seq,
            at=record.at,
            action=record.action,
            stage=record.stage,
            role=record.role,
            words=record.words,
            department=Department.named(record.department, info) if record.department else None,
        )


@strawberry.type(description="派单。Who acts.")
class Assignment:
    """Lead and assisting departments."""

    mode: intake.DispatchMode = strawberry.field(description="派单方式。By rule or by a person.")
    at: datetime = strawberry.field(description="派单时间。")
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


@strawberry.type(description="处置结果。What was done about it.")
class Resolution:
    """The result."""

    result: intake.ResultCode = strawberry.field(description="结果。")
    words: str = strawberry.field(description="答复。")
    at: datetime = strawberry.field(description="时间。")
    photo_ids: strawberry.Private[list[str]]

    @strawberry.field(description="处置后照片。The ground as it is now.")
    async def photos(self, info: Info) -> list[Photo]:
        """After-photos."""
        return await photos_of(self.photo_ids, info)


@strawberry.type(description="评价，1-5 分。1 (very bad) to 5 (very good).")
class Evaluation:
    """The reporter's verdict."""

    outcome: int = strawberry.field(description="结果。")
    speed: int = strawberry.field(description="速度。")
    attitude: int = strawberry.field(description="态度。")
    tags: list[str] = strawberry.field(description="标签。")
    words: str | None = strawberry.field(description="评语。")
    at: datetime = strawberry.field(description="时间。")


@strawberry.type(description="诉求。A report.")
class Report(relay.Node):
    """A report, as far as the actor may see it."""

    report_id: relay.NodeID[str]
    number: str = strawberry.field(description="编号，可口头报读。What people read out.")
    stage: intake.Stage = strawberry.field(description="阶段。")
    text: str = strawberry.field(description="诉求人的话。The reporter's words.")
    urgency: intake.Urgency = strawberry.field(description="紧急程度。")
    channel: str = strawberry.field(description="渠道。The channel it came by.")
    version: int = strawberry.field(description="版本，提交操作时带回。Send it back with a command.")
    submitted_at: datetime = strawberry.field(description="上报时间。")
    updated_at: datetime = strawberry.field(description="最近操作时间。")
    decline_reason: intake.DeclineReason | None = strawberry.field(description="不予受理原因。")
    record: strawberry.Private[intake.Report]

    @strawberry.field(description="受理时的事项名称，目录更新后不变。As it was named when judged.")
    def matter_name(self) -> str | None:
        """The name on record, whatever the catalogue says today."""
        return self.record.matter.name if self.record.matter else None

    @strawberry.field(
        description="现行目录中的事项，未选定或已取消为空。Null when none, or no longer listed."
    )
    def matter(self, info: Info) -> Matter | None:
        """The matter it was judged as."""
        return Matter.known(self.record.matter, info)

    @strawberry.field(description="位置。")
    def location(self) -> Location | None:
        """Where."""
        return Location.of(self.record.location) if self.record.location else None

    @strawberry.field(description="辖区，市外或无位置为空。Null outside the city or without a place.")
    def jurisdiction(self) -> Jurisdiction | None:
        """Whose ground."""
        return Jurisdiction.of(self.record.jurisdiction) if self.record.jurisdiction else None

    @strawberry.field(description="派单。Null until it was sent.")
    def assignment(self) -> Assignment | None:
        """Who acts."""
        found = self.record.assignment
        return Assignment(mode=found.mode, at=found.at, record=found) if found else None

    @strawberry.field(description="最近一次判定的理由。Why it stands where it stands.")
    def reasons(self, info: Info) -> list[Reason]:
        """The reasons."""
        return [Reason.of(each, info) for each in self.record.reasons]

    @strawberry.field(description="时限。Clocks, running and met.")
    def deadlines(self) -> list[Deadline]:
        """The clocks."""
        return [Deadline.of(each) for each in self.record.deadlines]

    @strawberry.field(description="留痕：从上报到现在的每一步。Every step so far.")
    def timeline(self, info: Info) -> list[Entry]:
        """The trace; reporters see its public lines."""
        staff = info.context.signed_in.role is not Role.REPORTER
        return [Entry.of(each, info) for each in self.record.timeline if staff or each.public]

    @strawberry.field(description="上报照片。")
    async def photos(self, info: Info) -> list[Photo]:
        """The photos handed in."""
        return await photos_of([each.id for each in self.record.photos], info)

    @strawberry.field(description="处置结果。")
    def resolution(self) -> Resolution | None:
        """What was done."""
        found = self.record.resolution
        if found is None:
            return None
        ids = [each.id for each in found.photos]
        return Resolution(result=found.result, words=found.words, at=found.at, photo_ids=ids)

    @strawberry.field(description="评价。")
    def evaluation(self) -> Evaluation | None:
        """The verdict."""
        found = self.record.evaluation
        if found is None:
            return None
        return Evaluation(
            outcome=found.outcome,
            speed=found.speed,
            attitude=found.attitude,
            tags=list(found.tags),
            words=found.words,
            at=found.at,
        )

    @strawberry.field(description="当前可执行的操作。What you could do to it now.")
    def allowed_actions(self, info: Info) -> list[intake.Action]:
        """The actions the lifecycle allows this actor."""
        return list(intake.allowed(self.record, info.context.signed_in, info.context.services.clock()))

    @classmethod
    def of(cls, record: intake.Report) -> Self:
        """From a record that this actor may read."""
        return cls(
            report_id=record.id,
            number=record.number,
            stage=record.stage,
            text=record.text,
            urgency=record.urgency,
            channel=record.channel,
            version=record.version,
            submitted_at=record.submitted_at,
            updated_at=record.updated_at,
            decline_reason=record.decline_reason,
            record=record,
        )

    @classmethod
    async def resolve_nodes(  # type: ignore[override] # Relay's four overloads say the same in more words
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> Iterable[Self | None]:
        """By id, through the same rule as reading by number."""
        return [await cls._visible(each, info, required=required) for each in node_ids]

    @classmethod
    async def _visible(cls, report_id: str, info: Info, *, required: bool) -> Self | None:
        try:
            return cls.of(await info.context.services.intake.read_id(report_id, info.context.signed_in))
        except intake.NotFound:
            if required:
                raise
            return None


@strawberry.type(description="诉求列表，新的在前。Newest first.")
class ReportConnection(relay.Connection[Report]):
    """Part of what the actor may see."""

    wanted: strawberry.Private[intake.ReportFilter]

    @strawberry.field(description="总数；超过 1000 时为空。How many in all; null beyond 1,000.")
    async def total_count(self, info: Info) -> int | None:
        """Counted by the same rule as reading."""
        most = 1000
        count = await info.context.services.intake.count(info.context.signed_in, self.wanted, most + 1)
        return count if count <= most else None

    @classmethod
    def of(cls, page: intake.Page, wanted: intake.ReportFilter) -> Self:
        """From a page of records."""
        edges = [
            relay.Edge(cursor=to_cursor(each.submitted_at, each.id), node=Report.of(each))
            for each in page.reports
        ]
        info = page_info(
            [edge.cursor for edge in edges], has_next=page.has_next, has_previous=page.has_previous
        )
        return cls(edges=edges, page_info=info, wanted=wanted)
