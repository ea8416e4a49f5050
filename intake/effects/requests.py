"""What a department asks for, and what is decided: returns, extensions, suspensions. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from intake.commands import (
    GrantExtension,
    GrantReturn,
    GrantSuspension,
    RefuseExtension,
    RefuseReturn,
    RefuseSuspension,
    RequestExtension,
    RequestReturn,
    RequestSuspension,
    Resume,
)
from intake.deadline import Deadline, DeadlineKind, Limit, LimitUnit, met, stopped
from intake.effects.step import (
    NOTHING_PENDING,
    PAUSED,
    Effect,
    Step,
    assigned,
    current,
    running,
    said,
    started,
)
from intake.errors import Forbidden, InvalidInput
from intake.report import Report
from intake.request import Request, RequestKind

MAX_REVIEW_DAYS = 180
_LONGEST = {LimitUnit.WORKING_DAY: 60, LimitUnit.DAY: 90}


def request_return(report: Report, command: RequestReturn, step: Step) -> Effect:
    """Ask that it be sent elsewhere."""
    words = said(command.words, "words", required=True)
    proposed = None if command.proposed is None else step.router.department(command.proposed, "proposed")
    lead = assigned(report).lead
    if proposed is not None and proposed.id == lead.id:
        raise InvalidInput(
            "建议的部门就是现在的主办部门",
            "The proposed department is the one that has it",
            path=("input", "proposed"),
            rule="another_department",
        )
    request = _request(
        RequestKind.RETURN, report, step, words or "", reason=command.reason, proposed=proposed
    )
    details = {"reason": command.reason.value, "proposed": proposed.id if proposed else None}
    return _asked(request, details)


def grant_return(report: Report, command: GrantReturn, step: Step) -> Effect:
    """It goes back to be sent elsewhere; the clock for dispatching starts anew."""
    request = _pending(report)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "assignment": None,
            "deadlines": stopped(report.deadlines, step.now) + started(step, report, DeadlineKind.DISPATCH),
        },
        words=said(command.words, "words"),
        department=request.department,
        details={"proposed": request.proposed.id if request.proposed else None},
        public=False,
    )


def request_extension(report: Report, command: RequestExtension, step: Step) -> Effect:
    """Ask for longer, before the time is over."""
    words = said(command.words, "words", required=True)
    clock = _resolve_clock(report)
    if step.now >= clock.due_by:
        raise Forbidden(
            "处置时限已过，不能再申请延期",
            "The time to resolve it is over; an extension is asked for before that",
            path=("input", "number"),
            rule="before_expiry",
        )
    longest = _LONGEST.get(command.limit.unit, 0)
    if not 0 < command.limit.value <= longest:
        raise InvalidInput(
            "延期须为 1-60 个工作日或 1-90 天",
            "An extension is 1-60 working days or 1-90 days",
            path=("input", "limit"),
            rule="extension_limit",
        )
    request = _request(RequestKind.EXTENSION, report, step, words or "", limit=command.limit)
    return _asked(request, {"value": command.limit.value, "unit": command.limit.unit.value})


def grant_extension(report: Report, command: GrantExtension, step: Step) -> Effect:
    """The due date moves by what was asked for."""
    request, clock = _pending(report), _resolve_clock(report)
    if request.limit is None:
        raise RuntimeError(f"report {report.number} has an extension without a limit")
    later = step.router.extended(clock, request.limit, step.now)
    return Effect(
        changes={
            "request": None,
            "deadlines": tuple(later if each is clock else each for each in report.deadlines),
        },
        words=said(command.words, "words"),
        department=request.department,
        details={"resolve_by": later.due_by, "was": clock.due_by},
    )


def request_suspension(report: Report, command: RequestSuspension, step: Step) -> Effect:
    """Ask that the clocks stand still, with a plan and a day to look at it again."""
    words = said(command.words, "words", required=True)
    if not 0 < command.review_days <= MAX_REVIEW_DAYS:
        raise InvalidInput(
            f"挂账复核须在 1-{MAX_REVIEW_DAYS} 天内",
            f"A suspension is looked at again within 1-{MAX_REVIEW_DAYS} days",
            path=("input", "reviewDays"),
            rule="range",
        )
    request = _request(RequestKind.SUSPENSION, report, step, words or "", review_days=command.review_days)
    return _asked(request, {"review_days": command.review_days})


def grant_suspension(report: Report, command: GrantSuspension, step: Step) -> Effect:
    """The clocks of its work stand still; the one for looking at it again starts.

    A danger does not wait, nor do the departments that were called: those clocks go on.
    """
    request = _pending(report)
    limit = Limit(request.review_days or 1, LimitUnit.DAY)
    review = step.router.clock(DeadlineKind.REVIEW, limit, step.now)
    return Effect(
        changes={
            "request": None,
            "deadlines": tuple(
                replace(each, stopped_at=step.now) if each.is_running and each.kind in PAUSED else each
                for each in report.deadlines
            )
            + ((review,) if review else ()),
        },
        words=said(command.words, "words"),
        department=request.department,
        details={"plan": request.words, "review_by": review.due_by if review else None},
    )


def resume(report: Report, command: Resume, step: Step) -> Effect:
    """The clocks that stood still go on with what was left of them."""
    waiting = (current(report, kind) for kind in PAUSED)
    goes_on = tuple(
        step.router.resumed(clock, clock.stopped_at, step.now)
        for clock in waiting
        if clock is not None and clock.stopped_at is not None
    )
    return Effect(
        changes={"deadlines": met(report.deadlines, DeadlineKind.REVIEW, step.now) + goes_on},
        words=said(command.words, "words"),
        department=assigned(report).lead,
    )


def refuse(report: Report, command: RefuseReturn | RefuseExtension | RefuseSuspension, step: Step) -> Effect:
    """It stays as it is."""
    request = _pending(report)
    return Effect(
        changes={"request": None},
        words=said(command.words, "words", required=True),
        department=request.department,
        details={"asked_at": request.at, "decided_at": step.now},
        public=False,
    )


def _request(kind: RequestKind, report: Report, step: Step, words: str, **given: object) -> Request:
    blank = Request(kind=kind, by=step.actor.id, department=assigned(report).lead, at=step.now, words=words)
    return replace(blank, **given)  # type: ignore[arg-type] # fields of a record, named by its callers above


def _asked(request: Request, details: Mapping[str, object]) -> Effect:
    return Effect(
        changes={"request": request},
        words=request.words,
        department=request.department,
        details=details,
        public=False,
    )


def _pending(report: Report) -> Request:
    if report.request is None:  # the table lets nothing be decided that was not asked
        raise RuntimeError(f"report {report.number} has no request")
    return report.request


def _resolve_clock(report: Report) -> Deadline:
    clock = running(report, DeadlineKind.RESOLVE)
    if clock is None:
        raise Forbidden(
            "该诉求没有处置时限，无需延期",
            "The report has no time limit to extend",
            path=("input", "number"),
            rule="has_limit",
        )
    return clock
