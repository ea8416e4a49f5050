"""The limits that hold for every matter, by step and urgency."""

import re
from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

from intake import DeadlineKind, Limit, LimitUnit, Urgency
from routing.refusal import BadRow, Fault, LimitsRefused, gather
from routing.tables import Row, need, need_columns, need_one_of, read_rows

Limits = Mapping[tuple[DeadlineKind, Urgency], Limit]
"""How long each step may take; a step that is not in it has its limit from the matter or from a person."""

_TABLE = "limits.csv"
_VALUE = re.compile(r"[1-9][0-9]{0,2}")
_KINDS = frozenset(DeadlineKind) - {
    DeadlineKind.RESOLVE,  # set by the matter
    DeadlineKind.MAKE_SAFE,
    DeadlineKind.REVIEW,  # named by a person
    DeadlineKind.SUPERVISE,
}


def read_limits(text: str) -> Limits:
    """The limits from a CSV of ``kind,urgency,value,unit,source``.

    Every step that neither the matter nor a person limits must have one for every urgency.

    Raises:
        LimitsRefused: every row that breaks a rule, or every limit that is missing.
    """
    rows = read_rows(text)
    parsed, faults = gather(_TABLE, rows, _parse, _name, first_row=2)
    if faults:
        raise LimitsRefused(faults)
    limits: dict[tuple[DeadlineKind, Urgency], Limit] = {}
    for number, (key, limit) in enumerate(parsed, 2):
        if key in limits:
            name = " ".join(key)
            fault = Fault(_TABLE, number, name, "unique", f"“{name}”重复", f"{name} occurs twice")
            raise LimitsRefused([fault])
        limits[key] = limit
    missing = [
        " ".join(key) for key in product(DeadlineKind, Urgency) if key[0] in _KINDS and key not in limits
    ]
    if missing:
        names = ", ".join(missing)
        fault = Fault(
            _TABLE, 0, missing[0], "complete", f"缺少时限：{names}", f"these limits are missing: {names}"
        )
        raise LimitsRefused([fault])
    return MappingProxyType(limits)


def _parse(row: Row) -> tuple[tuple[DeadlineKind, Urgency], Limit]:
    need_columns(row, "kind", "urgency", "value", "unit", "source")
    need(row, "source")
    kind = DeadlineKind(need_one_of(row, "kind", _KINDS))
    urgency = Urgency(need_one_of(row, "urgency", set(Urgency)))
    value = row["value"]
    if not _VALUE.fullmatch(value):
        raise BadRow(
            "value", f"时限“{value}”须为 1-999 的整数", f"the limit {value!r} is not a whole number of 1-999"
        )
    return (kind, urgency), Limit(int(value), LimitUnit(need_one_of(row, "unit", set(LimitUnit))))


def _name(row: Row) -> str:
    return f"{row.get('kind', '')} {row.get('urgency', '')}".strip()
