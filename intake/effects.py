"""What each command changes on a report. Pure: a report, a command and a step in, changes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from intake.commands import Accept, Decline, Dispatch, Evaluate, Resolve, Sign, Verify
from intake.deadline import Deadline, DeadlineKind, met
from intake.decision import Decision, DepartmentRef, Reason, Router
from intake.errors import InvalidInput
from intake.place import Location
from intake.report import Assignment, DispatchMode, Evaluation, Report, Resolution
from intake.stage import Actor
from intake.submission import PhotoRef, check_photo_ids, check_words, is_blank

MAX_WORDS = 1000
MAX_TAGS = 10
MAX_ASSISTING = 10
MAX_TAG = 20
SCORES = range(1, 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Everything a command may look at besides the report.

    Attributes:
        actor: who acts.
        now: when, aware UTC.
        router: names departments and starts clocks.
        decision: what routing says about the report now; None when the command does not route.
        photos: the photos the command brings, already checked to be the actor's own.
        location: the place that those photos name, or None.
        key: idempotency key of the command.
        digest: SHA-256 of its content.
    """

    actor: Actor
    now: datetime
    router: Router
    decision: Decision | None = None
    photos: tuple[PhotoRef, ...] = ()
    location: Location | None = None
    key: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a command does: fields of the report that change, what its entry says, and whether it is told."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    words: str | None = None
    department: DepartmentRef | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    public: bool = True


def accept(report: Report, command: Accept, step: Step) -> Effect:
    """Take it up as the matter that routing confirmed; the dispatch clock starts."""
    decision = step.decision
    if decision is None or decision.matter is None:
        raise InvalidInput(
            "请先选定事项再受理",
            "Choose a matter before accepting",
            path=("input", "matter"),
            rule="required",
        )
    words = said(command.words, "words")
    matter, urgency = decision.matter, decision.urgency
    clock = step.router.deadline(DeadlineKind.DISPATCH, matter.code, urgency, step.now)
    return Effect(
        changes={
            "matter": matter,
            "urgency": urgency,
            "jurisdiction": decision.jurisdiction,
            "reasons": decision.reasons,
            "catalogue": decision.catalogue,
            "deadlines": clocks(report, step, DeadlineKind.ACCEPT, clock),
        },
        words=words,
        details={"matter": matter.code, "urgency": urgency.value, "catalogue": decision.catalogue},
    )


def decline(report: Report, command: Decline, step: Step) -> Effect:
    """Say no, with the reason and where to go instead."""
    words = said(command.words, "words", required=True)
    return Effect(
        changes={
            "decline_reason": command.reason,
            "deadlines": met(report.deadlines, DeadlineKind.ACCEPT, step.now),
        },
        words=words,
        details={"reason": command.reason.value},
    )


def dispatch(report: Report, command: Dispatch, step: Step) -> Effect:
    """Send it to the named department, or to the one routing proposes; sign and resolve clocks start.

    The resolve clock starts here and not at signing: not signing is the known way to stall.
    """
    words = said(command.words, "words")
    lead, assisting, reasons, mode = _chosen(command, step)
    matter = report.matter.code if report.matter else None
    sign = step.router.deadline(DeadlineKind.SIGN, matter, report.urgency, step.now)
    resolve = step.router.deadline(DeadlineKind.RESOLVE, matter, report.urgency, step.now)
    return Effect(
        changes={
            "assignment": Assignment(lead=lead, assisting=assisting, mode=mode, at=step.now),
            "departments": (lead.id, *(each.id for each in assisting)),
            "reasons": reasons,
            "deadlines": clocks(report, step, DeadlineKind.DISPATCH, sign, resolve),
        },
        words=words,
        department=lead,
        details={
            "mode": mode.value,
            "assisting": [each.id for each in assisting],
            "reasons": [each.code for each in reasons],
            "resolve_by": resolve.due_by if resolve else None,
        },
    )


def sign(report: Report, command: Sign, step: Step) -> Effect:  # noqa: ARG001 - signing carries nothing
    """An officer of the lead department takes it."""
    assignment = assigned(report)
    return Effect(
        changes={
            "assignment": replace(assignment, officer=step.actor.id),
            "deadlines": met(report.deadlines, DeadlineKind.SIGN, step.now),
        },
        department=assignment.lead,
    )


def resolve(report: Report, command: Resolve, step: Step) -> Effect:
    """Say what was done and show it; the verify clock starts."""
    words = said(command.words, "words", required=True)
    check_photo_ids(command.photo_ids)
    if command.result.needs_photo and not step.photos:
        raise InvalidInput(
            "请上传处置后的现场照片",
            "Show the ground as it is now: at least one photo taken afterwards",
            path=("input", "photoIds"),
            rule="after_photo",
        )
    known = {photo.sha256 for photo in report.photos}
    known.update(each for entry in report.timeline for each in entry.details.get("photos", ()))
    if any(photo.sha256 in known for photo in step.photos):
        raise InvalidInput(
            "处置后的照片与此前的照片完全相同",
            "An after-photo is the very file that was handed in before",
            path=("input", "photoIds"),
            rule="not_the_before_photo",
        )
    matter = report.matter.code if report.matter else None
    clock = step.router.deadline(DeadlineKind.VERIFY, matter, report.urgency, step.now)
    return Effect(
        changes={
            "resolution": Resolution(
                result=command.result, words=words or "", photos=step.photos, at=step.now
            ),
            "deadlines": clocks(report, step, DeadlineKind.RESOLVE, clock),
        },
        words=words,
        department=assigned(report).lead,
        details={"result": command.result.value, "photos": [each.sha256 for each in step.photos]},
    )


def verify(report: Report, command: Verify, step: Step) -> Effect:  # noqa: ARG001 - verifying carries nothing
    """The result holds; the window for evaluation opens."""
    matter = report.matter.code if report.matter else None
    clock = step.router.deadline(DeadlineKind.EVALUATE, matter, report.urgency, step.now)
    return Effect(
        changes={"deadlines": clocks(report, step, DeadlineKind.VERIFY, clock)},
        details={"evaluate_by": clock.due_by if clock else None},
    )


def evaluate(report: Report, command: Evaluate, step: Step) -> Effect:
    """The reporter's verdict, which ends the report."""
    scores = {"outcome": command.outcome, "speed": command.speed, "attitude": command.attitude}
    for name, score in scores.items():
        if score not in SCORES:
            raise InvalidInput("评分须为 1-5", "A score is 1-5", path=("input", name), rule="score_range")
    if len(command.tags) > MAX_TAGS:
        raise InvalidInput(
            f"标签最多 {MAX_TAGS} 个", f"At most {MAX_TAGS} tags", path=("input", "tags"), rule="max_items"
        )
    for tag in command.tags:
        check_words(tag, "tags", MAX_TAG)
    words = said(command.words, "words")
    return Effect(
        changes={
            "evaluation": Evaluation(**scores, tags=command.tags, words=words, at=step.now),
            "deadlines": met(report.deadlines, DeadlineKind.EVALUATE, step.now),
        },
        words=words,
        details={**scores, "tags": list(command.tags)},
    )


def _chosen(
    command: Dispatch, step: Step
) -> tuple[DepartmentRef, tuple[DepartmentRef, ...], tuple[Reason, ...], DispatchMode]:
    named = tuple(step.router.department(each, "assisting") for each in dict.fromkeys(command.assisting))
    if len(command.assisting) > MAX_ASSISTING:
        raise InvalidInput(
            f"协办部门最多 {MAX_ASSISTING} 个",
            f"At most {MAX_ASSISTING} assisting departments",
            path=("input", "assisting"),
            rule="max_items",
        )
    if command.lead is not None:
        lead = step.router.department(command.lead, "lead")
        reason = Reason("dispatcher", f"派单员指定{lead.name}", f"A dispatcher chose {lead.name}")
        return lead, _without(named, lead), (reason,), DispatchMode.MANUAL
    decision = step.decision
    if decision is None or decision.lead is None:
        raise InvalidInput(
            "规则没有给出承办部门，请指定",
            "The rules name no department; choose one",
            path=("input", "lead"),
            rule="required",
        )
    assisting = _without(named, decision.lead) or decision.assisting
    return decision.lead, assisting, decision.reasons, DispatchMode.AUTO


def _without(departments: tuple[DepartmentRef, ...], lead: DepartmentRef) -> tuple[DepartmentRef, ...]:
    return tuple(each for each in departments if each.id != lead.id)


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
    if required and is_blank(stripped):
        raise InvalidInput(
            "请填写文字说明",
            "Say it in words",
            path=("input", name),
            rule="required",
        )
    check_words(stripped, name, MAX_WORDS)
    return stripped or None
