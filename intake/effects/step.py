"""What a command may look at, what it does, and the small things that every effect needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intake.asset import Asset
from intake.assignment import Assignment
from intake.chain import HashAlgorithm
from intake.deadline import Deadline, DeadlineKind, met
from intake.decision import Decision, DepartmentRef, Router
from intake.entry import Action, Entry
from intake.errors import InvalidInput
from intake.place import Location
from intake.report import Report
from intake.stage import Actor, Role, Stage
from intake.submission import Evidence, PhotoRef, place_of
from intake.words import check_words, trimmed

MAX_WORDS = 1000
NOTHING_PENDING: Mapping[str, Any] = {"request": None, "whistle": None, "abnormal": None}
"""Whoever had it has it no more: nothing that they asked, called for or flagged waits any longer."""
PAUSED = (DeadlineKind.RESOLVE, DeadlineKind.SUPERVISE)
"""The clocks that stand still while a report is suspended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Everything a command may look at besides the report.

    Attributes:
        actor: who acts.
        now: when, aware UTC.
        router: names departments and starts clocks.
        decision: what routing says about the report now; None when the command does not route.
        asset: the thing that was scanned, for a report that is opened.
        evidence: the photos the command brings, already checked to be the actor's own.
        primary: the other report, for merging; else None.
        key: idempotency key of the command.
        digest: SHA-256 of its content.
        salt: random, drawn for this step; salts of words are made of it.
        hash: what new entries are chained with.
    """

    actor: Actor
    now: datetime
    router: Router
    salt: str
    decision: Decision | None = None
    asset: Asset | None = None
    evidence: tuple[Evidence, ...] = ()
    primary: Report | None = None
    key: str | None = None
    digest: str | None = None
    hash: HashAlgorithm = HashAlgorithm.SHA256

    @property
    def photos(self) -> tuple[PhotoRef, ...]:
        """The photos themselves."""
        return tuple(item.ref for item in self.evidence)

    @property
    def location(self) -> Location | None:
        """The place that those photos name, or None."""
        return place_of(self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a command does: fields of the report that change, what its entry says, and whether it is told."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    words: str | None = None
    department: DepartmentRef | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    public: bool = True


def judged(decision: Decision) -> dict[str, Any]:
    """What a report keeps of a decision, besides the matter and where it is sent.

    What a classifier once found stays when a later decision did not ask one.
    """
    read = {"model": decision.model, "candidates": decision.candidates} if decision.model else {}
    return {
        "jurisdiction": decision.jurisdiction,
        "reasons": decision.reasons,
        "catalogue": decision.catalogue,
        "rule": decision.rule,
        **read,
    }


def assigned(report: Report) -> Assignment:
    """Who acts, where the table lets nothing happen before somebody does."""
    if report.assignment is None:  # the table lets nothing sign or resolve before a dispatch
        raise RuntimeError(f"report {report.number} is {report.stage} without an assignment")
    return report.assignment


def clocks(report: Report, step: Step, done: DeadlineKind, *started: Deadline | None) -> tuple[Deadline, ...]:
    """The clocks of the report with one met and others started."""
    return met(report.deadlines, done, step.now) + tuple(clock for clock in started if clock is not None)


def said(words: str | None, name: str, *, required: bool = False) -> str | None:
    """Words as they are stored, None for none; refused by the rules of words, naming ``input.<name>``."""
    stripped = (words or "").strip()
    check_words(stripped, name, MAX_WORDS)
    kept = trimmed(stripped)
    if required and not kept:
        raise InvalidInput(
            "请填写文字说明",
            "Say it in words",
            path=("input", name),
            rule="required",
        )
    return kept or None


def named(photos: tuple[PhotoRef, ...]) -> dict[str, list[str | None]]:
    """What an entry says of the photos it brought: their SHA-256, and the hash of what each shows."""
    return {"photos": [each.sha256 for each in photos], "dhashes": [each.dhash for each in photos]}


def entries(report: Report, action: Action, role: Role | None = None) -> list[Entry]:
    """The entries of this action, of this role if one is named, oldest first."""
    return [entry for entry in report.timeline if entry.action is action and role in {None, entry.role}]


def running(report: Report, kind: DeadlineKind) -> Deadline | None:
    """The clock of this kind that runs, if one does."""
    return next((clock for clock in report.deadlines if clock.kind is kind and clock.is_running), None)


def current(report: Report, kind: DeadlineKind) -> Deadline | None:
    """The clock of this kind that runs, or that stands still while the report is suspended."""
    last = next((clock for clock in reversed(report.deadlines) if clock.kind is kind), None)
    if last is None or last.is_running:
        return last
    stands_still = report.stage is Stage.SUSPENDED and last.stopped_at == _suspended_at(report)
    return last if stands_still else None


def pauses(report: Report, since: datetime) -> list[tuple[datetime, datetime]]:
    """From when to when the resolve clock that began at ``since`` did not run, oldest first."""
    found, left_at = [], since
    for entry in report.timeline:
        match entry.action:
            case Action.GRANT_SUSPENSION | Action.RESOLVE:
                left_at = entry.at
            case Action.RESUME | Action.REWORK if left_at >= since:
                found.append((left_at, entry.at))
            case _:
                pass
    return found


def _suspended_at(report: Report) -> datetime | None:
    granted = entries(report, Action.GRANT_SUSPENSION)
    return granted[-1].at if granted else None


def started(step: Step, report: Report, *kinds: DeadlineKind) -> tuple[Deadline, ...]:
    """New clocks of these kinds, as far as the report's matter sets such limits."""
    matter = report.matter.code if report.matter else None
    made = (step.router.deadline(kind, matter, report.urgency, step.now) for kind in kinds)
    return tuple(clock for clock in made if clock is not None)
