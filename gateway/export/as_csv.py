"""CSV by RFC 4180: UTF-8 with the byte order mark that makes Excel read it as such."""

import csv
import io
from collections.abc import AsyncGenerator, AsyncIterable
from datetime import datetime

from gateway.export.columns import Cell, batches, headings, row
from gateway.export.text import looks_like_formula, printable
from intake import Report


async def csv_file(reports: AsyncIterable[Report], *, chinese: bool) -> AsyncGenerator[bytes]:
    """The file in pieces, one for the headings and one a batch.

    Text that looks like a formula begins with an apostrophe. Text is always quoted, numbers are not.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(headings(chinese=chinese))
    yield b"\xef\xbb\xbf" + _taken(lines)
    async for batch in batches(reports):
        writer.writerows([_shown(cell) for cell in row(report, chinese=chinese)] for report in batch)
        yield _taken(lines)


def _shown(cell: Cell) -> str | int:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, int):
        return cell
    text = printable(cell or "")
    return f"'{text}" if looks_like_formula(text) else text


def _taken(lines: io.StringIO) -> bytes:
    written = lines.getvalue().encode()
    lines.seek(0)
    lines.truncate()
    return written
