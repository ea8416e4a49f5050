"""Effects beside the straight way: asking back, urging, taking up again, ending early. Pure."""

from dataclasses import replace

from intake.commands import Close, Interim, Reopen, RequestInfo, Supplement, Urge, Void, Withdraw
from intake.deadline import DeadlineKind, met, stopped
from intake.effects.step import NOTHING_PENDING, Effect, Step, assigned, clocks, judged, said, started
from intake.report import Report
from intake.submission import check_photo_ids


def request_info(report: Report, command: RequestInfo, step: Step) -> Effect:
    """Say what is missing; the clock for supplementing starts."""
    words = said(command.words, "words", required=True)
    clock = step.router.deadline(DeadlineKind.SUPPLEMENT, None, report.urgency, step.now)
    return Effect(
        changes={"deadlines": clocks(report, step, DeadlineKind.ACCEPT, clock)},
        words=words,
        details={"supplement_by": clock.due_by if clock else None},
    )


def supplement(report: Report, command: Supplement, step: Step) -> Effect:
    """What was missing; photos join those handed in, and the clock for acceptance starts anew.

    A report without a place takes that of the photos, and is judged again with it.
    """
    words = said(command.words, "words", required=True)
    check_photo_ids(command.photo_ids)
    known = {photo.sha256 for photo in report.photos}
    added = tuple(photo for photo in step.photos if photo.sha256 not in known)
    matter = report.matter.code if report.matter else None
    clock = step.router.deadline(DeadlineKind.ACCEPT, matter, report.urgency, step.now)
    decision = step.decision
    if decision is None:
        raise RuntimeError("a supplement is judged with a decision")
    return Effect(
        changes={
            "location": report.location or step.location,
            **judged(decision),
            "photos": report.photos + added,
            "deadlines": clocks(report, step, DeadlineKind.SUPPLEMENT, clock),
        },
        words=words,
        details={"photos": [each.sha256 for each in added]},
    )


def interim(report: Report, command: Interim, step: Step) -> Effect:
    """Words for the reporter while the work goes on; they may say that the danger is fenced off."""
    deadlines = report.deadlines
    if command.made_safe:
        deadlines = met(deadlines, DeadlineKind.MAKE_SAFE, step.now)
    return Effect(
        changes={"deadlines": deadlines},
        words=said(command.words, "words", required=True),
        department=assigned(report).lead,
        details={"made_safe": True} if command.made_safe else {},
    )


def urge(report: Report, command: Urge, step: Step) -> Effect:  # noqa: ARG001 - an effect's signature
    """Ask for speed."""
    return Effect(
        words=said(command.words, "words"),
        department=report.assignment.lead if report.assignment else None,
    )


def close(report: Report, command: Close, step: Step) -> Effect:
    """End it without an evaluation."""
    return Effect(
        changes={"deadlines": stopped(report.deadlines, step.now)},
        words=said(command.words, "words"),
        details={"evaluated": False},
    )


def reopen(report: Report, command: Reopen, step: Step) -> Effect:
    """It is not solved: back to the same department, with new clocks.

    The former result and evaluation stay on the timeline.
    """
    words = said(command.words, "words", required=True)
    assignment = assigned(report)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "assignment": replace(assignment, officer=None, at=step.now),
            "resolution": None,
            "evaluation": None,
            "revisit": None,
            "deadlines": stopped(report.deadlines, step.now)
            + started(step, report, DeadlineKind.SIGN, DeadlineKind.RESOLVE, DeadlineKind.MAKE_SAFE),
        },
        words=words,
        department=assignment.lead,
    )


def withdraw(report: Report, command: Withdraw, step: Step) -> Effect:
    """The reporter no longer asks for it."""
    return Effect(
        changes={**NOTHING_PENDING, "deadlines": stopped(report.deadlines, step.now)},
        words=said(command.words, "words"),
        department=report.assignment.lead if report.assignment else None,
    )


def void(report: Report, command: Void, step: Step) -> Effect:
    """It should never have been a report."""
    return Effect(
        changes={**NOTHING_PENDING, "deadlines": stopped(report.deadlines, step.now)},
        words=said(command.words, "words", required=True),
    )
