"""Effects beside the straight way: asking back, urging, taking up again, ending early. Pure."""

from dataclasses import replace
from datetime import timedelta

from intake.commands import Close, Interim, Reopen, RequestInfo, Supplement, Urge, Void, Withdraw
from intake.deadline import DeadlineKind, stopped
from intake.effects import Effect, Step, assigned, clocks, said
from intake.errors import Forbidden
from intake.report import Action, Entry, Report
from intake.stage import Role
from intake.submission import check_photo_ids

MAX_URGES = 3
URGE_AGAIN_AFTER = timedelta(hours=24)
MAX_REOPENS = 2
REOPEN_WITHIN = timedelta(days=15)


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
            "jurisdiction": decision.jurisdiction,
            "reasons": decision.reasons,
            "catalogue": decision.catalogue,
            "photos": report.photos + added,
            "deadlines": clocks(report, step, DeadlineKind.SUPPLEMENT, clock),
        },
        words=words,
        details={"photos": [each.sha256 for each in added]},
    )


def interim(report: Report, command: Interim, step: Step) -> Effect:  # noqa: ARG001 - an effect's signature
    """Words for the reporter while the work goes on."""
    return Effect(words=said(command.words, "words", required=True), department=assigned(report).lead)


def urge(report: Report, command: Urge, step: Step) -> Effect:
    """Ask for speed. A reporter may three times, a day apart; a supervisor whenever it is needed."""
    if step.actor.role is Role.REPORTER:
        mine = _entries(report, Action.URGE, Role.REPORTER)
        if len(mine) >= MAX_URGES:
            raise Forbidden(
                f"最多催办 {MAX_URGES} 次",
                f"A report may be urged {MAX_URGES} times",
                path=("input", "number"),
                rule="urge_count",
            )
        if mine and step.now < mine[-1].at + URGE_AGAIN_AFTER:
            raise Forbidden(
                "24 小时内已催办过，请稍后再试",
                "It was urged within the last 24 hours",
                path=("input", "number"),
                rule="urge_interval",
            )
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

    A reporter may twice, within 15 days of the result; a supervisor at any time. The former result and
    evaluation stay on the timeline.
    """
    words = said(command.words, "words", required=True)
    if step.actor.role is Role.REPORTER:
        _may_reopen(report, step)
    assignment = assigned(report)
    matter = report.matter.code if report.matter else None
    started = (
        step.router.deadline(kind, matter, report.urgency, step.now)
        for kind in (DeadlineKind.SIGN, DeadlineKind.RESOLVE)
    )
    return Effect(
        changes={
            "assignment": replace(assignment, officer=None, at=step.now),
            "resolution": None,
            "evaluation": None,
            "deadlines": stopped(report.deadlines, step.now)
            + tuple(clock for clock in started if clock is not None),
        },
        words=words,
        department=assignment.lead,
    )


def withdraw(report: Report, command: Withdraw, step: Step) -> Effect:
    """The reporter no longer asks for it."""
    return Effect(
        changes={"deadlines": stopped(report.deadlines, step.now)},
        words=said(command.words, "words"),
        department=report.assignment.lead if report.assignment else None,
    )


def void(report: Report, command: Void, step: Step) -> Effect:
    """It should never have been a report."""
    return Effect(
        changes={"deadlines": stopped(report.deadlines, step.now)},
        words=said(command.words, "words", required=True),
    )


def _may_reopen(report: Report, step: Step) -> None:
    if len(_entries(report, Action.REOPEN, Role.REPORTER)) >= MAX_REOPENS:
        raise Forbidden(
            f"最多重开 {MAX_REOPENS} 次，如仍有异议请拨打 12345",
            f"A report may be reopened {MAX_REOPENS} times; call 12345 if it is still not right",
            path=("input", "number"),
            rule="reopen_count",
        )
    verified = _entries(report, Action.VERIFY, Role.RULE)
    if verified and step.now > verified[-1].at + REOPEN_WITHIN:
        raise Forbidden(
            f"已超过办结后 {REOPEN_WITHIN.days} 天的重开期限，请重新上报",
            f"It may be reopened within {REOPEN_WITHIN.days} days of its result; file a new report",
            path=("input", "number"),
            rule="reopen_window",
        )


def _entries(report: Report, action: Action, role: Role) -> list[Entry]:
    return [entry for entry in report.timeline if entry.action is action and entry.role is role]
