"""东莞随手拍举报: traffic violations, by the city's traffic police (docs/channels/traffic)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.app_outlet import AppOutlet
from channels.channel import Channel
from channels.inbound.fields import Fields
from channels.inbound.payload import Common, ToWgs84, read_common
from channels.inbound.signature import verify
from channels.means import App, Means
from channels.raw import Caller, Handed, Raw
from channels.tables import Kind, read_kinds, read_steps, read_table
from intake import Anonymity, Submission

NAME = "traffic"
WITHIN = timedelta(hours=48)
"""How long after the act it may be reported."""

# GA 36: province, office, then five characters, or six for new-energy cars; I and O are never used
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Z]"
    "(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领]|[A-HJ-NP-Z][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJ-NP-Z])"
)


def channel(means: Means) -> Channel:
    """The app of the traffic police."""
    app = means.apps.get(NAME, App())
    return Channel(
        name=NAME,
        zh="东莞随手拍举报",
        outlet=AppOutlet(read_steps("traffic_steps"), app, means.callback),
        inlet=_Inlet(
            app=app,
            to_wgs84=means.to_wgs84,
            violations=read_kinds("traffic_violations", means.matters if app.keys else None),
            roads=_roads(),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inlet:
    app: App
    to_wgs84: ToWgs84
    violations: Mapping[str, Kind]
    roads: Mapping[str, str]

    def verify(self, raw: Raw, now: datetime) -> Caller:
        """By signature."""
        return verify(NAME, self.app, raw, now)

    def parse(self, raw: Raw) -> Handed:
        """A violation: what, whose plate, on which road, when; by somebody whose name the app verified."""
        fields = Fields.of(raw.body)
        common = read_common(fields, NAME, raw, self.to_wgs84)
        violation = self._violation(fields, common)
        plate = fields.needed("plate", most=10)
        if not _PLATE.fullmatch(plate):
            raise fields.wrong("plate", "不是有效的号牌号码", "Not a number plate", "plate")
        road = self._road(fields)
        occurred_at = _occurred_at(fields, common)
        fields.done()
        if not common.is_real:
            raise fields.wrong("reporter", "须实名举报", "The reporter's name must be verified", "real_name")
        if common.location is None:
            raise fields.missing("location")
        place = replace(common.location, address=f"{road} {common.location.address or ''}".strip())
        return Handed(
            submission=Submission(
                channel=NAME,
                reporter=common.reporter,
                idempotency_key=common.key,
                text=common.text,
                matter=violation.matter,
                location=place,
                photo_ids=common.photo_ids,
                anonymity=Anonymity.REAL_NAME,
                external_ref=common.external_ref,
                occurred_at=occurred_at,
                restricted={"plate": plate, "violation": violation.name},
            ),
            photo_urls=common.photo_urls,
            reported_at=common.reported_at,
        )

    def _violation(self, fields: Fields, common: Common) -> Kind:
        code = fields.needed("violation", most=10)
        violation = self.violations.get(code)
        if violation is None:
            raise fields.wrong("violation", "没有这种违法行为", "There is no such violation", "violation")
        if common.photos < violation.photos:
            raise fields.wrong(
                "photos",
                f"“{violation.name}”至少需要 {violation.photos} 张照片",
                f"It takes {violation.photos} photos",
                "min_items",
            )
        return violation

    def _road(self, fields: Fields) -> str:
        road = fields.needed("road", most=60)
        if road not in self.roads:
            raise fields.wrong("road", "不在开放举报的路段", "The road is not open for reports", "open_road")
        return self.roads[road]


def _occurred_at(fields: Fields, common: Common) -> datetime:
    occurred_at = fields.moment_needed("occurredAt")
    if occurred_at > common.reported_at:
        raise fields.wrong("occurredAt", "晚于举报时间", "It is later than the report", "in_order")
    if common.reported_at - occurred_at > WITHIN:
        raise fields.wrong(
            "occurredAt",
            "超过事发后 48 小时的举报时限",
            "It is more than 48 h before the report",
            "within_48h",
        )
    return occurred_at


def _roads() -> Mapping[str, str]:
    """Each open road by its name and by its other names."""
    table = read_table("traffic_roads", ("road", "aliases", "source"))
    table.once("road")
    names = {}
    for _, row in table:
        for name in (row["road"], *filter(None, row["aliases"].split("|"))):
            names[name] = row["road"]
    return names
