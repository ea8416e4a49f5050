"""What differs between two editions: rows and cells, or features. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson

from routing.editions.content import TABLES, from_bytes
from routing.editions.kind import EditionKind
from routing.features import properties_of
from routing.tables import Row, read_rows

_KEYS: Mapping[str, tuple[str, ...]] = {
    "matters": ("code",),
    "powers": ("rule",),
    "implementation": ("matter", "urgency"),
    "units": ("key",),
    "towns": ("code",),
    "villages": ("code",),
    "zones": ("key",),
    "places": ("key",),
}


class ChangeKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return {"added": "新增", "removed": "删除", "changed": "修改"}[self.value]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell before and after; empty where the row was not or is no more."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row, or a feature, that differs.

    Attributes:
        table: ``powers``, or ``features`` of a layer.
        key: what names the row.
        kind: added, removed or changed.
        cells: what differs, in the order of the columns; empty cells are left out of rows that came or went.
    """

    table: str
    key: str
    kind: ChangeKind
    cells: tuple[CellChange, ...]


def difference(kind: EditionKind, before: bytes, after: bytes) -> list[Change]:
    """Every row or feature that differs, table by table: in the later content's order, then what went."""
    if kind is not EditionKind.CATALOGUE:
        return list(_compared("features", _features(before), _features(after)))
    old, new = from_bytes(before), from_bytes(after)
    return [
        change
        for name in TABLES
        for change in _compared(name, _by_key(name, getattr(old, name)), _by_key(name, getattr(new, name)))
    ]


def _compared(table: str, before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Change]:
    for key, row in after.items():
        old = before.get(key)
        if old == row:
            continue
        columns = dict.fromkeys((*(old or {}), *row))
        cells = tuple(
            CellChange(column, was, now)
            for column in columns
            if (was := (old or {}).get(column, "")) != (now := row.get(column, ""))
        )
        yield Change(table, key, ChangeKind.ADDED if old is None else ChangeKind.CHANGED, cells)
    for key, row in before.items():
        if key not in after:
            cells = tuple(CellChange(column, cell, "") for column, cell in row.items() if cell)
            yield Change(table, key, ChangeKind.REMOVED, cells)


def _by_key(table: str, rows: tuple[Row, ...]) -> dict[str, Row]:
    return {" ".join(filter(None, (row.get(column, "") for column in _KEYS[table]))): row for row in rows}


def _features(data: bytes) -> dict[str, Row]:
    """What is drawn, by kind and code: its properties, and how its ground is drawn."""
    if data.lstrip()[:1] != b"{":
        return _points(data)
    found: dict[str, Row] = {}
    for feature in orjson.loads(data)["features"]:
        told = properties_of(feature)
        code = str(told.get("code") or told.get("key") or feature.get("id", ""))
        first = key = " ".join(filter(None, (str(told.get("kind", "")), code)))
        number = 1
        while key in found:
            number += 1
            key = f"{first} #{number}"
        drawn = orjson.dumps(feature.get("geometry"))
        found[key] = {
            **{str(name): str(value) for name, value in told.items()},
            "geometry": f"{_digest(drawn)} ({drawn.count(b',[') + 1} points)",
        }
    return found


def _points(data: bytes) -> dict[str, Row]:
    """The points that stand for towns, by town."""
    rows: dict[str, list[str]] = {}
    for row in read_rows(data.decode()):
        rows.setdefault(row["town_code"], []).append(f"{row['longitude']},{row['latitude']}")
    return {
        code: {"geometry": f"{_digest(';'.join(points).encode())} ({len(points)} points)"}
        for code, points in rows.items()
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]
