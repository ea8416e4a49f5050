"""What can be done to a report, as data. Each class is one row of the lifecycle table."""

from dataclasses import dataclass

from intake.deadline import DeadlineKind, Level, Limit
from intake.decision import Urgency
from intake.publication import Box
from intake.reasons import AbnormalKind, DeclineReason, ReturnReason
from intake.result import ResultCode


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
    """核查: the result holds, with what an inspector saw."""

    words: str | None = None
    photo_ids: tuple[str, ...] = ()


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
    """阶段性答复: words for the reporter while the work goes on; whether the danger is fenced off."""

    words: str
    made_safe: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """归类: it is another matter than was thought."""

    matter: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """并案: it is the same thing as another report, whose news its reporter gets from now on."""

    primary: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """解除并案: it is a thing of its own after all."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """转派: to another department of the same unit."""

    target: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arbitrate:
    """裁决: whose it is, for good."""

    lead: str
    words: str
    assisting: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervise:
    """督办: a supervisor takes an eye on it; level 1-3, the order's number, due in so many working days."""

    level: int
    order: str
    days: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """预警: a clock has come so far; ``subject`` names whose, where several run."""

    kind: DeadlineKind
    level: Level
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlowWhistle:
    """吹哨: these departments are needed on the spot."""

    departments: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """报到: a called department is there."""

    department: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclude:
    """吹哨办结: a called department has done its part."""

    department: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """返工: the result does not hold."""

    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRevisit:
    """回访: what the reporter says when asked; None where that was not answered."""

    reached: bool
    solved: bool | None = None
    satisfied: bool | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagAbnormal:
    """标记异常: what is abnormal, and the evidence."""

    kind: AbnormalKind
    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAbnormal:
    """认定异常: a second person agrees, which ends the report."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectAbnormal:
    """不予认定异常: it is handled like any other."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """申诉: the reporter objects to being called abnormal."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissAppeal:
    """驳回申诉: a third person finds that it was right."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPhoto:
    """A photo of the report for the public, and what is hidden on it."""

    id: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """公开: what the public reads and sees."""

    words: str
    photos: tuple[ChosenPhoto, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold:
    """不公开: and why."""

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
    | Classify
    | Merge
    | Unmerge
    | Transfer
    | Arbitrate
    | RequestReturn
    | GrantReturn
    | RefuseReturn
    | RequestExtension
    | GrantExtension
    | RefuseExtension
    | RequestSuspension
    | GrantSuspension
    | RefuseSuspension
    | Resume
    | Supervise
    | Warn
    | BlowWhistle
    | Respond
    | Conclude
    | Rework
    | PayRevisit
    | FlagAbnormal
    | ConfirmAbnormal
    | RejectAbnormal
    | Appeal
    | DismissAppeal
    | Publish
    | Withhold
)
