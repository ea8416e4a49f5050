"""One step in the life of an edition; the log of all of them is the only truth there is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from routing.editions.kind import EditionKind


class Act(StrEnum):
    """What was done to an edition."""

    DRAFT = "draft"
    DRY_RUN = "dry_run"
    APPROVE = "approve"
    DISCARD = "discard"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ACT_ZH[self]


_ACT_ZH = {Act.DRAFT: "起草", Act.DRY_RUN: "试算", Act.APPROVE: "批准", Act.DISCARD: "废弃"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStep:
    """A line of the log; written once, never changed.

    Attributes:
        seq: 1, 2, 3 … over all kinds: two people never write the same next line.
        at: when, aware UTC.
        act: what was done.
        kind: of what.
        version: to which edition.
        by: who.
        origin: from where.
        words: the note of a draft, the reason of everything else.
        base: version that was effective when it was drafted, or that a dry run compared with.
        effective_at: from when an approved edition holds, aware UTC.
        single: one person alone drafted and approved it; ``words`` says why.
        figures: what a dry run counted; of a draft, rows and hash of each table. Plain values.
    """

    seq: int
    at: datetime
    act: Act
    kind: EditionKind
    version: str
    by: str
    origin: str = ""
    words: str = ""
    base: str | None = None
    effective_at: datetime | None = None
    single: bool = False
    figures: Mapping[str, Any] = field(default_factory=dict)
