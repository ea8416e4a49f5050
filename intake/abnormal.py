"""异常诉求: flagged by one, confirmed by another, open to appeal before a third."""

from dataclasses import dataclass
from datetime import datetime

from intake.reasons import AbnormalKind
from intake.submission import PhotoRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Abnormal:
    """How far a report is on the way to being abnormal.

    Attributes:
        kind: what is abnormal.
        words: the evidence, in words.
        photos: the evidence, as photos.
        flagged_by: who says so.
        flagged_at: when, aware UTC.
        confirmed_by: the second person; None before.
        confirmed_at: when; None before.
        appealed_at: when the reporter objected; None where nobody did.
        dismissed_at: when a third person turned the objection down; None before.
    """

    kind: AbnormalKind
    words: str
    photos: tuple[PhotoRef, ...]
    flagged_by: str
    flagged_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    appealed_at: datetime | None = None
    dismissed_at: datetime | None = None
