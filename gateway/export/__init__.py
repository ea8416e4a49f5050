"""Reports as CSV and XLSX: rows of exactly what somebody may read, streamed."""

from gateway.export.columns import BATCH, COLUMNS, headings, row
from gateway.export.command import export_reports
from gateway.export.formats import FORMATS
from gateway.export.view import AT_ONCE, Exports
from gateway.export.wanted import wanted_reports

__all__ = [
    "AT_ONCE",
    "BATCH",
    "COLUMNS",
    "FORMATS",
    "Exports",
    "export_reports",
    "headings",
    "row",
    "wanted_reports",
]
