"""Inputs of the schema, and how they become what the domain takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import strawberry

import intake
from routing import to_wgs84
from schema.photo import photo_ids
from schema.scalars import Latitude, Longitude, Metres

CHANNEL = "iguanjia"
MAX_RADIUS_M = 20_000.0


@strawberry.input(description="位置；坐标系随每个点一起给出。A place; its crs travels with it.")
class LocationInput:
    """Where."""

    longitude: Longitude = strawberry.field(description="经度。")
    latitude: Latitude = strawberry.field(description="纬度。")
    crs: intake.Crs = strawberry.field(
        default=intake.Crs.WGS84,
        description="坐标系：wx.getLocation 默认 WGS84，地图选点为 GCJ02。What the pair is in.",
    )
    source: intake.LocationSource = strawberry.field(
        default=intake.LocationSource.DEVICE, description="来源。Who said so."
    )
    accuracy_metres: Metres | None = strawberry.field(default=None, description="定位精度半径（米）。")
    address: str | None = strawberry.field(default=None, description="对地点的描述，最多 200 字。")
    village_code: str | None = strawberry.field(default=None, description="村（社区）代码，12 位。")

    def to_location(self) -> intake.Location:
        """The place in WGS-84, its origin kept.

        Raises:
            InvalidInput: the pair cannot be a place.
        """
        raw = intake.Point(self.longitude, self.latitude)
        intake.check_point(raw, self.accuracy_metres)
        return intake.Location(
            point=to_wgs84(self.longitude, self.latitude, self.crs),
            raw=(self.longitude, self.latitude),
            crs=self.crs,
            source=self.source,
            accuracy_m=self.accuracy_metres,
            address=self.address,
            village_code=self.village_code,
        )


@strawberry.input(description="上报。What a reporter hands in.")
class SubmitReportInput:
    """A submission."""

    idempotency_key: str = strawberry.field(
        description="幂等键，8-128 位；重试时原样带上。A retry carries the same."
    )
    text: str = strawberry.field(default="", description="看到了什么，最多 2000 字。What you saw.")
    matter: str | None = strawberry.field(
        default=None, description="事项代码；文字、事项和部件编码至少一个。"
    )
    asset_code: str | None = strawberry.field(
        default=None,
        description="部件编码，或扫码所得内容（网址亦可）。The code on a plate, or what was scanned.",
    )
    location: LocationInput | None = strawberry.field(
        default=None,
        description="位置；不给则取部件登记的位置，再取第一张照片的 GPS。Else the thing's, or a photo's.",
    )
    photo_ids: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="照片编号，最多 9 张。At most nine."
    )
    anonymity: intake.Anonymity = strawberry.field(
        default=intake.Anonymity.HIDDEN_FROM_UNIT, description="匿名方式。"
    )
    same_as: str | None = strawberry.field(
        default=None,
        description="similarReports 给出的 token：与那条诉求是同一问题，照常得到自己的编号和进展；"
        "那条诉求已不能并入时按普通上报处理。The same thing as that one; else filed as usual.",
    )

    def to_submission(self, reporter: str) -> intake.Submission:
        """As the domain takes it."""
        return intake.Submission(
            channel=CHANNEL,
            reporter=reporter,
            idempotency_key=self.idempotency_key,
            text=self.text,
            matter=self.matter,
            asset_code=self.asset_code,
            location=self.location.to_location() if self.location else None,
            photo_ids=photo_ids(self.photo_ids),
            anonymity=self.anonymity,
            same_as=self.same_as,
        )


@strawberry.input(description="附近。A circle on the ground.")
class NearInput:
    """Around a point."""

    location: LocationInput = strawberry.field(description="圆心。")
    radius_metres: Metres = strawberry.field(description="半径，最多 20000 米。")

    def to_near(self) -> intake.Near:
        """As the domain takes it."""
        if not 0 < self.radius_metres <= MAX_RADIUS_M:
            raise intake.InvalidInput(
                "半径须大于 0、不超过 20000 米",
                "A radius is more than 0 and at most 20,000 m",
                path=("filter", "near", "radiusMetres"),
                rule="range",
            )
        with named_below("filter", "near"):
            return intake.Near(point=self.location.to_location().point, radius_m=self.radius_metres)


@strawberry.input(description="筛选；给出的条件须同时满足。Every given field must hold.")
class ReportFilterInput:
    """What to list."""

    stages: list[intake.Stage] | None = strawberry.field(default=None, description="阶段之一。")
    matter: str | None = strawberry.field(default=None, description="事项代码。")
    town: str | None = strawberry.field(default=None, description="镇街代码。")
    department: str | None = strawberry.field(default=None, description="主办或协办部门代码。")
    channel: str | None = strawberry.field(default=None, description="渠道，如 iguanjia。")
    since: datetime | None = strawberry.field(
        default=None, description="此刻及以后上报的。Submitted then or later."
    )
    until: datetime | None = strawberry.field(default=None, description="此刻之前上报的。Submitted before.")
    near: NearInput | None = strawberry.field(default=None, description="附近。")
    screening: intake.Screening | None = strawberry.field(
        default=None, description="文字检测结果，仅工作人员。What a machine had against it; for staff."
    )
    warning: intake.Level | None = strawberry.field(
        default=None, description="已发出的预警不低于此级别，仅工作人员。Warned at least so; for staff."
    )
    request: intake.RequestKind | None = strawberry.field(
        default=None, description="有待决定的此类申请，仅工作人员。Asked for and undecided; for staff."
    )

    def to_filter(self) -> intake.ReportFilter:
        """As the domain takes it."""
        return intake.ReportFilter(
            stages=tuple(dict.fromkeys(self.stages or ())),
            matter=self.matter,
            town=self.town,
            department=self.department,
            channel=self.channel,
            since=self.since,
            until=self.until,
            near=self.near.to_near() if self.near else None,
            screening=self.screening,
            warning=self.warning,
            request=self.request,
        )


@contextmanager
def named_below(*path: str) -> Iterator[None]:
    """Name fields as this caller knows them: the domain's ``input.location`` is ``path.location`` here."""
    try:
        yield
    except intake.InvalidInput as error:
        if error.path[:1] == ("input",):
            error.path = (*path, *error.path[1:])
        raise
