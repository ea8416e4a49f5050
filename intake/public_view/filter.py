"""Which reports a public list asks for, and the index that finds them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.decision import UNSURE
from intake.errors import InvalidInput
from intake.screening import Screening
from intake.similar.offer import NEVER
from intake.stage import Stage

MOST = 500
MOST_SKIPPED = 10_000
_OPEN = [stage.value for stage in Stage if stage.is_open or stage is Stage.MERGED]
_ENDED = [stage.value for stage in Stage if not stage.is_open]
_LISTED = {"$gt": "", "$ne": UNSURE, "$not": {"$regex": f"^({'|'.join(NEVER)})"}}
"""Known matters whose place may be told."""
_SCREENED = {"$or": [{"screening": {"$ne": Screening.RISKY.value}}, {"publication.is_public": True}]}
"""What a machine holds to be risky waits for a reviewer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFilter:
    """What to list; every given field must hold.

    Attributes:
        matters: codes; any of them.
        is_open: whether somebody still has to act; None for both.
        since: submitted then or later, aware.
        until: submitted before then, aware.
        updated_after: changed later than then, aware; such a list is oldest change first, so that who reads
            it page by page misses nothing that changes meanwhile. Others are newest first.
        skip: how many to leave out at the beginning, at most 10,000.
        limit: how many at most, 1-500.
    """

    matters: tuple[str, ...] = ()
    is_open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    updated_after: datetime | None = None
    skip: int = 0
    limit: int = 100

    def check(self) -> None:
        """Hold the window to its limits.

        Raises:
            InvalidInput: it is too large, or too far away.
        """
        if not 1 <= self.limit <= MOST:
            raise InvalidInput(
                f"一次可取 1-{MOST} 条", f"1-{MOST} at once", path=("page_size",), rule="range"
            )
        if not 0 <= self.skip <= MOST_SKIPPED:
            raise InvalidInput(
                f"最多翻到第 {MOST_SKIPPED} 条，请缩小日期范围",
                f"Pages go to number {MOST_SKIPPED}; ask for fewer days",
                path=("page",),
                rule="range",
            )

    def to_query(self) -> tuple[dict[str, Any], str]:
        """The MongoDB filter, and the index that it goes by."""
        matter = {**_LISTED, "$in": list(self.matters)} if self.matters else _LISTED
        known = {"matter.code": matter, "publication.is_public": {"$ne": False}}
        parts: list[dict[str, Any]] = [known, _SCREENED]
        if self.is_open is not None:
            parts.append({"stage": {"$in": _OPEN if self.is_open else _ENDED}})
        if self.since is not None:
            parts.append({"submitted_at": {"$gte": self.since}})
        if self.until is not None:
            parts.append({"submitted_at": {"$lt": self.until}})
        if self.updated_after is not None:
            parts.append({"updated_at": {"$gt": self.updated_after}})
        return {"$and": parts}, self._index()

    def _index(self) -> str:
        if self.updated_after is not None:
            return "updated"
        if self.matters:
            return "matter_queue"
        return "newest" if self.is_open is None else "stage_queue"
