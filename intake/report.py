"""The report, all of it in one record: what was said, where it stands, its trace, and who must be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from intake.deadline import Deadline
from intake.decision import DepartmentRef, MatterRef, Reason, Urgency
from intake.place import Jurisdiction, Location
from intake.stage import Role, Stage
from intake.submission import Anonymity, PhotoRef


class Action(StrEnum):
    """What an entry on the timeline records."""

    SUBMIT = "submit"
    REQUEST_INFO = "request_info"
    SUPPLEMENT = "supplement"
    ACCEPT = "accept"
    DECLINE = "decline"
    DISPATCH = "dispatch"
    SIGN = "sign"
    INTERIM = "interim"
    URGE = "urge"
    RESOLVE = "resolve"
    VERIFY = "verify"
    EVALUATE = "evaluate"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    VOID = "void"

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
    Action.DISPATCH: "派单",
    Action.SIGN: "签收",
    Action.INTERIM: "阶段性答复",
    Action.URGE: "催办",
    Action.RESOLVE: "处置完成",
    Action.VERIFY: "核查",
    Action.EVALUATE: "评价",
    Action.CLOSE: "结案",
    Action.REOPEN: "重开",
    Action.WITHDRAW: "撤回",
    Action.VOID: "作废",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline; written once, never changed.

    Attributes:
        seq: 1, 2, 3 … within the report.
        at: when, aware UTC.
        action: what was done.
        stage: where the report stood afterwards.
        role: what the actor was.
        actor: pseudonymous reference of the actor.
        department: the department this concerns, as it was named then.
        public: whether followers are told.
        words: what was said: to the reporter by staff, or by the reporter.
        details: facts of the action, plain values, for staff.
        key: idempotency key of the command, when it had one.
        digest: SHA-256 of that command's content, hexadecimal.
        previous: hash of the entry before; of the report's origin for the first.
        hash: SHA-256 of everything above, hexadecimal.
    """

    seq: int
    at: datetime
    action: Action
    stage: Stage
    role: Role
    actor: str
    department: DepartmentRef | None = None
    public: bool = True
    words: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    digest: str | None = None
    previous: str = ""
    hash: str = ""


class DispatchMode(StrEnum):
    """Who chose the department."""

    AUTO = "auto"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who acts.

    Attributes:
        lead: the department that must act.
        assisting: departments that help.
        mode: chosen by rule or by a person.
        at: when it was sent, aware UTC.
        officer: who signed for it, or None before that.
    """

    lead: DepartmentRef
    assisting: tuple[DepartmentRef, ...]
    mode: DispatchMode
    at: datetime
    officer: str | None = None


class ResultCode(StrEnum):
    """How a department says it ended."""

    FIXED = "fixed"
    PENALISED = "penalised"
    NOT_FOUND = "not_found"
    EXPLAINED = "explained"

    @property
    def needs_photo(self) -> bool:
        """Whether the ground must be shown as it is now."""
        return self in {ResultCode.FIXED, ResultCode.NOT_FOUND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was done about it."""

    result: ResultCode
    words: str
    photos: tuple[PhotoRef, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the reporter thinks of it: 1 (very bad) to 5 (very good) in three dimensions."""

    outcome: int
    speed: int
    attitude: int
    tags: tuple[str, ...]
    words: str | None
    at: datetime


class DeclineReason(StrEnum):
    """Why a report is not taken up (东莞市12345热线管理办法 and the city's 不予受理 list)."""

    OUTSIDE_CITY = "outside_city"
    OTHER_AUTHORITY = "other_authority"
    EMERGENCY_LINE = "emergency_line"
    LEGAL_CHANNEL = "legal_channel"
    ALREADY_HANDLED = "already_handled"
    CONFIDENTIAL = "confidential"
    UNLAWFUL_OR_EMPTY = "unlawful_or_empty"
    EVIDENCE_MISMATCH = "evidence_mismatch"
    TOO_LATE = "too_late"
    ROAD_NOT_OPEN = "road_not_open"
    NOT_OUR_JURISDICTION = "not_our_jurisdiction"

    @property
    def zh(self) -> str:
        """The sentence that the reporter reads."""
        return _DECLINE_ZH[self]

    @property
    def en(self) -> str:
        """The same in English."""
        return _DECLINE_EN[self]


_DECLINE_ZH = {
    DeclineReason.OUTSIDE_CITY: "位置不在本市",
    DeclineReason.OTHER_AUTHORITY: "属党委、人大、政协、法院、检察院或军队职责",
    DeclineReason.EMERGENCY_LINE: "应拨打 110、119、120 或 122",
    DeclineReason.LEGAL_CHANNEL: "已进入或应通过诉讼、仲裁、纪检监察、行政复议、信访或信息公开途径办理",
    DeclineReason.ALREADY_HANDLED: "同一事项正在办理，或已办结且没有新情况",
    DeclineReason.CONFIDENTIAL: "涉及国家秘密、商业秘密或个人隐私",
    DeclineReason.UNLAWFUL_OR_EMPTY: "内容违法、恶意或没有实质诉求",
    DeclineReason.EVIDENCE_MISMATCH: "证据与诉求不符",
    DeclineReason.TOO_LATE: "超出举报时限",
    DeclineReason.ROAD_NOT_OPEN: "不在开放举报的路段",
    DeclineReason.NOT_OUR_JURISDICTION: "不属本市管辖",
}


_DECLINE_EN = {
    DeclineReason.OUTSIDE_CITY: "the place is outside the city",
    DeclineReason.OTHER_AUTHORITY: "it belongs to the Party, a congress, a court or the army",
    DeclineReason.EMERGENCY_LINE: "call 110, 119, 120 or 122",
    DeclineReason.LEGAL_CHANNEL: "it is one for the courts, arbitration, review, petition or disclosure",
    DeclineReason.ALREADY_HANDLED: "the same matter is being or has been handled, and nothing is new",
    DeclineReason.CONFIDENTIAL: "it touches state or trade secrets, or somebody's privacy",
    DeclineReason.UNLAWFUL_OR_EMPTY: "it is unlawful, malicious, or asks for nothing",
    DeclineReason.EVIDENCE_MISMATCH: "the evidence does not fit what is said",
    DeclineReason.TOO_LATE: "the time for reporting it is over",
    DeclineReason.ROAD_NOT_OPEN: "this road is not open for such reports",
    DeclineReason.NOT_OUR_JURISDICTION: "it is not under this city's jurisdiction",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a follower is told: a channel, and the follower's name there."""

    channel: str
    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """How far one follower has been told.

    Attributes:
        to: whom.
        sent_seq: the last public entry they have.
        due_at: when the next attempt is due; None when they have everything, or when it failed for good.
        attempts: tries of the entry that is due.
        lease_until: a worker holds it until then.
        lease: that worker's token.
        failed_at: when it was given up.
        error: what the channel said last.
    """

    to: Address
    sent_seq: int = 0
    due_at: datetime | None = None
    attempts: int = 0
    lease_until: datetime | None = None
    lease: str | None = None
    failed_at: datetime | None = None
    error: str | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way or given up: a new public entry makes it due at once."""
        return self.due_at is None and self.failed_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report 诉求.

    Attributes:
        id: SHA-256 prefix of (channel, reporter, idempotency key), hexadecimal; the shard key.
        number: what people read out.
        content: fingerprint of what was handed in; a retry must match it.
        version: grows by one with every command; guards the one write.
        submitted_at: aware UTC.
        updated_at: aware UTC of the last command.
        departments: ids of lead and assisting departments: who may read it, indexed.
        public_seq: seq of the last public entry.
        reasons: why it stands where it stands, from the last decision.
        catalogue: version of the catalogue that judged.
    """

    id: str
    number: str
    channel: str
    reporter: str
    anonymity: Anonymity
    content: str
    text: str
    photos: tuple[PhotoRef, ...]
    stage: Stage
    urgency: Urgency
    reasons: tuple[Reason, ...]
    catalogue: str
    submitted_at: datetime
    updated_at: datetime
    version: int
    timeline: tuple[Entry, ...]
    outgoing: tuple[Outgoing, ...]
    public_seq: int
    matter: MatterRef | None = None
    location: Location | None = None
    jurisdiction: Jurisdiction | None = None
    assignment: Assignment | None = None
    departments: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    resolution: Resolution | None = None
    evaluation: Evaluation | None = None
    decline_reason: DeclineReason | None = None
