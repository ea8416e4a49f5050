"""What a department asks for, and what is decided: returns, extensions, suspensions."""

from dataclasses import dataclass

from intake.deadline import Limit
from intake.reasons import ReturnReason


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn:
    """申请退单: it is not ours, and whose it is instead."""

    reason: ReturnReason
    words: str
    proposed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReturn:
    """同意退单: it goes back to be sent elsewhere."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseReturn:
    """不同意退单: it stays."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension:
    """申请延期: so much longer than the limit."""

    limit: Limit
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantExtension:
    """同意延期: the due date moves."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseExtension:
    """不同意延期: the due date stays."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSuspension:
    """申请挂账: it cannot be done now; the plan, and in how many days it is looked at again."""

    words: str
    review_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantSuspension:
    """同意挂账: the clocks stand still."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseSuspension:
    """不同意挂账: the work goes on."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """恢复办理: the clocks go on with what was left."""

    words: str | None = None
