"""The report as the schema shows it: light by itself, deeper parts made when they are asked for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

import intake
from schema.access import IdentityReads
from schema.asset import Asset
from schema.assignment import Assignment
from schema.audience import for_acting, for_staff
from schema.candidate import MatterCandidate
from schema.catalogue import Jurisdiction, Matter, Reason
from schema.clocks import Deadline, clocks_of
from schema.context import Info
from schema.entry import Entry, timeline_of
from schema.handling import Abnormal, Request, Whistle
from schema.paging import page_info, to_cursor
from schema.photo import Photo, photos_of
from schema.publication import Publication
from schema.result import Evaluation, Resolution, Revisit
from schema.scalars import Latitude, Longitude, Metres
from schema.similar import Similar


@strawberry.type(description="仅承办人员可见的内容，如号牌、网格。What only those who act may see.")
class RestrictedDetail:
    """One such thing."""

    name: str = strawberry.field(description="名称，如 plate、grid。Its name.")
    value: str = strawberry.field(description="内容。What it says.")


@strawberry.type(description="地图服务给出的地址。What a map service calls a point.")
class GeocodedAddress:
    """An address that nobody wrote."""

    words: str = strawberry.field(description="地址。The address.")
    provider: str = strawberry.field(description="地图服务，如 baidu。Which service.")

    @classmethod
    def of(cls, record: intake.GeocodedAddress | None) -> Self | None:
        """From the record, where there is one."""
        return cls(words=record.words, provider=record.provider) if record else None


@strawberry.type(description="位置，WGS-84。A place, in WGS-84.")
class Location:
    """Where."""

    longitude: Longitude = strawberry.field(description="经度（WGS-84）。")
    latitude: Latitude = strawberry.field(description="纬度（WGS-84）。")
    accuracy_metres: Metres | None = strawberry.field(description="定位精度半径。Radius of uncertainty.")
    address: str | None = strawberry.field(description="诉求人对地点的描述。The reporter's words for it.")
    geocoded_address: GeocodedAddress | None = strawberry.field(
        description="按坐标查得的地址，仅在诉求人未描述地点时。Looked up where the reporter gave no words."
    )
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
            geocoded_address=GeocodedAddress.of(record.geocoded_address),
            source=record.source,
            crs=record.crs,
        )


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
    redaction: intake.RedactReason | None = strawberry.field(
        description="脱敏原因；脱敏后文字处均为“［已脱敏］”，未脱敏为空。Null while its words are there."
    )
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

    @strawberry.field(description="事发时间，以诉求人所说为准。When it happened, as its reporter said.")
    def occurred_at(self) -> datetime | None:
        """When it happened."""
        return self.record.occurred_at

    @strawberry.field(description="号牌、网格等，仅承办、派单、核查、督办、审计人员可见。For those who act.")
    def restricted(self, info: Info) -> list[RestrictedDetail] | None:
        """What only those who act may see."""
        details = [RestrictedDetail(name=name, value=value) for name, value in self.record.restricted.items()]
        return for_acting(details, info)

    @strawberry.field(description="事项由谁认定，仅工作人员。Who said what the matter is; for staff.")
    def matter_source(self, info: Info) -> intake.MatterSource | None:
        """Who named the matter."""
        return for_staff(self.record.matter_source, info)

    @strawberry.field(description="上报时文字可能所指的事项，仅工作人员。What the words may mean; for staff.")
    def candidates(self, info: Info) -> list[MatterCandidate] | None:
        """The matters that the words may mean, as they were read last."""
        return for_staff(MatterCandidate.all_of(self.record.candidates), info)

    @strawberry.field(description="读文字的模型版本，仅工作人员。Which model read the words; for staff.")
    def model(self, info: Info) -> str | None:
        """The version of the classifier."""
        return for_staff(self.record.model, info)

    @strawberry.field(description="位置。")
    def location(self) -> Location | None:
        """Where."""
        return Location.of(self.record.location) if self.record.location else None

    @strawberry.field(description="扫码的部件，没有为空。The thing that was scanned.")
    def asset(self, info: Info) -> Asset | None:
        """The thing, as the register had it."""
        return Asset.of(self.record.asset, info) if self.record.asset else None

    @strawberry.field(description="辖区，市外或无位置为空。Null outside the city or without a place.")
    def jurisdiction(self) -> Jurisdiction | None:
        """Whose ground."""
        return Jurisdiction.of(self.record.jurisdiction) if self.record.jurisdiction else None

    @strawberry.field(description="派单。Null until it was sent.")
    def assignment(self) -> Assignment | None:
        """Who acts."""
        return Assignment.of(self.record.assignment)

    @strawberry.field(description="最近一次判定的理由。Why it stands where it stands.")
    def reasons(self, info: Info) -> list[Reason]:
        """The reasons."""
        return [Reason.of(each, info) for each in self.record.reasons]

    @strawberry.field(description="时限。Clocks, running and met; some are for staff.")
    def deadlines(self, info: Info) -> list[Deadline]:
        """The clocks."""
        return clocks_of(self.record, info)

    @strawberry.field(description="留痕：从上报到现在的每一步；诉求人看到公开的。Reporters see public lines.")
    def timeline(self, info: Info) -> list[Entry]:
        """The trace."""
        return timeline_of(self.record, info)

    @strawberry.field(description="上报照片。")
    async def photos(self, info: Info) -> list[Photo]:
        """The photos handed in."""
        return await photos_of([each.id for each in self.record.photos], info)

    @strawberry.field(description="处置结果。")
    def resolution(self) -> Resolution | None:
        """What was done."""
        return Resolution.of(self.record.resolution)

    @strawberry.field(description="评价。")
    def evaluation(self) -> Evaluation | None:
        """The verdict."""
        return Evaluation.of(self.record.evaluation)

    @strawberry.field(description="回访，仅工作人员。What the call desk heard; for staff.")
    def revisit(self, info: Info) -> Revisit | None:
        """What the call desk heard."""
        return for_staff(Revisit.of(self.record.revisit), info)

    @strawberry.field(description="待决定的申请，仅工作人员。What its department asks for; for staff.")
    def request(self, info: Info) -> Request | None:
        """What waits for a decision."""
        return for_staff(Request.of(self.record.request), info)

    @strawberry.field(description="最近一次吹哨，仅工作人员。The last call to departments; for staff.")
    def whistle(self, info: Info) -> Whistle | None:
        """The last call to several departments."""
        return for_staff(Whistle.of(self.record.whistle), info)

    @strawberry.field(description="异常标记；诉求人在认定后可见。Reporters see it once it is confirmed.")
    def abnormal(self, info: Info) -> Abnormal | None:
        """How far it is on the way to being abnormal."""
        return Abnormal.of(self.record.abnormal, info)

    @strawberry.field(description="公开决定，仅工作人员。What the public may see; for staff.")
    def publication(self, info: Info) -> Publication | None:
        """The publicity reviewer's decision."""
        return for_staff(Publication.of(self.record.publication), info)

    @strawberry.field(
        description="已并入的诉求编号，仅工作人员。Number of the report that it follows; for staff."
    )
    def merged_into(self, info: Info) -> str | None:
        """The primary, which may be somebody else's."""
        return for_staff(self.record.primary, info)

    @strawberry.field(description="并入本诉求的编号，仅工作人员。Numbers that follow it; for staff.")
    def merged(self, info: Info) -> list[str] | None:
        """Those that follow."""
        numbers = dict.fromkeys(each.about for each in self.record.outgoing if each.about)
        return for_staff(list(numbers), info)

    @strawberry.field(
        description="不久前办结的同地点同事项诉求，仅工作人员。It comes soon after this one; for staff."
    )
    def repeats(self, info: Info) -> str | None:
        """An earlier report of the same matter at the same place."""
        return for_staff(self.record.repeats, info)

    @strawberry.field(
        description="上报时附近疑似反映同一问题的诉求，最多 3 条，仅工作人员。What it resembled; for staff."
    )
    def similar(self, info: Info) -> list[Similar] | None:
        """Open reports that it resembled when it was handed in, most alike first."""
        return for_staff([Similar.of(each, info) for each in self.record.similar], info)

    @strawberry.field(description="文字检测结果，仅工作人员。Why a person should read it first; for staff.")
    def screening(self, info: Info) -> intake.Screening | None:
        """What a machine had against its words."""
        return for_staff(self.record.screening, info)

    @strawberry.field(description="已发出的最高预警，仅工作人员。The highest warning given; for staff.")
    def warning(self, info: Info) -> intake.Level | None:
        """The highest warning on a clock that runs."""
        return for_staff(self.record.warning, info)

    @strawberry.field(
        description="您的身份被查阅的情况，仅诉求人本人。For its own reporter: who read your identity."
    )
    async def identity_reads(self, info: Info) -> IdentityReads | None:
        """How often, when last, by which role."""
        reads = await info.context.identity_reads.load(self.record)
        return IdentityReads.of(reads) if reads else None

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
            redaction=record.redaction,
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
