"""What stands in the cells of an export can hurt no spreadsheet."""

import io
import zipfile
from dataclasses import replace

from openpyxl import load_workbook

from intake import Report
from support.exports import keep, read
from support.reports import filed, unclear
from support.service import Person, Service

NASTY = [
    "=1+1",
    "+86 769",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "\ttab",
    "\nline feed",
    "  =1+1",
    "\u3000＝1+1",
    "\u00a0＋1",
    "－1",
    "＠A1",
    "\ufeff=1+1",
    "\u200b@SUM(A1)",
    " \u2060\u3164-1",
    "\ufeff\ttab",
    '="quoted"',
]
HARMLESS = [
    "1=1",
    "路面-脏",
    "a@b.c",
    "'quoted'",
    'say "hi", please',
    "two\nlines",
    "#N/A",
    "1,2;3",
    "00123",
    "TRUE",
    "😀",
]
ADJUSTED = {"\r=1": "\n=1", "a\r\nb\rc": "a\nb\nc", "a\x00b\x1b\ufffec": "abc", "\x00=1": "=1"}


def _told(*texts: str) -> list[Report]:
    """As they might stand in a database of long ago; submitting would strip and refuse some of them."""
    return [replace(filed(unclear()), text=text) for text in texts]


async def test_a_csv_file_never_begins_a_cell_with_a_formula(service: Service, supervisor: Person) -> None:
    await keep(service, _told(*NASTY, *HARMLESS, *ADJUSTED))
    response = await supervisor.http.get("/export/reports.csv")
    expected = [f"'{text}" for text in NASTY] + HARMLESS
    expected += ["'\n=1", "a\nb\nc", "abc", "'=1"]
    rows = read(".csv", response.content)
    assert {row["诉求内容"] for row in rows} == set(expected)
    quoted = response.content.decode("utf-8-sig").split("\r\n")
    assert quoted[-1] == ""
    assert len(quoted) == len(expected) + 2  # a line feed within a cell ends no line
    for row in rows:
        assert not (row["诉求内容"] or "").lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


async def test_a_spreadsheet_holds_text_as_text(service: Service, supervisor: Person) -> None:
    await keep(service, _told(*NASTY, *HARMLESS, *ADJUSTED))
    response = await supervisor.http.get("/export/reports.xlsx")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        assert book.testzip() is None
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    cells = {cell.value: cell for (cell,) in sheet.iter_rows(min_row=2, min_col=sheet.max_column)}
    assert set(cells) == {*NASTY, *HARMLESS, *ADJUSTED.values()}
    assert {cell.data_type for cell in cells.values()} == {"s"}
    # an edited cell is read anew, so what would become a formula then carries Excel's own mark for text
    assert all(cells[text].quotePrefix for text in NASTY)
    assert not any(cells[text].quotePrefix for text in HARMLESS)
    assert sheet.freeze_panes == "A2"
    assert sheet["C2"].is_date
    assert sheet.column_dimensions["U"].width == 60
