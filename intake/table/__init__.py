"""The lifecycle as one table: command x role x stage -> stage, with who may and what it changes.

Each module holds the rows of one part of a report's life, in the order of the table.
"""

import hashlib

from intake.commands import Command
from intake.table import abnormality, delays, desk, ending, handling, publishing, redaction, sending
from intake.table.row import Row

__all__ = ["RULES", "TABLE", "Row"]

TABLE: dict[type[Command], Row] = {
    **desk.ROWS,
    **sending.ROWS,
    **delays.ROWS,
    **handling.ROWS,
    **ending.ROWS,
    **abnormality.ROWS,
    **publishing.ROWS,
    **redaction.ROWS,
}
"""Every row, in the order in which people read them."""

RULES = hashlib.sha256(
    "\n".join(
        "|".join(
            (
                row.action.value,
                " ".join(sorted(row.roles)),
                " ".join(sorted(row.sources)),
                row.target or "",
                " ".join(each.rule for each in (row.own, *row.guards) if each),
            )
        )
        for row in TABLE.values()
    ).encode()
).hexdigest()[:12]
"""Version of the table: the first 12 hexadecimal digits of the SHA-256 of what it says."""
