"""Every format a file can be had in, by the ending of its name."""

from collections.abc import AsyncGenerator, AsyncIterable
from dataclasses import dataclass
from typing import Protocol

from gateway.export.as_csv import csv_file
from gateway.export.as_xlsx import xlsx_file
from intake import Report


class Write(Protocol):
    """A way to write reports into a file."""

    def __call__(self, reports: AsyncIterable[Report], *, chinese: bool) -> AsyncGenerator[bytes]:
        """The file piece by piece, headings and labels in one language."""
        ...


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    media_type: str
    write: Write


FORMATS = {
    ".csv": Format("text/csv; charset=utf-8", csv_file),
    ".xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
}
