"""A message that is to be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A subscribe message on its way to one follower.

    Attributes:
        id: the delivery id; an entry is queued once for each follower.
        to: reporter id.
        number: number that the follower knows the report by.
        seq: the entry's place on the timeline.
        template: our name of the template.
        fields: value by name of field.
        created_at: aware UTC.
        due_at: when the next attempt is due; None once it was sent or given up.
        attempts: tries that failed.
    """

    id: str
    to: str
    number: str
    seq: int
    template: str
    fields: Mapping[str, str]
    created_at: datetime
    due_at: datetime | None
    attempts: int = 0
