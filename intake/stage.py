"""The stages of a report, and who acts on it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """Where a report stands (docs/glossary.md)."""

    SUBMITTED = "submitted"
    NEEDS_INFO = "needs_info"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CLOSED = "closed"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    VOIDED = "voided"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _STAGE_ZH[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self not in _ENDED


_STAGE_ZH = {
    Stage.SUBMITTED: "待受理",
    Stage.NEEDS_INFO: "待补充",
    Stage.ACCEPTED: "已受理",
    Stage.DISPATCHED: "已派单",
    Stage.IN_PROGRESS: "处置中",
    Stage.SUSPENDED: "挂账",
    Stage.RESOLVED: "待核查",
    Stage.VERIFIED: "待评价",
    Stage.CLOSED: "已结案",
    Stage.DECLINED: "不予受理",
    Stage.MERGED: "并案",
    Stage.WITHDRAWN: "撤回",
    Stage.VOIDED: "作废",
}
_ENDED = frozenset({Stage.CLOSED, Stage.DECLINED, Stage.MERGED, Stage.WITHDRAWN, Stage.VOIDED})


class Role(StrEnum):
    """What an actor is to the city. ``RULE`` is the service itself, acting by a published rule."""

    REPORTER = "reporter"
    OFFICER = "officer"
    HUB = "hub"
    DISPATCHER = "dispatcher"
    INSPECTOR = "inspector"
    CALL_DESK = "call_desk"
    PUBLISHER = "publisher"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    RULE = "rule"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _ROLE_ZH[self]


_ROLE_ZH = {
    Role.REPORTER: "诉求人",
    Role.OFFICER: "经办人",
    Role.HUB: "部门负责人",
    Role.DISPATCHER: "派单员",
    Role.INSPECTOR: "核查员",
    Role.CALL_DESK: "回访员",
    Role.PUBLISHER: "公开审核员",
    Role.SUPERVISOR: "督办员",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
    Role.RULE: "系统规则",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever does something.

    Attributes:
        id: a pseudonymous, stable reference; for a reporter the same as ``Report.reporter``.
        role: what they are.
        departments: ids of the departments that an officer or a hub belongs to; empty for everyone else.
        towns: codes of the towns that an inspector walks; empty for everyone else.
        origin: from where they act: the entrance, and for staff the network address.
    """

    id: str
    role: Role
    departments: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()
    origin: str = field(default="", compare=False)


RULE = Actor(id="rule", role=Role.RULE)
