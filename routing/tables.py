"""Plain CSV tables as rows of text."""

import csv
import io
from collections.abc import Mapping
from importlib.resources import files

from routing.refusal import BadRow

Row = Mapping[str, str]
"""Column name to text; a missing cell is an empty text."""


def read_rows(text: str) -> tuple[Row, ...]:
    """The rows of a CSV text with one header line, stripped; surplus cells stand under an empty name."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="", restval="")
    return tuple(
        {column: cell.strip() if isinstance(cell, str) else ",".join(cell) for column, cell in row.items()}
        for row in reader
    )


def package_text(name: str) -> str:
    """The text of a table that ships with the product (data/SOURCE.md)."""
    return (files("routing") / "data" / name).read_text(encoding="utf-8")


def need_columns(row: Row, *columns: str) -> None:
    """Refuse a row that lacks one of these columns or has cells beyond its header."""
    missing = [column for column in columns if column not in row]
    if missing:
        names = ", ".join(missing)
        raise BadRow("columns", f"缺少列：{names}", f"these columns are missing: {names}")
    if "" in row:
        raise BadRow("columns", "单元格多于表头", "there are more cells than the header has columns")


def need(row: Row, column: str) -> str:
    """The cell, which must not be empty."""
    cell = row[column]
    if not cell:
        raise BadRow("required", f"“{column}”不能为空", f"{column} is empty")
    return cell


def need_one_of(row: Row, column: str, allowed: Mapping[str, str] | set[str] | frozenset[str]) -> str:
    """The cell, which must be one of these words."""
    cell = row[column]
    if cell not in allowed:
        words = "、".join(sorted(allowed))
        raise BadRow(
            f"known_{column}",
            f"“{column}”的取值“{cell}”无效，应为：{words}",
            f"{column} is {cell!r}, not one of {', '.join(sorted(allowed))}",
        )
    return cell


def number_in(row: Row, column: str, most: int) -> int | None:
    """The cell as a whole number of 0 to ``most``; None when it is empty."""
    cell = row[column]
    if not cell:
        return None
    if not (cell.isascii() and cell.isdigit()) or len(cell) > len(str(most)) or int(cell) > most:
        raise BadRow(
            column,
            f"“{column}”的取值“{cell[:20]}”须为 0-{most} 的整数",
            f"{column} is {cell[:20]!r}, not a whole number of 0-{most}",
        )
    return int(cell)
