"""督办 and 预警: somebody looks over the department's shoulder, and the clocks speak up. Pure."""

from dataclasses import replace
from datetime import datetime

from intake.commands import Supervise, Warn
from intake.deadline import Deadline, DeadlineKind, Level, Limit, LimitUnit, level_at, stopped
from intake.effects.step import Effect, Step, running, said
from intake.errors import InvalidInput
from intake.report import Report
from intake.words import check_words

LEVELS = range(1, 4)
MAX_DAYS = 60
MAX_ORDER = 40
TOLD = {
    Level.YELLOW: "officer",
    Level.ORANGE: "hub",
    Level.RED: "hub",
    Level.OVERDUE: "supervisor",
}
"""Who is told at which level: the person, then the head, then the supervisor."""


def supervise(report: Report, command: Supervise, step: Step) -> Effect:
    """Take an eye on it, with an order and a date; a new order replaces the one before."""
    words = said(command.words, "words", required=True)
    order = said(command.order, "order", required=True)
    check_words(command.order, "order", MAX_ORDER)
    if command.level not in LEVELS:
        raise InvalidInput("督办级别须为 1-3", "The level is 1-3", path=("input", "level"), rule="range")
    if not 0 < command.days <= MAX_DAYS:
        raise InvalidInput(
            f"督办期限须为 1-{MAX_DAYS} 个工作日",
            f"It is due in 1-{MAX_DAYS} working days",
            path=("input", "days"),
            rule="range",
        )
    former = running(report, DeadlineKind.SUPERVISE)
    kept = tuple(stopped((each,), step.now)[0] if each is former else each for each in report.deadlines)
    clock = step.router.clock(DeadlineKind.SUPERVISE, Limit(command.days, LimitUnit.WORKING_DAY), step.now)
    return Effect(
        changes={"deadlines": kept + ((clock,) if clock else ())},
        words=words,
        department=report.assignment.lead if report.assignment else None,
        details={"level": command.level, "order": order, "due_by": clock.due_by if clock else None},
        public=False,
    )


def warn(report: Report, command: Warn, step: Step) -> Effect:
    """A clock has come so far; it says so once at each level."""
    deadlines = tuple(
        replace(clock, warned=command.level) if _comes_to(command, clock, step.now) else clock
        for clock in report.deadlines
    )
    if deadlines == report.deadlines:
        raise InvalidInput(
            "该时限已停止、已预警或尚未到预警时刻",
            "That clock has stopped, has said so already, or has not come so far yet",
            path=("input", "kind"),
            rule="running_clock",
        )
    details = {
        "kind": command.kind.value,
        "subject": command.subject,
        "level": command.level.value,
        "told": TOLD[command.level],
    }
    return Effect(
        changes={"deadlines": deadlines},
        department=report.assignment.lead if report.assignment else None,
        details=details,
        public=False,
    )


def _comes_to(command: Warn, clock: Deadline, now: datetime) -> bool:
    """Whether the warning is this clock's to give now: who asks for it may go by a clock that is ahead."""
    if not clock.is_running or (clock.kind, clock.subject) != (command.kind, command.subject):
        return False
    reached = level_at(clock, now)
    told = clock.warned.rank if clock.warned else 0
    return reached is not None and told < command.level.rank <= reached.rank
