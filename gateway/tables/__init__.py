"""The tables of a catalogue as files: CSV, a ZIP or a folder of them, and one XLSX with a sheet a table."""

from gateway.tables.faults import faults_csv, faults_json
from gateway.tables.reading import read_folder, read_upload
from gateway.tables.writing import write_folder, write_xlsx, write_zip

__all__ = [
    "faults_csv",
    "faults_json",
    "read_folder",
    "read_upload",
    "write_folder",
    "write_xlsx",
    "write_zip",
]
