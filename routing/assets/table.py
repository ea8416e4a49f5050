"""A register as a CSV table: read a line at a time, each row held against catalogue and borders."""

import codecs
import csv
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from intake import Asset, Crs, InvalidInput, Point, check_point, read_asset_code
from routing.boundary import BoundaryLayer
from routing.catalogue import Catalogue
from routing.crs import to_wgs84
from routing.refusal import BadRow, DataRefused, Fault
from routing.tables import Row, need

MOST_ROWS = 1_000_000
_COLUMNS = ("code", "name", "matter", "keeper", "longitude", "latitude")
_ENCODINGS = ("utf-8-sig", "gb18030")
_MOST_NAME = 100
_CHUNK = 1 << 20


class AssetsRefused(DataRefused):
    """A register of assets was not taken over; the one that was there stays."""

    what_zh = "部件库"
    what_en = "register of assets"


class AssetReader:
    """Reads rows; the catalogue says which matters and keepers there are, the layer where the city is."""

    def __init__(self, catalogue: Catalogue, layer: BoundaryLayer, crs: Crs) -> None:
        """Take what rows are held against; ``crs`` is what their coordinates are in."""
        self._catalogue = catalogue
        self._layer = layer
        self._crs = crs

    def asset(self, row: Row) -> Asset:
        """A row of the table; BadRow where it breaks a rule."""
        if "" in row:
            raise BadRow("columns", "单元格多于表头", "there are more cells than the header has columns")
        name, matter, keeper = need(row, "name"), row["matter"], need(row, "keeper")
        if len(name) > _MOST_NAME:
            raise BadRow(
                "max_length", f"名称超过 {_MOST_NAME} 字", f"the name has more than {_MOST_NAME} characters"
            )
        if matter and matter not in self._catalogue.matters:
            raise BadRow("known_matter", f"事项“{matter}”不存在", f"there is no matter {matter!r}")
        if keeper not in self._catalogue.units and keeper not in self._catalogue.departments:
            raise BadRow("known_unit", f"权属单位“{keeper}”不存在", f"there is no unit {keeper!r}")
        with _as_row("code"):
            code = read_asset_code(row["code"])
        return Asset(code=code, name=name, keeper=keeper, matter=matter or None, point=self._point(row))

    def _point(self, row: Row) -> Point | None:
        if not row["longitude"] and not row["latitude"]:
            return None
        pair = _number(row["longitude"]), _number(row["latitude"])
        with _as_row("degrees"):
            check_point(Point(*pair))
        point = to_wgs84(*pair, self._crs)
        if self._layer.locate(point).jurisdiction is None:
            raise BadRow(
                "in_city",
                f"位置 {row['longitude']}, {row['latitude']} 不在本市范围内",
                f"the place {row['longitude']}, {row['latitude']} is outside the city",
            )
        return point


def encoding_of(path: Path) -> str:
    """What the bytes of a file are, UTF-8 or GB18030 (which GBK is part of); reads all of it.

    Raises:
        AssetsRefused: neither.
        OSError: it cannot be read.
    """
    for encoding in _ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise refused(
        path.name,
        "encoding",
        "编码既非 UTF-8 也非 GB18030（GBK），请另存为 CSV（UTF-8）",
        "it is encoded neither in UTF-8 nor in GB18030 (GBK); save it as CSV in UTF-8",
    )


def rows_of(text: TextIO, name: str) -> Iterator[tuple[int, Row]]:
    """The rows below the header by line, stripped; surplus cells stand under an empty name.

    Raises:
        AssetsRefused: it is no CSV, or lacks a column.
    """
    reader = csv.DictReader(text, restkey="", restval="")
    try:
        header = [column.strip().lower() for column in reader.fieldnames or ()]
        if missing := ", ".join(column for column in _COLUMNS if column not in header):
            raise refused(name, "columns", f"首行缺少列：{missing}", f"the first line lacks: {missing}")
        reader.fieldnames = header
        for row in reader:
            yield (
                reader.line_num,
                {
                    column: cell.strip() if isinstance(cell, str) else ",".join(cell)
                    for column, cell in row.items()
                },
            )
    except csv.Error as error:
        raise refused(
            name,
            "csv",
            f"第 {reader.line_num} 行不是 CSV：{error}",
            f"line {reader.line_num} is no CSV: {error}",
        ) from error


def refused(name: str, rule: str, zh: str, en: str) -> AssetsRefused:
    """A fault of the whole file."""
    return AssetsRefused([Fault(name, 0, "", rule, zh, en)])


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


@contextmanager
def _as_row(rule: str) -> Iterator[None]:
    """What is wrong with a field, as what is wrong with a row."""
    try:
        yield
    except InvalidInput as error:
        raise BadRow(rule, error.zh, error.en) from error
