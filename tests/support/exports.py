"""Files of reports, as people ask for them and read them."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook

from gateway.export import FORMATS
from intake import Report
from intake.document import to_document
from support.service import Person, Service

ENDINGS = list(FORMATS)
Rows = list[dict[str, Any]]


def read(ending: str, content: bytes) -> Rows:
    """The rows below the headings, by heading."""
    if ending == ".csv":
        assert content.startswith(b"\xef\xbb\xbf")
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        heading, *rows = [[cell or None for cell in line] for line in lines]
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        heading, *rows = [list(line) for line in sheet.iter_rows(values_only=True)]
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


async def export(person: Person, ending: str, **query: Any) -> Rows:
    response = await person.http.get(f"/export/reports{ending}", params=query)
    assert response.status_code == 200, response.text
    return read(ending, response.content)


async def keep(service: Service, reports: Sequence[Report]) -> None:
    database = service.resources.stores.database
    await database.reports.insert_many([to_document(report) for report in reports])
