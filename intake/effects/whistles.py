"""吹哨报到: several departments at one spot, each with a clock to answer. Pure."""

from dataclasses import replace

from intake.commands import BlowWhistle, Conclude, Respond
from intake.deadline import Deadline, DeadlineKind
from intake.effects.step import Effect, Step, assigned, said
from intake.errors import Forbidden, InvalidInput
from intake.report import Report
from intake.stage import Role
from intake.whistle import Call, Whistle

MAX_CALLED = 8


def blow_whistle(report: Report, command: BlowWhistle, step: Step) -> Effect:
    """Call departments; each may read the report and has a clock to answer."""
    words = said(command.words, "words", required=True)
    wanted = tuple(dict.fromkeys(command.departments))
    if not 0 < len(wanted) <= MAX_CALLED:
        raise InvalidInput(
            f"请选择 1-{MAX_CALLED} 个部门",
            f"Call 1-{MAX_CALLED} departments",
            path=("input", "departments"),
            rule="item_count",
        )
    called = tuple(step.router.department(each, "departments") for each in wanted)
    sent = assigned(report)
    if sent.lead.id in wanted:
        raise InvalidInput(
            "主办部门无需向自己吹哨",
            "The lead department does not call itself",
            path=("input", "departments"),
            rule="another_department",
        )
    matter = report.matter.code if report.matter else None
    clocks = tuple(
        replace(clock, subject=each.id)
        for each in called
        if (clock := step.router.deadline(DeadlineKind.RESPOND, matter, report.urgency, step.now))
    )
    whistle = Whistle(
        words=words or "",
        by=step.actor.id,
        at=step.now,
        calls=tuple(Call(department=each) for each in called),
    )
    return Effect(
        changes={
            "whistle": whistle,
            "deadlines": report.deadlines + clocks,
        },
        words=words,
        department=sent.lead,
        details={"called": [each.id for each in called]},
        public=False,
    )


def respond(report: Report, command: Respond, step: Step) -> Effect:
    """A called department is there; its clock is met."""
    whistle, call = _call(report, command.department, step)
    if call.responded_at is not None or call.concluded_at is not None:
        raise Forbidden(
            "该部门已报到或已办结",
            "That department has answered or concluded",
            path=("input", "department"),
            rule="once",
        )
    deadlines = tuple(
        replace(clock, met_at=step.now) if _waits_for(clock, call) else clock for clock in report.deadlines
    )
    answered = replace(call, responded_at=step.now)
    return Effect(
        changes={"whistle": _with(whistle, answered), "deadlines": deadlines},
        words=said(command.words, "words"),
        department=call.department,
        public=False,
    )


def conclude(report: Report, command: Conclude, step: Step) -> Effect:
    """A called department has done its part, or a supervisor waits for it no longer."""
    words = said(command.words, "words", required=True)
    whistle, call = _call(report, command.department, step)
    if call.responded_at is None and step.actor.role is not Role.SUPERVISOR:
        raise Forbidden(
            "请先报到", "Answer the call first", path=("input", "department"), rule="respond_first"
        )
    if call.concluded_at is not None:
        raise Forbidden(
            "该部门已办结", "That department has concluded", path=("input", "department"), rule="once"
        )
    done = replace(call, concluded_at=step.now, conclusion=words)
    deadlines = tuple(
        replace(clock, stopped_at=step.now) if _waits_for(clock, call) else clock
        for clock in report.deadlines
    )
    return Effect(
        changes={"whistle": _with(whistle, done), "deadlines": deadlines},
        words=words,
        department=call.department,
        public=False,
    )


def _call(report: Report, department: str, step: Step) -> tuple[Whistle, Call]:
    whistle = report.whistle
    call = None
    mine = department in step.actor.departments or step.actor.role is Role.SUPERVISOR
    if whistle is not None and mine:
        call = next((each for each in whistle.calls if each.department.id == department), None)
    if whistle is None or call is None:
        raise Forbidden(
            "该部门未被吹哨，或不是您所在的部门",
            "That department was not called, or is not yours",
            path=("input", "department"),
            rule="called",
        )
    return whistle, call


def _waits_for(clock: Deadline, call: Call) -> bool:
    return clock.kind is DeadlineKind.RESPOND and clock.is_running and clock.subject == call.department.id


def _with(whistle: Whistle, call: Call) -> Whistle:
    calls = tuple(call if each.department == call.department else each for each in whistle.calls)
    return replace(whistle, calls=calls)
