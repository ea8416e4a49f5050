"""Versioned data: catalogues, town borders and what lies over them, from draft to retirement."""

from routing.editions.content import MOST_BYTES, MOST_ROWS, TABLES, from_bytes, to_bytes
from routing.editions.edition import Edition, EditionState
from routing.editions.kind import EditionKind
from routing.editions.live import EditionUnreadable, LiveEditions
from routing.editions.reading import with_crs
from routing.editions.service import PRODUCT, Editions
from routing.editions.step import Act, EditionStep

__all__ = [
    "MOST_BYTES",
    "MOST_ROWS",
    "PRODUCT",
    "TABLES",
    "Act",
    "Edition",
    "EditionKind",
    "EditionState",
    "EditionStep",
    "EditionUnreadable",
    "Editions",
    "LiveEditions",
    "from_bytes",
    "to_bytes",
    "with_crs",
]
