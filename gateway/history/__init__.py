"""Years of reports of another register: read a line at a time, taken over, and held against its day lists."""

from gateway.history.importing import Counts, import_history, key_of
from gateway.history.kinds import read_kinds
from gateway.history.reading import Table, examine
from gateway.history.reconcile import Difference, difference, refs_of
from gateway.history.rejects import Rejects
from gateway.history.row import RowReader

__all__ = [
    "Counts",
    "Difference",
    "Rejects",
    "RowReader",
    "Table",
    "difference",
    "examine",
    "import_history",
    "key_of",
    "read_kinds",
    "refs_of",
]
