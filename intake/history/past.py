"""What another register knows of a report, as far as it tells."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from intake.decision import Decision
from intake.errors import InvalidInput
from intake.reasons import DeclineReason
from intake.result import ResultCode
from intake.retries import id_of
from intake.stage import Stage
from intake.submission import Submission, check, fingerprint

ENDS = frozenset({Stage.CLOSED, Stage.DECLINED, Stage.WITHDRAWN, Stage.VOIDED})
"""Where a report that is over may have ended; one that was merged would need its primary."""
BEGINNINGS = frozenset({Stage.SUBMITTED, Stage.ACCEPTED})
"""Where a report that is still open elsewhere goes on here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A report as another register tells it; what it does not tell is None.

    Attributes:
        submission: what was handed in there; ``external_ref`` is set.
        decision: what is known of matter, ground and lead; what is not known is not decided.
        submitted_at: aware UTC.
        stage: one of ``ENDS`` or ``BEGINNINGS``.
        ended_at: when it was over, aware UTC; None for one that is open.
        result: how its department said it ended.
        words: what was said at the end.
        declined: why it was not taken up.
        scores: outcome, speed and attitude, 1-5 each.
        told: what the register says in its own words, for staff: ``department``, ``kind``.
        origin: where it was read: ``file``, ``line``; counts for nothing.
    """

    submission: Submission
    decision: Decision
    submitted_at: datetime
    stage: Stage
    ended_at: datetime | None = None
    result: ResultCode | None = None
    words: str | None = None
    declined: DeclineReason | None = None
    scores: tuple[int, int, int] | None = None
    told: Mapping[str, str] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of what it becomes: the same for all that comes under this reference by this channel."""
        return id_of(self.submission)

    @property
    def content(self) -> str:
        """SHA-256, hexadecimal, of all that the register tells of it."""
        told = (
            fingerprint(self.submission, ()),
            self.submitted_at.isoformat(),
            self.stage,
            self.ended_at and self.ended_at.isoformat(),
            self.result,
            self.words,
            self.declined,
            self.scores,
            sorted(self.told.items()),
        )
        return hashlib.sha256(orjson.dumps(told)).hexdigest()


def check_past(past: Past, now: datetime) -> None:
    """Hold what a register tells to the rules of a report, and of time.

    Raises:
        InvalidInput: the first broken rule.
    """
    check(past.submission)
    if past.submission.external_ref is None:
        raise InvalidInput(
            "缺少渠道侧编号", "It has no external reference", path=("external_ref",), rule="required"
        )
    if past.submitted_at > now or (past.ended_at is not None and past.ended_at > now):
        raise InvalidInput("时间在将来", "The moment is in the future", path=("submitted_at",), rule="future")
    if past.ended_at is not None and past.ended_at < past.submitted_at:
        raise InvalidInput(
            "办结时间早于上报时间", "It ended before it began", path=("closed_at",), rule="order"
        )
    if (past.stage in ENDS) == (past.ended_at is None):
        raise InvalidInput(
            "已结束的须有办结时间，未结束的不得有",
            "What is over has a moment at which it ended, what is open has none",
            path=("closed_at",),
            rule="ended",
        )
