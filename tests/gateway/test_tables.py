import io
import zipfile
from datetime import date
from pathlib import Path

import orjson
import pytest
from openpyxl import Workbook

from gateway.tables import (
    faults_csv,
    faults_json,
    read_folder,
    read_upload,
    write_folder,
    write_xlsx,
    write_zip,
)
from intake import InvalidInput
from routing import MOST_ROWS, DataRefused, builtin_catalogue, known_columns, read_csv, with_sheets

TABLES = builtin_catalogue().tables
ZONES = ",".join(known_columns("zones"))


def refused(name: str, data: bytes) -> set[tuple[str, int, str]]:
    with pytest.raises(DataRefused) as error:
        read_upload(name, data)
    return {(fault.table, fault.row, fault.rule) for fault in error.value.faults}


@pytest.mark.parametrize("form", ["xlsx", "zip", "folder"])
def test_what_is_exported_is_imported_as_it_was(form: str, tmp_path: Path) -> None:
    match form:
        case "xlsx":
            sheets = read_upload("lists.xlsx", write_xlsx(TABLES))
        case "zip":
            sheets = read_upload("lists.zip", write_zip(TABLES))
        case _:
            write_folder(TABLES, tmp_path / "lists")
            sheets = read_folder(tmp_path / "lists")
    assert with_sheets(TABLES, sheets).version == TABLES.version


def test_what_excel_writes_in_china_is_read_and_told() -> None:
    text = f"{ZONES}\nsongshanhu,松山湖高新区,Songshan Lake,40\n"
    assert read_csv("zones", text.encode("gbk")).encoding == "gb18030"
    assert read_csv("zones", text.encode("gbk")).rows == read_csv("zones", text.encode()).rows
    for data in (text.encode("utf-16"), b"\xff\xff\x80"):
        assert refused("zones.csv", data) == {("zones.csv", 0, "encoding")}


def test_headings_that_are_missing_unknown_or_twice_are_named() -> None:
    data = b"key,name,name,colour\nx,y,z,red\n"
    with pytest.raises(DataRefused) as error:
        read_csv("zones", data)
    told = {fault.rule: fault.en for fault in error.value.faults}
    assert "name_en, priority" in told["missing_column"]
    assert "colour" in told["known_column"]
    assert "name" in told["unique_column"]
    assert refused("zones.csv", f"{ZONES}\na,b,c,1,more\n".encode()) == {("zones.csv", 2, "columns")}
    assert refused("roads.csv", b"a\n1\n") == {("roads.csv", 0, "known_table")}


def test_two_hundred_thousand_rows_are_refused_before_they_are_read() -> None:
    data = (ZONES + "\n" + "a,b,c,1\n" * 200_000).encode()
    with pytest.raises(InvalidInput) as error:
        read_upload("zones.csv", data)
    assert error.value.rule == "max_rows"
    assert f"{MOST_ROWS:,}" in error.value.en


def test_cells_that_excel_computes_or_takes_for_dates_are_refused() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "zones"
    sheet.append(known_columns("zones"))
    sheet.append(["a", "=1+1", "b", date(2026, 1, 1)])
    file = io.BytesIO()
    book.save(file)
    assert refused("lists.xlsx", file.getvalue()) == {
        ("zones.csv", 2, "formula"),
        ("zones.csv", 2, "text_cell"),
    }


def test_codes_that_excel_made_numbers_of_keep_their_digits() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "towns"
    sheet.append(["code", "name", "short", "kind"])
    sheet.append([441900003000, "东城街道", "东城", "街道"])
    for _ in range(300):
        sheet.append([None])
    file = io.BytesIO()
    book.save(file)
    (towns,) = read_upload("lists.xlsx", file.getvalue())
    assert [row["code"] for row in towns.rows] == ["441900003000"]


@pytest.mark.parametrize("name", ["lists.xlsx", "lists.zip"])
def test_what_is_no_archive_or_unpacks_to_too_much_is_refused(name: str) -> None:
    for data in (b"hello", b"PK\x03\x04 and no more"):
        with pytest.raises(InvalidInput) as error:
            read_upload(name, data)
        assert error.value.rule == "file_type"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zones.csv", b"0" * 210_000_000)
    with pytest.raises(InvalidInput) as error:
        read_upload(name, file.getvalue())
    assert error.value.rule == "max_bytes"


@pytest.mark.parametrize("name", ["lists.xlsx", "lists.zip"])
def test_an_archive_that_is_damaged_or_locked_is_refused(name: str) -> None:
    whole = write_xlsx(TABLES) if name.endswith("xlsx") else write_zip(TABLES)
    damaged, locked = bytearray(whole), bytearray(whole)
    damaged[60:90] = b"\xff" * 30
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags of every part's two headings
        at = -1
        while (at := locked.find(sign, at + 1)) >= 0:
            locked[at + place] |= 1
    for data in (locked, damaged) if name.endswith("zip") else (locked,):
        with pytest.raises(InvalidInput) as error:
            read_upload(name, bytes(data))
        assert error.value.rule == "file_type"


def test_a_sheet_that_breaks_off_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_xlsx(TABLES))) as whole, zipfile.ZipFile(file, "w") as broken:
        for name in whole.namelist():
            data = whole.read(name)
            broken.writestr(name, data[:200] if name.startswith("xl/worksheets/") else data)
    with pytest.raises(InvalidInput) as error:
        read_upload("lists.xlsx", file.getvalue())
    assert error.value.rule == "file_type"


def test_a_table_that_is_given_twice_is_refused() -> None:
    sheet = read_csv("zones", f"{ZONES}\n".encode())
    with pytest.raises(DataRefused) as error:
        with_sheets(TABLES, [sheet, sheet])
    assert error.value.rule == "unique_items"


def test_faults_are_told_in_files_that_no_spreadsheet_runs() -> None:
    with pytest.raises(DataRefused) as error:
        read_csv("zones", b"=cmd,name\n")
    assert b"zones.csv" in faults_csv(error.value.faults)
    assert {each["rule"] for each in orjson.loads(faults_json(error.value.faults))} == {
        "missing_column",
        "known_column",
    }


def _zones_sheet(old: str, new: str) -> bytes:
    """A workbook with one zone, its sheet changed as no spreadsheet program would."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "zones"
    sheet.append(ZONES.split(","))
    sheet.append(["songshanhu", "松山湖高新区", "Songshan Lake", "40"])
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.namelist():
            content = source.read(part)
            if part.endswith("sheet1.xml"):
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            target.writestr(part, content)
    return changed.getvalue()


def test_a_sheet_that_says_it_is_smaller_than_it_is_loses_no_row() -> None:
    (sheet,) = read_upload("lists.xlsx", _zones_sheet('<dimension ref="A1:D2"', '<dimension ref="A1:D1"'))
    assert [row["key"] for row in sheet.rows] == ["songshanhu"]


def test_row_numbers_that_no_spreadsheet_has_are_refused() -> None:
    assert refused("lists.xlsx", _zones_sheet('<row r="2"', '<row r="900000000"')) == {
        ("zones.csv", 1_048_577, "max_rows")
    }
