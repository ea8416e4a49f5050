"""智网人人拍: hidden risks, by the city's grid centre (docs/channels/grid)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

NAME = "grid"
_GRID = r"4419\d{8}\d{3}"
"""Twelve digits of the village and three of the grid within it."""


def channel(means: Means) -> Channel:
    """The app of the grid centre."""
    app = means.apps.get(NAME, App())
    return Channel(
        name=NAME,
        zh="智网人人拍",
        outlet=AppOutlet(read_steps("grid_steps"), app, means.callback),
        inlet=_Inlet(
            app=app,
            to_wgs84=means.to_wgs84,
            categories=read_kinds("grid_categories", means.matters if app.keys else None),
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
        """A hidden risk: of which category, in which grid."""
        fields = Fields.of(raw.body)
        common = read_common(fields, NAME, raw, self.to_wgs84)
        category = self._category(fields, common.photos)
        grid = fields.needed("gridCode", most=15, pattern=_GRID)
        anonymity = read_anonymity(fields)
        fields.done()
        if common.location is None:
            raise fields.missing("location")
        return Handed(
            submission=Submission(
                channel=NAME,
                reporter=common.reporter,
                idempotency_key=common.key,
                text=common.text,
                matter=category.matter,
                location=replace(common.location, village_code=grid[:12]),
                photo_ids=common.photo_ids,
                anonymity=anonymity,
                external_ref=common.external_ref,
                restricted={"grid": grid},
            ),
            photo_urls=common.photo_urls,
            reported_at=common.reported_at,
        )

    def _category(self, fields: Fields, photos: int) -> Kind:
        code = fields.needed("category", most=10)
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
