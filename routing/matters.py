"""The matters list 事项清单: what can be reported, and what a report of it must bring."""

import re
from dataclasses import dataclass
from enum import StrEnum

import intake
from intake import MatterRef, Urgency
from routing.refusal import BadRow
from routing.tables import Row, need, need_columns, need_one_of, number_in

UNSURE = intake.UNSURE
"""Code of the matter a reporter chooses who is not sure."""

_CODE = re.compile(r"[EC][0-9]{4}")
_CHANNELS = frozenset({"city", "grid", "traffic", "all", "new"})
_MOST_PHOTOS = 9
_MOST_HOURS = 8760
_COLUMNS = (
    "code",
    "kind",
    "major",
    "name",
    "aliases",
    "channels",
    "urgency",
    "photos",
    "within_hours",
    "hint",
    "hint_en",
    "note",
)


class MatterKind(StrEnum):
    """Something that happens, or something that stands in the street."""

    OCCURRENCE = "occurrence"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A row of the matters list.

    Attributes:
        code: ``E0110``; the national numbering of 事件 and 部件, local from major 21 on.
        name: 道路破损.
        aliases: what people call it.
        kind: occurrence or component.
        major: the heading it stands under, 市容环境.
        channels: the older entrances that carry it (``city``, ``grid``, ``traffic``), ``all``, or ``new``.
        urgency: how fast, unless a person overrules it.
        photos: how many a report of it must bring, 0-9.
        within_hours: how long after the act it may be reported; None without such a limit.
        hint: what to tell the reporter before submitting, in Chinese; may be empty.
        hint_en: the same in English.
        note: remarks of the list's editors.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: MatterKind
    major: str
    channels: tuple[str, ...]
    urgency: Urgency
    photos: int
    within_hours: int | None
    hint: str
    hint_en: str
    note: str

    @property
    def ref(self) -> MatterRef:
        """How a report names it."""
        return MatterRef(self.code, self.name)


def parse_matter(row: Row) -> Matter:
    """A row of matters.csv; aliases are separated by ``|``, channels by spaces."""
    need_columns(row, *_COLUMNS)
    if not _CODE.fullmatch(row["code"]):
        raise BadRow(
            "code",
            f"事项代码“{row['code']}”须为 E 或 C 加四位数字",
            f"the code {row['code']!r} is not E or C and four digits",
        )
    channels = tuple(row["channels"].split())
    for channel in channels or ("",):
        need_one_of({"channels": channel}, "channels", _CHANNELS)
    return Matter(
        code=row["code"],
        name=need(row, "name"),
        aliases=tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip()),
        kind=MatterKind(need_one_of(row, "kind", set(MatterKind))),
        major=need(row, "major"),
        channels=channels,
        urgency=Urgency(need_one_of(row, "urgency", set(Urgency))),
        photos=number_in(row, "photos", _MOST_PHOTOS) or 0,
        within_hours=number_in(row, "within_hours", _MOST_HOURS),
        hint=row["hint"],
        hint_en=row["hint_en"],
        note=row["note"],
    )
