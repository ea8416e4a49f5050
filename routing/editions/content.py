"""Contents of editions: tables as bytes and back, and how large a content may be."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import orjson

from intake import InvalidInput
from routing.catalogue import Tables
from routing.tables import Row

MOST_BYTES = 20_000_000
"""Largest content, as it is handed in."""
MOST_ROWS = 50_000
"""Most rows of one table."""
MOST_STORED = 15_000_000
"""Largest content as it is stored, compressed: a MongoDB document holds 16 MiB."""
TABLES = tuple(each.name for each in fields(Tables))
"""Names of the tables of a catalogue, in their order."""


def to_bytes(tables: Tables) -> bytes:
    """The tables as the content of an edition."""
    return orjson.dumps({name: getattr(tables, name) for name in TABLES}, option=orjson.OPT_SORT_KEYS)


def from_bytes(data: bytes) -> Tables:
    """The tables of a content.

    A table that a later release added is empty in what an earlier one stored.
    """
    stored: Mapping[str, list[Row]] = orjson.loads(data)
    return Tables(**{name: tuple(stored.get(name, ())) for name in TABLES})


def packed(data: bytes) -> bytes:
    """The content as it is stored.

    Raises:
        InvalidInput: it is larger than what is taken (``max_bytes``).
    """
    check_size(len(data))
    small = zlib.compress(data, 6)
    if len(small) > MOST_STORED:
        raise _too_large(len(small), MOST_STORED)
    return small


def unpacked(stored: bytes) -> bytes:
    """The content as it was handed in."""
    return zlib.decompress(stored)


def check_size(size: int) -> None:
    """Refuse a content of more bytes than are taken (``max_bytes``)."""
    if size > MOST_BYTES:
        raise _too_large(size, MOST_BYTES)


def check_rows(tables: Tables) -> None:
    """Refuse a table with more rows than are taken (``max_rows``)."""
    for name in TABLES:
        if (rows := len(getattr(tables, name))) > MOST_ROWS:
            raise InvalidInput(
                f"{name} 有 {rows:,} 行，每张表最多 {MOST_ROWS:,} 行",
                f"{name} has {rows:,} rows; a table has at most {MOST_ROWS:,}",
                path=("input", name),
                rule="max_rows",
            )


def lists(tables: Tables) -> dict[str, Any]:
    """Rows and hash of each table: each list has a version of its own to be named by."""
    return {
        name: {"rows": len(rows), "hash": hashlib.sha256(orjson.dumps(rows)).hexdigest()[:12]}
        for name in TABLES
        for rows in (getattr(tables, name),)
    }


def _too_large(size: int, most: int) -> InvalidInput:
    return InvalidInput(
        f"内容 {size / 1e6:.1f} MB，最多 {most / 1e6:.0f} MB",
        f"The content has {size / 1e6:.1f} MB; at most {most / 1e6:.0f} MB are taken",
        path=("input", "content"),
        rule="max_bytes",
    )
