"""Versioned data: catalogues, town borders and what lies over them, from draft to retirement."""

from routing.editions.content import MOST_BYTES, MOST_ROWS, TABLES, from_bytes, to_bytes
from routing.editions.diff import CellChange, Change, ChangeKind, difference
from routing.editions.dry_run import DryRun, Move, dry_run
from routing.editions.edition import Edition, EditionState
from routing.editions.kind import EditionKind
from routing.editions.live import EditionUnreadable, LiveEditions
from routing.editions.proposals import Proposal
from routing.editions.reading import with_crs
from routing.editions.service import PRODUCT, Editions
from routing.editions.sheets import (
    Sheet,
    known_columns,
    read_csv,
    rows_of,
    table_named,
    with_sheets,
    write_csv,
)
from routing.editions.step import Act, EditionStep
from routing.editions.trials import Trials, check_reader

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "PRODUCT",
    "TABLES",
    "Act",
    "CellChange",
    "Change",
    "ChangeKind",
    "DryRun",
    "Edition",
    "EditionKind",
    "EditionState",
    "EditionStep",
    "EditionUnreadable",
    "Editions",
    "LiveEditions",
    "Move",
    "Proposal",
    "Sheet",
    "Trials",
    "check_reader",
    "difference",
    "dry_run",
    "from_bytes",
    "known_columns",
    "read_csv",
    "rows_of",
    "table_named",
    "to_bytes",
    "with_crs",
    "with_sheets",
    "write_csv",
]
