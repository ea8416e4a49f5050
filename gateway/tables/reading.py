"""Files as tables. Nothing of what is handed in is believed: neither sizes nor names."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from intake import InvalidInput
from routing import MOST_BYTES, TABLES, CatalogueRefused, Fault, Sheet, read_csv, rows_of, table_named

_MOST_PARTS = 200
_MOST_UNPACKED = 10 * MOST_BYTES
_MOST_COLUMNS = 64
_MOST_LINES = 1_048_576  # of a sheet, by ECMA-376
_ZIP = b"PK\x03\x04"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    RuntimeError,  # encrypted, or packed in a way that is not known
)
"""What the readers of archives and of their XML raise on files that are not what they say."""


def read_upload(name: str, data: bytes) -> list[Sheet]:
    """The tables of one file: ``powers.csv``, ``lists.zip`` or ``lists.xlsx``.

    Raises:
        CatalogueRefused: a table is unknown, or its headings or cells are wrong.
        InvalidInput: the file is too large, or of another kind.
    """
    suffix = Path(name).suffix.lower()
    if len(data) > MOST_BYTES:
        raise InvalidInput(
            f"文件 {len(data) / 1e6:.1f} MB，最多 {MOST_BYTES / 1e6:.0f} MB",
            f"The file has {len(data) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are taken",
            path=("file",),
            rule="max_bytes",
        )
    if suffix == ".csv":
        return [read_csv(table_named(name), data)]
    if suffix not in {".zip", ".xlsx"}:
        raise InvalidInput(
            "请提供 .csv、.zip 或 .xlsx 文件",
            "Give a .csv, .zip or .xlsx file",
            path=("file",),
            rule="file_type",
        )
    if not data.startswith(_ZIP):
        raise _no_archive(suffix)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_parts(archive)
            if suffix == ".zip":
                return [
                    read_csv(table_named(part.filename), archive.read(part))
                    for part in archive.infolist()
                    if part.filename.lower().endswith(".csv") and not part.filename.startswith("__MACOSX")
                ]
        return list(_sheets(data))
    except _BROKEN as error:
        raise _no_archive(suffix) from error


def read_folder(folder: Path) -> list[Sheet]:
    """The tables of a folder, as far as it has them: ``matters.csv`` and so on.

    Raises:
        CatalogueRefused: headings or cells are wrong.
        InvalidInput: a file is too large.
        OSError: a file cannot be read.
    """
    files = [folder / f"{table}.csv" for table in TABLES]
    return [read_csv(file.stem, file.read_bytes()) for file in files if file.exists()]


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to more than is sane, by what its directory says."""
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise InvalidInput(
            f"压缩包解开后超过 {_MOST_UNPACKED / 1e6:.0f} MB 或文件过多",
            f"Unpacked it has more than {_MOST_UNPACKED / 1e6:.0f} MB, or too many parts",
            path=("file",),
            rule="max_bytes",
        )


def _sheets(data: bytes) -> Iterator[Sheet]:
    """The sheets that are named as tables; another name is refused, not passed over."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            table = table_named(sheet.title)
            faults: list[Fault] = []
            rows = rows_of(table, _without_tail(_lines(sheet, table, faults)))
            if faults:
                raise CatalogueRefused(faults)
            yield Sheet(table, rows)
    finally:
        book.close()


def _lines(sheet: Any, table: str, faults: list[Fault]) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a sheet says of its size may be less than what it holds
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
        if number > _MOST_LINES:
            words = ("行号超出表格程序的上限", "its row numbers go beyond what spreadsheets have")
            raise CatalogueRefused([Fault(f"{table}.csv", number, "", "max_rows", *words)])
        yield [_text(cell, table, number, faults) for cell in row]


def _without_tail(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    """The lines without the empty ones below, which a spreadsheet keeps by the thousand."""
    empty: list[list[str]] = []
    for line in lines:
        if any(line):
            yield from empty
            empty.clear()
            yield line
        elif len(empty) < _MOST_PARTS:
            empty.append(line)


def _text(cell: Any, table: str, row: int, faults: list[Fault]) -> str:
    """A cell as text: whole numbers without a point, since Excel makes numbers of codes."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        faults.append(
            Fault(
                f"{table}.csv",
                row,
                cell.coordinate,
                "formula",
                f"单元格 {cell.coordinate} 是公式或错误值，请改为文字",
                f"the cell {cell.coordinate} is a formula or an error; put text there",
            )
        )
        return "="
    if isinstance(value, date):
        faults.append(
            Fault(
                f"{table}.csv",
                row,
                cell.coordinate,
                "text_cell",
                f"单元格 {cell.coordinate} 被 Excel 当作日期，请设为文本格式",
                f"Excel took the cell {cell.coordinate} for a date; format it as text",
            )
        )
        return "="
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _no_archive(suffix: str) -> InvalidInput:
    return InvalidInput(
        f"文件不是有效的 {suffix}",
        f"The file is not a {suffix} that can be read",
        path=("file",),
        rule="file_type",
    )
