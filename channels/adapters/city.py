"""一键找城管: city management, in the seven steps of the city's digital management (docs/channels/city)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from channels.app_outlet import AppOutlet
from channels.channel import Channel
from channels.inbound.fields import Fields
from channels.inbound.payload import ToWgs84, read_anonymity, read_common
from channels.inbound.signature import verify
from channels.means import App, Means
from channels.raw import Caller, Handed, Raw
from channels.tables import Kind, read_kinds, read_steps
from intake import Submission

NAME = "city"
_LONGEST_ASSET = 256


def channel(means: Means) -> Channel:
    """The app of the city management bureau."""
    app = means.apps.get(NAME, App())
    return Channel(
        name=NAME,
        zh="一键找城管",
        outlet=AppOutlet(read_steps("city_steps"), app, means.callback),
        inlet=_Inlet(
            app=app,
            to_wgs84=means.to_wgs84,
            categories=read_kinds("city_categories", means.matters if app.keys else None),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inlet:
    app: App
    to_wgs84: ToWgs84
    categories: Mapping[str, Kind]

    def verify(self, raw: Raw, now: datetime) -> Caller:
        """By signature."""
        return verify(NAME, self.app, raw, now)

    def parse(self, raw: Raw) -> Handed:
        """Something out of order: of which category, or which scanned thing; one of the two is enough."""
        fields = Fields.of(raw.body)
        common = read_common(fields, NAME, raw, self.to_wgs84)
        asset_code = fields.text("assetCode", most=_LONGEST_ASSET)
        category = self._category(fields, common.photos)
        anonymity = read_anonymity(fields)
        fields.done()
        if common.location is None and asset_code is None:
            raise fields.missing("location")
        return Handed(
            submission=Submission(
                channel=NAME,
                reporter=common.reporter,
                idempotency_key=common.key,
                text=common.text,
                matter=category.matter if category else None,
                location=common.location,
                photo_ids=common.photo_ids,
                anonymity=anonymity,
                external_ref=common.external_ref,
                asset_code=asset_code,
            ),
            photo_urls=common.photo_urls,
            reported_at=common.reported_at,
        )

    def _category(self, fields: Fields, photos: int) -> Kind | None:
        code = fields.text("category", most=10)
        if code is None:
            return None
        category = self.categories.get(code)
        if category is None:
            raise fields.wrong("category", "没有这个类别", "There is no such category", "category")
        if photos < category.photos:
            raise fields.wrong(
                "photos",
                f"至少需要 {category.photos} 张照片",
                f"It takes {category.photos} photos",
                "min_items",
            )
        return category
