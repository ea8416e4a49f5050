"""CSV files with a header, checked when they are read; what is wrong is told by file and line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data"


class TableError(Exception):
    """A table does not hold; the words name file and line, in both languages."""

    def __init__(self, name: str, line: int, zh: str, en: str) -> None:
        super().__init__(f"{name}.csv:{line}：{zh} · {en}")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, each with the number of its line."""

    name: str
    rows: tuple[tuple[int, Mapping[str, str]], ...]

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        return iter(self.rows)

    def error(self, line: int, zh: str, en: str) -> TableError:
        """What is wrong in this line."""
        return TableError(self.name, line, zh, en)

    def once(self, column: str) -> None:
        """Refuse a value of this column that stands in two lines, or in none.

        Raises:
            TableError: it does.
        """
        seen: set[str] = set()
        for line, row in self.rows:
            if not row[column] or row[column] in seen:
                raise self.error(
                    line, f"{column} 为空或重复：{row[column]!r}", f"{column} is empty or there twice"
                )
            seen.add(row[column])


def read_table(name: str, columns: tuple[str, ...], folder: Path = FOLDER) -> Table:
    """The table of this name.

    Raises:
        TableError: it has other columns, a line of another length, or no line at all.
    """
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != columns:
            raise TableError(name, 1, f"列须为 {','.join(columns)}", "It has other columns")
        rows = []
        for row in reader:
            if None in row or None in row.values():
                raise TableError(name, reader.line_num, "列数不符", "A line of another length")
            rows.append((reader.line_num, {key: value.strip() for key, value in row.items()}))
    if not rows:
        raise TableError(name, 1, "表是空的", "It has no line")
    return Table(name, tuple(rows))
