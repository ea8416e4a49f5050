"""Tables as people hand them in: CSV files in whatever encoding Excel wrote, checked by their headings."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from intake import InvalidInput
from routing.catalogue import Tables
from routing.editions.content import MOST_ROWS, TABLES, check_size
from routing.refusal import CatalogueRefused, Fault
from routing.tables import Row, package_text

OPTIONAL: Mapping[str, frozenset[str]] = {
    "units": frozenset({"handles", "provenance"}),
    "towns": frozenset({"pinyin"}),
    "villages": frozenset({"town_name"}),
}
"""Columns that a table may lack: remarks for its editors."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was handed in.

    Attributes:
        table: ``matters``.
        rows: its rows.
        encoding: ``utf-8`` or ``gb18030``.
    """

    table: str
    rows: tuple[Row, ...]
    encoding: str = "utf-8"


def table_named(name: str) -> str:
    """The table of a file or a sheet: ``matters.csv``, ``Matters``.

    Raises:
        CatalogueRefused: rule ``known_table``.
    """
    bare = name.rpartition("/")[2].lower().removesuffix(".csv").strip()
    if bare not in TABLES:
        known = ", ".join(TABLES)
        raise CatalogueRefused(
            [
                Fault(
                    name[:60],
                    0,
                    "",
                    "known_table",
                    f"没有这张表，应为：{known}",
                    f"there is no such table; the tables are {known}",
                )
            ]
        )
    return bare


def read_csv(table: str, data: bytes) -> Sheet:
    """A CSV file in UTF-8, or in GBK or GB18030, which Chinese Excel writes.

    Raises:
        CatalogueRefused: its encoding, its form or its headings are wrong.
        InvalidInput: it is too large, or has too many rows.
    """
    check_size(len(data))
    text, encoding = _decoded(table, data)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        sheet = rows_of(table, (row for row in reader if row))
    except csv.Error as error:
        raise _refused(table, "csv", f"不是有效的 CSV：{error}", f"it is not CSV: {error}") from error
    return Sheet(table, sheet, encoding)


def rows_of(table: str, cells: Iterable[Sequence[str]]) -> tuple[Row, ...]:
    """The rows of cells under a heading.

    Raises:
        CatalogueRefused: the headings are wrong, or a row has cells beyond them.
        InvalidInput: there are too many rows.
    """
    lines = iter(cells)
    columns = [each.strip() for each in next(lines, ())]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(table, columns)
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, 2):
        if len(rows) == MOST_ROWS:
            raise InvalidInput(
                f"{table} 超过 {MOST_ROWS:,} 行，每张表最多 {MOST_ROWS:,} 行",
                f"{table} has more than {MOST_ROWS:,} rows, which is the most a table may have",
                path=("input", table),
                rule="max_rows",
            )
        if any(each.strip() for each in line[len(columns) :]):
            faults.append(
                Fault(
                    f"{table}.csv",
                    number,
                    "",
                    "columns",
                    "单元格多于表头",
                    "there are more cells than columns",
                )
            )
        told = [each.strip() for each in line[: len(columns)]]
        rows.append(dict(zip(columns, told + [""] * (len(columns) - len(told)), strict=True)))
    if faults:
        raise CatalogueRefused(faults)
    return tuple(rows)


def with_sheets(base: Tables, sheets: Iterable[Sheet]) -> Tables:
    """The tables with these in place of their former ones.

    Raises:
        CatalogueRefused: a table comes twice, or none comes at all.
    """
    given = list(sheets)
    counts = Counter(each.table for each in given)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise _refused(twice[0], "unique_items", "这张表给了两次", "this table was given twice")
    if not given:
        raise InvalidInput("没有任何表", "There is no table", path=("input", "tables"), rule="required")
    return replace(base, **{each.table: each.rows for each in given})


def write_csv(rows: Sequence[Row], table: str) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark for Excel; without rows, the columns that ship."""
    text = io.StringIO(newline="")
    columns = list(rows[0]) if rows else known_columns(table)
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def known_columns(table: str) -> list[str]:
    """The columns of a table, as it ships."""
    return package_text(f"{table}.csv").partition("\n")[0].strip().split(",")


def _decoded(table: str, data: bytes) -> tuple[str, str]:
    if data.startswith(_UTF16):
        raise _refused(
            table, "encoding", "文件是 UTF-16，请另存为 CSV UTF-8", "the file is UTF-16; save it as CSV UTF-8"
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding.removesuffix("-sig")
    raise _refused(
        table,
        "encoding",
        "文件既不是 UTF-8 也不是 GBK/GB18030，请另存为 CSV UTF-8",
        "the file is neither UTF-8 nor GBK/GB18030; save it as CSV UTF-8",
    )


def _check_columns(table: str, columns: list[str]) -> None:
    known = known_columns(table)
    missing = [each for each in known if each not in columns and each not in OPTIONAL.get(table, ())]
    unknown = [each or "?" for each in columns if each not in known]
    twice = [each for each, count in Counter(columns).items() if count > 1]
    faults = [
        Fault(f"{table}.csv", 1, "", rule, f"{zh}：{'、'.join(names)}", f"{en}: {', '.join(names)}")
        for rule, zh, en, names in (
            ("missing_column", "缺少列", "these columns are missing", missing),
            ("known_column", "没有这些列", "there are no such columns", unknown),
            ("unique_column", "列名重复", "these columns come twice", twice),
        )
        if names
    ]
    if faults:
        raise CatalogueRefused(faults)


def _refused(table: str, rule: str, zh: str, en: str) -> CatalogueRefused:
    return CatalogueRefused([Fault(f"{table}.csv", 0, "", rule, zh, en)])
