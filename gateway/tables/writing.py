"""Tables as files, as `reading` takes them back."""

import io
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from routing import TABLES, Tables, known_columns, write_csv

_DAY_ZERO = (1980, 1, 1, 0, 0, 0)


def write_folder(tables: Tables, folder: Path) -> None:
    """A CSV file a table.

    Raises:
        OSError: it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        (folder / f"{name}.csv").write_bytes(write_csv(getattr(tables, name), name))


def write_zip(tables: Tables) -> bytes:
    """The same in one archive; the same tables make the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in TABLES:
            part = zipfile.ZipInfo(f"{name}.csv", _DAY_ZERO)
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, write_csv(getattr(tables, name), name))
    return file.getvalue()


def write_xlsx(tables: Tables) -> bytes:
    """A sheet a table, every cell as text: codes keep their digits and nothing is ever a formula."""
    book = Workbook(write_only=True)
    book.properties.creator = "随手拍"
    for name in TABLES:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        rows = getattr(tables, name)
        columns = list(rows[0]) if rows else known_columns(name)
        heading = [WriteOnlyCell(sheet, column) for column in columns]
        for cell in heading:
            cell.font = Font(bold=True)
        sheet.append(heading)
        for row in rows:
            cells = [WriteOnlyCell(sheet, row.get(column, "")) for column in columns]
            for cell in cells:
                cell.data_type = "s"
                cell.number_format = "@"
            sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
