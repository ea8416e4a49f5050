"""Reading who a reporter is: who may, and the log in which every attempt stands. Pure.

The accesses of one report are a chain of their own, of which its number is the origin.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from intake.chain import HashAlgorithm, Link, digest, faults, following, written
from intake.errors import Forbidden
from intake.report import Report
from intake.stage import Actor, Role
from intake.submission import Anonymity
from intake.trace import Break, Log

_READERS = frozenset({Role.DISPATCHER, Role.CALL_DESK, Role.SUPERVISOR})
_UNITS = frozenset({Role.OFFICER, Role.HUB})
_AUDITORS = frozenset({Role.AUDITOR, Role.SUPERVISOR})


class Purpose(StrEnum):
    """What somebody reads a reporter's identity for."""

    CONTACT = "contact"
    REVISIT = "revisit"
    EMERGENCY = "emergency"
    LEGAL = "legal"
    OTHER = "other"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _PURPOSE_ZH[self]


_PURPOSE_ZH = {
    Purpose.CONTACT: "联系核实",
    Purpose.REVISIT: "回访",
    Purpose.EMERGENCY: "紧急救助",
    Purpose.LEGAL: "依法调取",
    Purpose.OTHER: "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """Who a reporter is, as far as the service knows.

    Attributes:
        channel: the channel they came by.
        ref: their reference there.
        anonymity: what they asked for.
    """

    channel: str
    ref: str
    anonymity: Anonymity


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One attempt to read who a reporter is; written once, before anything is told, never changed.

    Attributes:
        number: number of the report.
        seq: 1, 2, 3 … within the report's log.
        at: when, aware UTC; never before the one before.
        actor: pseudonymous reference of whoever asked.
        role: what they were.
        origin: from where: the entrance, and for staff the network address.
        purpose: what for.
        words: the same in words of their own.
        refused: the rule that refused it; None where the identity was told.
        previous: hash of the access before; of the log's origin for the first.
        hash: of everything above that is not its default; names its algorithm.
    """

    number: str
    seq: int
    at: datetime
    actor: str
    role: Role
    origin: str
    purpose: Purpose
    words: str
    refused: str | None = None
    previous: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReads:
    """What a reporter learns of the reading of their identity: how often, when last, by which role."""

    count: int
    last_at: datetime | None = None
    last_role: Role | None = None


def refusal(report: Report, actor: Actor) -> Forbidden | None:
    """Why this actor, who may read the report, is not told who filed it; None when they are."""
    path = ("input", "number")
    if actor.role not in _READERS | _UNITS:
        return Forbidden(
            f"{actor.role.zh}不能查阅诉求人身份",
            f"The role {actor.role.value} is not told who filed a report",
            path=path,
            rule="role",
        )
    if report.anonymity is Anonymity.ANONYMOUS:
        return Forbidden(
            "诉求人选择了匿名，其身份不对任何人提供",
            "The reporter asked for anonymity; nobody is told who it was",
            path=path,
            rule="anonymous",
        )
    if actor.role in _UNITS and report.anonymity is not Anonymity.REAL_NAME:
        return Forbidden(
            "诉求人的身份不向承办单位提供",
            "The reporter is hidden from the units that act",
            path=path,
            rule="hidden_from_unit",
        )
    if actor.role in _UNITS and not _acts(report, actor):
        return Forbidden(
            "被吹哨的部门只到场协助，不能查阅诉求人身份",
            "A department that was only called to the spot is not told who filed a report",
            path=path,
            rule="lead_or_assisting",
        )
    return None


def _acts(report: Report, actor: Actor) -> bool:
    """Whether it was sent to a department of theirs, and not only called there by a whistle."""
    sent = (report.assignment.lead, *report.assignment.assisting) if report.assignment else ()
    return any(each.id in actor.departments for each in sent)


def check_auditor(actor: Actor) -> None:
    """Refuse those who may not read the log.

    Raises:
        Forbidden: the actor is neither auditor nor supervisor.
    """
    if actor.role not in _AUDITORS:
        raise Forbidden(
            f"{actor.role.zh}不能查看身份查阅记录",
            f"The role {actor.role.value} does not read the access log",
            path=("number",),
            rule="role",
        )


def appended(access: Access, last: Access | None, chosen: HashAlgorithm) -> Access:
    """The access as it follows the last one of its report: numbered, not before it, and chained to it."""
    algorithm = following(last.hash if last else None, chosen)
    chained = replace(
        access,
        seq=last.seq + 1 if last else 1,
        at=max(access.at, last.at) if last else access.at,
        previous=last.hash if last else _origin(access.number, algorithm),
    )
    return replace(chained, hash=digest(written(chained), algorithm))


def access_breaks(number: str, accesses: list[Access]) -> list[Break]:
    """Everything that is wrong with the access log of one report; empty when it holds.

    Raises:
        HashUnavailable: this machine lacks an algorithm that it is hashed with.
    """
    if not accesses:
        return []
    links = [Link(each.seq, each.at, each.previous, each.hash, written(each)) for each in accesses]
    chained = faults(links, lambda algorithm: _origin(number, algorithm), accesses[0].at)
    return [Break(number, each.place, each.rule, each.zh, each.en, Log.ACCESS) for each in chained]


def _origin(number: str, algorithm: HashAlgorithm) -> str:
    return digest([Log.ACCESS, number], algorithm)
