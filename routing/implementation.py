"""The implementation list 实施清单: how a matter is handled, by when, and when it counts as done."""

import re
from collections.abc import Container
from dataclasses import dataclass
from string import Formatter

from intake import Limit, LimitUnit, Urgency
from routing.refusal import BadRow
from routing.tables import Row, need_columns, need_one_of

_VALUE = re.compile(r"[1-9][0-9]{0,2}")
_HOURS = re.compile(r"([1-9][0-9]{0,2})(W?)H")

REPLY_FIELDS = ("number", "department", "result")
"""What a reply may name in braces: the report's number, the department, and its words on the result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """A row of the implementation list.

    Attributes:
        matter: code of the matter.
        urgency: the urgency it holds for; None for every urgency that has no row of its own.
        accept: what must be given for a report of the matter to be accepted; may be empty.
        steps: what the department does, in order.
        limit: by when it must be resolved after dispatch; None when the rules set no limit.
        make_safe: by when the danger itself must be fenced off; None where there is none.
        standard: when it counts as done; may be empty.
        reply: template of the reply to the reporter, with `REPLY_FIELDS` in braces; may be empty.
    """

    matter: str
    urgency: Urgency | None
    accept: str
    steps: tuple[str, ...]
    limit: Limit | None
    make_safe: Limit | None
    standard: str
    reply: str

    @property
    def key(self) -> tuple[str, Urgency | None]:
        """What a list may have once."""
        return self.matter, self.urgency


def parse_implementation(row: Row, matters: Container[str]) -> Implementation:
    """A row of implementation.csv; steps are separated by ``|``."""
    need_columns(
        row, "matter", "urgency", "accept", "steps", "limit", "unit", "make_safe", "standard", "reply"
    )
    if row["matter"] not in matters:
        raise BadRow("known_matter", f"事项“{row['matter']}”不存在", f"there is no matter {row['matter']!r}")
    urgency = Urgency(need_one_of(row, "urgency", set(Urgency))) if row["urgency"] else None
    return Implementation(
        matter=row["matter"],
        urgency=urgency,
        accept=row["accept"],
        steps=tuple(step.strip() for step in row["steps"].split("|") if step.strip()),
        limit=_limit(row),
        make_safe=_make_safe(row["make_safe"]),
        standard=row["standard"],
        reply=_reply(row["reply"]),
    )


def _limit(row: Row) -> Limit | None:
    value, unit = row["limit"], row["unit"]
    if not value and not unit:
        return None
    if not _VALUE.fullmatch(value):
        raise BadRow(
            "limit",
            f"办理时限“{value}”须为 1-999 的整数",
            f"the limit {value!r} is not a whole number of 1-999",
        )
    return Limit(int(value), LimitUnit(need_one_of(row, "unit", set(LimitUnit))))


def _make_safe(text: str) -> Limit | None:
    if not text:
        return None
    found = _HOURS.fullmatch(text)
    if found is None:
        raise BadRow(
            "make_safe",
            f"排险时限“{text}”须为小时数或工作小时数，如 2H、4WH",
            f"the make-safe limit {text!r} is not hours or working hours such as 2H, 4WH",
        )
    return Limit(int(found[1]), LimitUnit.WORKING_HOUR if found[2] else LimitUnit.HOUR)


def _reply(text: str) -> str:
    """The template; a brace that is not a plain field of `REPLY_FIELDS` could never be filled."""
    allowed = "、".join(f"{{{name}}}" for name in REPLY_FIELDS)
    try:
        fields = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        fields = [(None, None, None)]
    if any(name not in REPLY_FIELDS or spec or conversion for name, spec, conversion in fields):
        raise BadRow(
            "reply",
            f"答复模板中的占位符只能是{allowed}",
            f"a placeholder of the reply is not one of {', '.join(REPLY_FIELDS)}",
        )
    return text
