"""A file of reports, CSV, JSON lines or a sheet: however long it is, one line of it is in memory."""

import codecs
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import orjson
from openpyxl import load_workbook

from gateway.history.columns import NEEDED, column_of, missing
from intake import InvalidInput

_CHUNK = 1 << 20
_MOST_LINE = 1 << 17
_MOST_IGNORED = 20
_KINDS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx"}
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was looked through.

    Attributes:
        path: where it is.
        kind: ``csv``, ``jsonl`` or ``xlsx``.
        encoding: ``utf-8`` or ``gb18030``; empty for a sheet.
        digest: SHA-256 of its bytes, hexadecimal.
        size: bytes.
    """

    path: Path
    kind: str
    encoding: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read.

    Attributes:
        number: of the line in the file, the first being 1; of the row in a sheet.
        cells: by column, stripped.
        fault: what makes it no row of the table; None where it is one.
    """

    number: int
    cells: Mapping[str, str]
    fault: InvalidInput | None = None


def examine(path: Path) -> Source:
    """Look through a file once: what it is, how it is encoded, and its digest.

    A last character that was cut off does not count against an encoding; its line is told when it is read.

    Raises:
        InvalidInput: it is of another kind, or encoded neither in UTF-8 nor in GB18030 (GBK is part of it).
        OSError: it cannot be read.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None:
        raise _refused("file_type", "请提供 .csv、.jsonl 或 .xlsx 文件", "Give a .csv, .jsonl or .xlsx file")
    decoders = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8", "gb18030")}
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            for name in list(decoders) if kind != "xlsx" else []:
                try:
                    decoders[name].decode(chunk)
                except UnicodeDecodeError:
                    del decoders[name]
    if not decoders:
        raise _refused(
            "encoding",
            "编码既非 UTF-8 也非 GB18030（GBK），请另存为 UTF-8",
            "It is encoded neither in UTF-8 nor in GB18030 (GBK); save it in UTF-8",
        )
    encoding = "" if kind == "xlsx" else next(iter(decoders))
    return Source(path, kind, encoding, digest.hexdigest(), size)


class Table:
    """The lines below the heading, to be gone through once.

    Args:
        source: as `examine` found it.
        needed: columns that it must have.

    Attributes:
        at: how far it was read; out of ``total``, in bytes, or in rows of a sheet.
        ignored: headings that nobody reads.
    """

    def __init__(self, source: Source, needed: tuple[str, ...] = NEEDED) -> None:
        self.source = source
        self.at = 0
        self.total = source.size
        self.ignored: dict[str, None] = {}
        self._needed = needed

    def __iter__(self) -> Iterator[Line]:
        """Every line but empty ones, in order.

        Raises:
            InvalidInput: it lacks a column, or is no such file.
            OSError: it cannot be read.
        """
        if self.source.kind == "xlsx":
            yield from self._sheet()
            return
        encoding = "utf-8-sig" if self.source.encoding == "utf-8" else self.source.encoding
        with (
            self.source.path.open("rb") as file,
            io.TextIOWrapper(file, encoding, errors="replace", newline="") as text,
        ):
            read = self._csv if self.source.kind == "csv" else self._jsonl
            for line in read(text):
                self.at = file.tell()
                yield line

    def _csv(self, text: TextIO) -> Iterator[Line]:
        reader = csv.reader(_pieces(text), strict=True)
        columns: list[str | None] | None = None
        while True:
            first = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                yield Line(first, {}, _broken(first, reader.line_num))
                continue
            if not any(cells):
                continue
            if columns is None:
                columns = self._heading(cells)
            elif len(cells) != len(columns):
                yield Line(first, {}, _broken(first, reader.line_num))
            else:
                yield _line(first, zip(columns, cells, strict=True))
        if columns is None:
            raise _refused("empty", "文件是空的", "The file is empty")

    def _jsonl(self, text: TextIO) -> Iterator[Line]:
        for number, line in enumerate(_pieces(text), 1):
            if not line.strip():
                continue
            try:
                told = orjson.loads(line)
            except orjson.JSONDecodeError:
                told = None
            if not isinstance(told, dict) or any(isinstance(each, dict | list) for each in told.values()):
                yield Line(number, {}, _broken(number, number))
                continue
            named = [(self._column(name), _text(value)) for name, value in told.items()]
            yield _line(number, named)

    def _sheet(self) -> Iterator[Line]:
        try:
            book = load_workbook(self.source.path, read_only=True, data_only=True, keep_links=False)
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            raise _refused(
                "file_type", "文件不是有效的 .xlsx", "The file is no .xlsx that can be read"
            ) from error
        try:
            sheet = book.worksheets[0]
            self.total, columns = sheet.max_row or 0, None
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                self.at, cells = number, [_text(value) for value in values]
                if not any(cells):
                    continue
                if columns is None:
                    columns = self._heading(cells)
                else:
                    yield _line(number, zip(columns, cells, strict=False))
        finally:
            book.close()
        if columns is None:
            raise _refused("empty", "文件是空的", "The file is empty")

    def _heading(self, cells: list[str]) -> list[str | None]:
        columns = [self._column(heading) for heading in cells]
        if lacking := missing(columns, self._needed):
            raise _refused("columns", f"首行缺少列：{lacking}", f"The first line lacks: {lacking}")
        named = [each for each in columns if each is not None]
        if twice := next((each for each in named if named.count(each) > 1), None):
            raise _refused("columns", f"首行有两个“{twice}”列", f"The first line has {twice} twice")
        return columns

    def _column(self, heading: str) -> str | None:
        column = column_of(heading)
        if column is None and heading.strip() and len(self.ignored) < _MOST_IGNORED:
            self.ignored[heading.strip()[:40]] = None
        return column


def _pieces(text: TextIO) -> Iterator[str]:
    """Lines; one that is too long to be one comes in pieces, none of which is a row."""
    while line := text.readline(_MOST_LINE):
        yield line


def _line(number: int, named: Any) -> Line:
    cells = {column: cell.strip() for column, cell in named if column is not None}
    if any(_LOST in cell for cell in cells.values()):
        return Line(
            number,
            cells,
            InvalidInput(
                "有无法解码的字符，内容可能被截断", "It holds bytes that are no character", rule="encoding"
            ),
        )
    return Line(number, cells)


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a point, since spreadsheets make numbers of codes."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _broken(first: int, last: int) -> InvalidInput:
    many = f"第 {first}-{last} 行" if last > first else "该行"
    lines = f"lines {first}-{last}" if last > first else "the line"
    return InvalidInput(
        f"{many}不完整，或引号、列数与表头不符",
        f"{lines} cut short, or with quotes or cells that do not fit the heading",
        rule="truncated",
    )


def _refused(rule: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput(zh, en, path=("file",), rule=rule)
