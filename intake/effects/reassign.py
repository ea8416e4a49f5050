"""It is another matter, or another department's: classify, transfer, arbitrate. Pure."""

from dataclasses import replace

from intake.assignment import Assignment, DispatchMode
from intake.commands import Arbitrate, Classify, Transfer
from intake.deadline import DeadlineKind, met, stopped
from intake.decision import MatterSource, Reason
from intake.effects.step import (
    NOTHING_PENDING,
    Effect,
    Step,
    assigned,
    current,
    entries,
    pauses,
    said,
    started,
)
from intake.effects.straight import named_departments
from intake.entry import Action
from intake.errors import InvalidInput
from intake.report import Report


def classify(report: Report, command: Classify, step: Step) -> Effect:
    """It is this matter; a resolve clock that runs or stands still is that matter's, from the same start.

    A date that a supervisor granted stays: whoever names the matter does not take it back.
    """
    words = said(command.words, "words")
    decision = step.decision
    if decision is None or decision.matter is None:
        raise InvalidInput("请选定事项", "Choose a matter", path=("input", "matter"), rule="required")
    deadlines = report.deadlines
    clock = current(report, DeadlineKind.RESOLVE)
    if clock is not None and not entries(report, Action.GRANT_EXTENSION):
        other = step.router.deadline(
            DeadlineKind.RESOLVE, decision.matter.code, report.urgency, clock.started_at
        )
        if other is not None and other.limit != clock.limit:
            for left_at, back_at in pauses(report, clock.started_at):
                other = step.router.resumed(other, left_at, back_at)
            other = replace(other, stopped_at=clock.stopped_at)
            deadlines = tuple(other if each is clock else each for each in deadlines)
    return Effect(
        changes={
            "matter": decision.matter,
            "matter_source": MatterSource.PERSON,
            "catalogue": decision.catalogue,
            "deadlines": deadlines,
        },
        words=words,
        details={"matter": decision.matter.code, "was": report.matter.code if report.matter else None},
        public=False,
    )


def transfer(report: Report, command: Transfer, step: Step) -> Effect:
    """To another department of the same unit; its time to resolve goes on."""
    words = said(command.words, "words", required=True)
    sent, target = assigned(report), step.router.department(command.target, "target")
    if not step.router.is_subordinate(sent.lead.id, target.id):
        raise InvalidInput(
            f"{target.name}不在{sent.lead.name}的体系内，请申请退单",
            f"{target.name} is not of the same unit as {sent.lead.name}; ask for a return instead",
            path=("input", "target"),
            rule="own_tree",
        )
    assisting = tuple(each for each in sent.assisting if each.id != target.id)
    passed = replace(sent, lead=target, assisting=assisting, officer=None, at=step.now)
    reason = Reason("transferred", f"{sent.lead.name}转派", f"{sent.lead.name} passed it on")
    ended = met(report.deadlines, DeadlineKind.SIGN, step.now)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "assignment": passed,
            "reasons": (*report.reasons, reason),
            "deadlines": ended + started(step, report, DeadlineKind.SIGN),
        },
        words=words,
        department=target,
        details={"from": sent.lead.id},
    )


def arbitrate(report: Report, command: Arbitrate, step: Step) -> Effect:
    """Whose it is, for good: after this nobody may ask for a return."""
    words = said(command.words, "words", required=True)
    lead, assisting = named_departments(command.lead, command.assisting, step)
    reason = Reason("arbitrated", f"经裁决由{lead.name}承办", f"By arbitration it is {lead.name}'s")
    begun = started(step, report, DeadlineKind.SIGN, DeadlineKind.RESOLVE, DeadlineKind.MAKE_SAFE)
    sent = Assignment(lead=lead, assisting=assisting, mode=DispatchMode.MANUAL, at=step.now, is_final=True)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "assignment": sent,
            "reasons": (reason,),
            "deadlines": stopped(report.deadlines, step.now) + begun,
        },
        words=words,
        department=lead,
        details={"was": report.assignment.lead.id if report.assignment else None},
    )
