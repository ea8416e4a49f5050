"""Matters: what can be reported, who must act on it, and by when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake import Limit, LimitUnit, MatterRef, Urgency
from routing.departments import Unit
from routing.refusal import BadRow
from routing.tables import Row, need, need_columns, need_one_of

UNSURE = "E9999"
"""Code of the matter a reporter chooses who is not sure; a person judges it. Every catalogue has it."""

_CODE = re.compile(r"[EC][0-9]{4}")
_VALUE = re.compile(r"[1-9][0-9]{0,2}")
_HOURS = re.compile(r"([1-9][0-9]{0,2})H")
_CHANNELS = frozenset({"city", "grid", "traffic", "all", "new"})
_COLUMNS = (
    "code",
    "kind",
    "major",
    "name",
    "channels",
    "lead",
    "assist",
    "urgency",
    "handle_limit",
    "handle_unit",
    "make_safe_limit",
    "note",
)


class MatterKind(StrEnum):
    """Something that happens, or something that stands in the street."""

    OCCURRENCE = "occurrence"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A row of the catalogue.

    Attributes:
        code: ``E0110``; the national numbering of 事件 and 部件, local from major 21 on.
        name: 道路破损.
        kind: occurrence or component.
        major: the heading it stands under, 市容环境.
        channels: the older entrances that carry it (``city``, ``grid``, ``traffic``), ``all``, or ``new``.
        lead: key of the unit that must act.
        assisting: keys of the units that help, most relevant first.
        urgency: how fast, unless a person overrules it.
        limit: by when it must be resolved after dispatch; None when the rules set no limit.
        make_safe: by when the danger itself must be fenced off; None where there is none.
        note: remarks of the catalogue's editors.
    """

    code: str
    name: str
    kind: MatterKind
    major: str
    channels: tuple[str, ...]
    lead: str
    assisting: tuple[str, ...]
    urgency: Urgency
    limit: Limit | None
    make_safe: Limit | None
    note: str

    @property
    def ref(self) -> MatterRef:
        """How a report names it."""
        return MatterRef(self.code, self.name)


def parse_matter(row: Row, units: Mapping[str, Unit]) -> Matter:
    """A row of matters.csv."""
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
    assisting = tuple(row["assist"].split())
    for key in (row["lead"], *assisting):
        if key not in units:
            raise BadRow("known_unit", f"单位“{key}”不存在", f"there is no unit {key!r}")
    return Matter(
        code=row["code"],
        name=need(row, "name"),
        kind=MatterKind(need_one_of(row, "kind", set(MatterKind))),
        major=need(row, "major"),
        channels=channels,
        lead=row["lead"],
        assisting=assisting,
        urgency=Urgency(need_one_of(row, "urgency", set(Urgency))),
        limit=_limit(row),
        make_safe=_make_safe(row["make_safe_limit"]),
        note=row["note"],
    )


def _limit(row: Row) -> Limit | None:
    value, unit = row["handle_limit"], row["handle_unit"]
    if not value and not unit:
        return None
    if not _VALUE.fullmatch(value):
        raise BadRow(
            "handle_limit",
            f"办理时限“{value}”须为 1-999 的整数",
            f"the limit {value!r} is not a whole number of 1-999",
        )
    return Limit(int(value), LimitUnit(need_one_of(row, "handle_unit", set(LimitUnit))))


def _make_safe(text: str) -> Limit | None:
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise BadRow(
            "make_safe_limit",
            f"排险时限“{text}”须为小时数，如 2H",
            f"the make-safe limit {text!r} is not hours such as 2H",
        )
    return Limit(int(found[1]), LimitUnit.HOUR)
