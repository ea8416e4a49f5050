"""What a report no longer says."""

from intake import guard
from intake.commands import Command, Redact
from intake.effects import redaction
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import OPEN, Row

ROWS: dict[type[Command], Row] = {
    Redact: Row(
        Action.REDACT,
        frozenset({Role.AUDITOR, Role.RULE}),
        frozenset(Stage) - OPEN,
        None,
        redaction.redact,
        guards=(
            guard.NOT_REDACTED,
            guard.APPEAL_DECIDED,
        ),
    ),
}
