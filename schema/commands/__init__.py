"""The commands as mutations: for each its input, what it answers with, and what may go wrong."""

import strawberry

from schema.commands.abnormality import Abnormality
from schema.commands.detours import Detours
from schema.commands.editions import EditionCommands
from schema.commands.inspection import Inspection
from schema.commands.merging import Merging
from schema.commands.publishing import Publishing
from schema.commands.reassign import Reassign
from schema.commands.redaction import Redaction
from schema.commands.requests import Requests
from schema.commands.straight import Straight
from schema.commands.supervision import Supervision
from schema.commands.topics import TopicCommands
from schema.commands.whistles import Whistles

__all__ = ["Commands", "EditionCommands", "TopicCommands"]


@strawberry.type
class Commands(
    Straight,
    Detours,
    Requests,
    Reassign,
    Merging,
    Whistles,
    Abnormality,
    Inspection,
    Supervision,
    Publishing,
    Redaction,
):
    """All of them."""
