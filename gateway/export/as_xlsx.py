"""XLSX by openpyxl, written row by row into temporary files in a thread of its own."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gateway.export.columns import COLUMNS, Cell, batches, headings, row
from gateway.export.text import looks_like_formula, printable
from intake import Report

_TIME = "yyyy-mm-dd hh:mm"
_IN_MEMORY = 4_194_304
_PIECE = 262_144


async def xlsx_file(reports: AsyncIterable[Report], *, chinese: bool) -> AsyncGenerator[bytes]:
    """The file in pieces; the first comes when the last report is written.

    Text is stored as text whatever it looks like: no cell of it is ever a formula.
    """
    loop = asyncio.get_running_loop()
    sheet = _Sheet(chinese=chinese)
    # One thread in order: what is cleaned up when the reader leaves comes after what was being written.
    thread = ThreadPoolExecutor(1, thread_name_prefix="xlsx")
    try:
        async for batch in batches(reports):
            await loop.run_in_executor(thread, sheet.add, batch)
        file = await loop.run_in_executor(thread, sheet.finished)
        while piece := await loop.run_in_executor(thread, file.read, _PIECE):
            yield piece
    finally:
        thread.submit(sheet.discard)
        thread.shutdown(wait=False)


class _Sheet:
    """A workbook of one sheet that grows downwards; every method may block."""

    def __init__(self, *, chinese: bool) -> None:
        self._chinese = chinese
        self._book = Workbook(write_only=True)
        self._book.properties.creator = "随手拍"
        self._sheet = self._book.create_sheet("诉求" if chinese else "Reports")
        self._sheet.freeze_panes = "A2"
        for index, column in enumerate(COLUMNS, 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = column.width
        self._sheet.append([self._heading(text) for text in headings(chinese=chinese)])
        self._file: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by discard

    def add(self, reports: Iterable[Report]) -> None:
        for report in reports:
            self._sheet.append([self._cell(cell) for cell in row(report, chinese=self._chinese)])

    def finished(self) -> IO[bytes]:
        self._book.save(self._file)
        self._file.seek(0)
        return self._file

    def discard(self) -> None:
        """Remove what is on the disk: openpyxl keeps the rows of an unsaved book until the process ends."""
        self._file.close()
        if not self._sheet.closed:
            self._sheet.close()
            self._sheet._writer.cleanup()  # noqa: SLF001 - saving calls it; there is no other way in

    def _heading(self, text: str) -> SheetCell:
        cell = self._text(text)
        cell.font = Font(bold=True)
        return cell

    def _cell(self, value: Cell) -> SheetCell | int | None:
        if isinstance(value, str):
            return self._text(printable(value))
        if isinstance(value, datetime):
            cell = WriteOnlyCell(self._sheet, value)
            cell.number_format = _TIME
            return cell
        return value

    def _text(self, text: str) -> SheetCell:
        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"  # openpyxl makes formulas of "=…" and errors of "#N/A"
        if looks_like_formula(text):
            cell.quotePrefix = True  # Excel would make one of it when somebody edits the cell
        return cell
