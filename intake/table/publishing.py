"""What the public may see of a report."""

from intake import guard
from intake.commands import Command, Publish, Withhold
from intake.effects import publishing
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import Row

# What was withdrawn, voided or merged away is nobody's to show.
_SHOWN = frozenset(Stage) - {Stage.WITHDRAWN, Stage.VOIDED, Stage.MERGED}

ROWS: dict[type[Command], Row] = {
    Publish: Row(
        Action.PUBLISH,
        frozenset({Role.PUBLISHER}),
        _SHOWN,
        None,
        publishing.publish,
        guards=(guard.NOT_REDACTED,),
    ),
    Withhold: Row(Action.WITHHOLD, frozenset({Role.PUBLISHER}), _SHOWN, None, publishing.withhold),
}
