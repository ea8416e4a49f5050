"""One line of the timeline, and what it may record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from intake.decision import DepartmentRef
from intake.stage import Role, Stage


class Action(StrEnum):
    """What an entry on the timeline records."""

    SUBMIT = "submit"
    REQUEST_INFO = "request_info"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    DECLINE = "decline"
    CLASSIFY = "classify"
    MERGE = "merge"
    UNMERGE = "unmerge"
    ADOPT = "adopt"
    RELEASE = "release"
    DISPATCH = "dispatch"
    SIGN = "sign"
    TRANSFER = "transfer"
    ARBITRATE = "arbitrate"
    REQUEST_RETURN = "request_return"
    GRANT_RETURN = "grant_return"
    REFUSE_RETURN = "refuse_return"
    REQUEST_EXTENSION = "request_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    REQUEST_SUSPENSION = "request_suspension"
    GRANT_SUSPENSION = "grant_suspension"
    REFUSE_SUSPENSION = "refuse_suspension"
    RESUME = "resume"
    INTERIM = "interim"
    URGE = "urge"
    SUPERVISE = "supervise"
    WARN = "warn"
    WHISTLE = "whistle"
    RESPOND = "respond"
    CONCLUDE = "conclude"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REWORK = "rework"
    REVISIT = "revisit"
    EVALUATE = "evaluate"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    VOID = "void"
    FLAG_ABNORMAL = "flag_abnormal"
    CONFIRM_ABNORMAL = "confirm_abnormal"
    REJECT_ABNORMAL = "reject_abnormal"
    APPEAL = "appeal"
    DISMISS_APPEAL = "dismiss_appeal"
    PUBLISH = "publish"
    WITHHOLD = "withhold"
    REDACT = "redact"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ACTION_ZH[self]


_ACTION_ZH = {
    Action.SUBMIT: "上报",
    Action.REQUEST_INFO: "退回补正",
    Action.SUPPLEMENT: "补充",
    Action.ACCEPT: "受理",
    Action.DECLINE: "不予受理",
    Action.CLASSIFY: "归类",
    Action.MERGE: "并案",
    Action.UNMERGE: "解除并案",
    Action.ADOPT: "并入",
    Action.RELEASE: "移出",
    Action.DISPATCH: "派单",
    Action.SIGN: "签收",
    Action.TRANSFER: "转派",
    Action.ARBITRATE: "裁决",
    Action.REQUEST_RETURN: "申请退单",
    Action.GRANT_RETURN: "同意退单",
    Action.REFUSE_RETURN: "不同意退单",
    Action.REQUEST_EXTENSION: "申请延期",
    Action.GRANT_EXTENSION: "同意延期",
    Action.REFUSE_EXTENSION: "不同意延期",
    Action.REQUEST_SUSPENSION: "申请挂账",
    Action.GRANT_SUSPENSION: "同意挂账",
    Action.REFUSE_SUSPENSION: "不同意挂账",
    Action.RESUME: "恢复办理",
    Action.INTERIM: "阶段性答复",
    Action.URGE: "催办",
    Action.SUPERVISE: "督办",
    Action.WARN: "预警",
    Action.WHISTLE: "吹哨",
    Action.RESPOND: "报到",
    Action.CONCLUDE: "吹哨办结",
    Action.RESOLVE: "处置完成",
    Action.VERIFY: "核查",
    Action.REWORK: "返工",
    Action.REVISIT: "回访",
    Action.EVALUATE: "评价",
    Action.CLOSE: "结案",
    Action.REOPEN: "重开",
    Action.WITHDRAW: "撤回",
    Action.VOID: "作废",
    Action.FLAG_ABNORMAL: "标记异常",
    Action.CONFIRM_ABNORMAL: "认定异常",
    Action.REJECT_ABNORMAL: "不予认定异常",
    Action.APPEAL: "申诉",
    Action.DISMISS_APPEAL: "驳回申诉",
    Action.PUBLISH: "公开",
    Action.WITHHOLD: "不公开",
    Action.REDACT: "脱敏",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline; written once, never changed but for a redaction, which takes its words out.

    Attributes:
        seq: 1, 2, 3 … within the report.
        at: when, aware UTC.
        action: what was done.
        stage: where the report stood afterwards.
        role: what the actor was.
        actor: pseudonymous reference of the actor.
        origin: from where: the entrance the actor came by, and for staff the network address.
        changed: names of the report's fields that this step changed, sorted.
        catalogue: version of the catalogue that judged, where routing was asked.
        rules: version of the lifecycle table that allowed it.
        department: the department this concerns, as it was named then.
        public: whether followers are told.
        words: what was said: to the reporter by staff, or by the reporter.
        details: facts of the action, plain values, for staff.
        key: idempotency key of the command, when it had one.
        digest: SHA-256 of that command's content, hexadecimal; None once redacted.
        salt: makes ``words_hash`` useless for guessing; None without words, and once they are redacted.
        words_hash: of the salt, the words, the digest and what somebody typed among the details; stays when
            they are gone, and is what ``hash`` covers of them.
        previous: hash of the entry before; of the report's origin for the first.
        hash: of everything above that is not its default, but for what ``words_hash`` stands for; names its
            algorithm (`intake.HashAlgorithm`).
    """

    seq: int
    at: datetime
    action: Action
    stage: Stage
    role: Role
    actor: str
    origin: str = ""
    changed: tuple[str, ...] = ()
    catalogue: str | None = None
    rules: str = ""
    department: DepartmentRef | None = None
    public: bool = True
    words: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    digest: str | None = None
    salt: str | None = None
    words_hash: str | None = None
    previous: str = ""
    hash: str = ""
