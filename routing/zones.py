"""Zones that lie across towns (功能区), and the kinds of place that rules tell apart."""

import re
from dataclasses import dataclass

from routing.refusal import BadRow
from routing.tables import Row, need, need_columns, number_in

_KEY = re.compile(r"[a-z][a-z0-9_]{1,31}")
_MOST_PRIORITY = 999


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with an administration of its own, over the ground of several towns.

    Attributes:
        key: ``songshanhu``.
        name: 松山湖高新区.
        name_en: the same in English.
        priority: which of two zones over one place comes first: the higher one.
    """

    key: str
    name: str
    name_en: str
    priority: int


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """A kind of place: 公路, 校园周边.

    Attributes:
        key: ``highway``.
        name: its label.
        name_en: the same in English.
    """

    key: str
    name: str
    name_en: str


def parse_zone(row: Row) -> Zone:
    """A row of zones.csv."""
    need_columns(row, "key", "name", "name_en", "priority")
    return Zone(
        _key(row), need(row, "name"), need(row, "name_en"), number_in(row, "priority", _MOST_PRIORITY) or 0
    )


def parse_place_kind(row: Row) -> PlaceKind:
    """A row of places.csv."""
    need_columns(row, "key", "name", "name_en")
    return PlaceKind(_key(row), need(row, "name"), need(row, "name_en"))


def _key(row: Row) -> str:
    key = row["key"]
    if not _KEY.fullmatch(key):
        raise BadRow(
            "key",
            f"代码“{key}”须为小写字母、数字和下划线，2-32 个字符",
            f"the key {key!r} is not 2-32 lower-case letters, digits and underscores",
        )
    return key
