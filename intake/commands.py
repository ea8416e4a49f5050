"""What can be done to a report, as data. Each class is one row of the lifecycle table."""

from dataclasses import dataclass

from intake.decision import Urgency
from intake.report import DeclineReason, ResultCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """受理: take it up, as this matter. None keeps what the report has."""

    matter: str | None = None
    urgency: Urgency | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decline:
    """不予受理: say why, and where to go instead."""

    reason: DeclineReason
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """派单: send it to a department.

    ``lead`` None takes the one that routing proposes; its ``assisting`` too, unless some are named.
    """

    lead: str | None = None
    assisting: tuple[str, ...] = ()
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """签收: an officer of the lead department takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """处置完成: what was done, in words for the reporter, and the ground as it is now."""

    result: ResultCode
    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """核查: the result holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluate:
    """评价: 1-5 in three dimensions."""

    outcome: int
    speed: int
    attitude: int
    tags: tuple[str, ...] = ()
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInfo:
    """退回补正: say what is missing."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """补充: what was missing, in words and photos."""

    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """阶段性答复: words for the reporter while the work goes on."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """催办: ask for speed."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """结案 without an evaluation, which never counts as satisfied."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """重开: it is not solved; the same department learns of it."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """撤回: the reporter no longer asks for it."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """作废: it should never have been a report."""

    words: str


Command = (
    RequestInfo
    | Supplement
    | Accept
    | Decline
    | Dispatch
    | Sign
    | Interim
    | Urge
    | Resolve
    | Verify
    | Evaluate
    | Close
    | Reopen
    | Withdraw
    | Void
)
