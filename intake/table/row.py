"""A row of the lifecycle table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intake.effects.step import Effect, Step
from intake.entry import Action
from intake.guard import Guard
from intake.report import Report
from intake.stage import Role, Stage

OPEN = frozenset(stage for stage in Stage if stage.is_open)
"""Stages in which something may still be done about the matter."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        action: what the entry will say.
        roles: who may.
        sources: stages it may start from.
        target: the stage it ends in; None where the report stays as it stands.
        effect: what it changes.
        own: whose report it must be; judged before the stage, so that others learn nothing of it.
        guards: further conditions, judged after the stage, in order.
    """

    action: Action
    roles: frozenset[Role]
    sources: frozenset[Stage]
    target: Stage | None
    effect: Callable[[Report, Any, Step], Effect]
    own: Guard | None = None
    guards: tuple[Guard, ...] = ()
