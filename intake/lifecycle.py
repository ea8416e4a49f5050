"""The life of a report: opened, moved by the table, finished by the rules. Pure."""

from dataclasses import replace
from datetime import datetime

from intake.alarm import alarm_at, highest_warning
from intake.assignment import Assignment
from intake.commands import Accept, Classify, Command, Dispatch, Supplement, Urge, Verify
from intake.deadline import DeadlineKind, Level
from intake.decision import Ask, Decision, Urgency
from intake.effects import merging
from intake.effects.step import Effect, Step, judged
from intake.entry import Action, Entry
from intake.errors import Forbidden, WrongStage
from intake.figures import tally_of
from intake.guard import INSPECTED_CHANNELS, Guard
from intake.outgoing import Address, Outgoing
from intake.place import Location
from intake.redaction import new_salt, seal_report
from intake.report import Report
from intake.stage import RULE, Actor, Role, Stage
from intake.submission import Evidence, Submission
from intake.table import RULES, TABLE, Row
from intake.trace import sealed
from intake.whistle import Whistle
from intake.words import trimmed

MAX_ENTRIES = 500
"""Lines of a timeline that remarks may fill; a report is one document, and a document ends at 16 MB."""


def open_report(
    submission: Submission,
    evidence: tuple[Evidence, ...],
    *,
    id_: str,
    number: str,
    content: str,
    step: Step,
    repeats: str | None = None,
) -> Report:
    """The report as it begins, with its first follower, after every step that the rules take at once.

    ``step.decision`` must be set: why it waits, or where it will go, is stored too. ``repeats`` is
    the number of an earlier report of the same matter at the same place that had just been resolved.
    """
    decision = step.decision
    if decision is None:
        raise RuntimeError("a report is opened with a decision")
    matter = decision.matter.code if decision.matter else None
    clock = step.router.deadline(DeadlineKind.ACCEPT, matter, decision.urgency, step.now)
    follower = Address(channel=submission.channel, ref=submission.external_ref or submission.reporter)
    blank = Report(
        id=id_,
        number=number,
        channel=submission.channel,
        reporter=submission.reporter,
        anonymity=submission.anonymity,
        content=content,
        text=trimmed(submission.text),
        photos=tuple(item.ref for item in evidence),
        stage=Stage.SUBMITTED,
        urgency=decision.urgency,
        **judged(decision),
        submitted_at=step.now,
        updated_at=step.now,
        version=1,
        timeline=(),
        outgoing=(Outgoing(to=follower),),
        public_seq=0,
        matter=decision.matter,
        matter_source=decision.matter_source,
        asset=step.asset,
        external_ref=submission.external_ref,
        occurred_at=submission.occurred_at,
        restricted=submission.restricted,
        location=submission.location,
        deadlines=(clock,) if clock else (),
        repeats=repeats,
    )
    scanned = {} if submission.asset_code is None else {"asset_code": submission.asset_code}
    handed_in = Effect(
        details={"photos": [item.ref.sha256 for item in evidence], "repeats": repeats, **scanned}
    )
    begun = seal_report(blank, new_salt(step.salt, id_, 0), step.hash)
    opened = _written(begun, Action.SUBMIT, Stage.SUBMITTED, handed_in, step)
    return _settled(_ruled(opened, step), step.now)


def advance(report: Report, command: Command, step: Step) -> Report:
    """The report after this command and after every step that the rules then take at once.

    Raises:
        Forbidden: the role, or this actor, may not.
        WrongStage: the report does not stand where the command starts.
        InvalidInput: what the command carries breaks a rule.
    """
    after = _ruled(_transition(report, command, step), step)
    return replace(_settled(after, step.now), version=report.version + 1)


def adopt(primary: Report, merged: Report, step: Step) -> Report:
    """The other report once this one was merged into it."""
    after = _written(primary, Action.ADOPT, primary.stage, merging.adopt(primary, merged), _beside(step))
    return replace(_settled(after, step.now), version=primary.version + 1)


def release(primary: Report, merged: Report, step: Step) -> Report:
    """The other report once this one was taken out of it."""
    after = _written(primary, Action.RELEASE, primary.stage, merging.release(primary, merged), _beside(step))
    return replace(_settled(after, step.now), version=primary.version + 1)


def allowed(report: Report, actor: Actor, now: datetime) -> tuple[Action, ...]:
    """The actions this actor could take on this report now, in the order of the table."""
    return tuple(row.action for row in TABLE.values() if _refusal(row, report, actor, now) is None)


def permit(report: Report, command: Command, actor: Actor, now: datetime) -> None:
    """Refuse a command that this actor may not give, or not at this stage, whatever it carries.

    Raises:
        Forbidden: the role, or this actor, may not, or a guard of the row does not hold.
        WrongStage: the report does not stand where the command starts.
    """
    refused = _refusal(TABLE[type(command)], report, actor, now)
    if refused is not None:
        raise refused


def _refusal(row: Row, report: Report, actor: Actor, now: datetime) -> Forbidden | WrongStage | None:
    """Why this actor may not do this now; None where they may."""
    path = ("input", "number")
    if actor.role not in row.roles:
        return Forbidden(
            f"{actor.role.zh}不能执行“{row.action.zh}”",
            f"The role {actor.role.value} may not {row.action.value}",
            path=path,
            rule="role",
        )
    if row.own is not None and not row.own.holds(report, actor, now):
        return _forbidden(row.own)
    if report.stage not in row.sources:
        return WrongStage(
            f"诉求当前为“{report.stage.zh}”，不能执行“{row.action.zh}”",
            f"The report is {report.stage.value}; {row.action.value} starts from "
            + " or ".join(sorted(row.sources)),
            path=path,
            rule="stage",
        )
    broken = next((each for each in row.guards if not each.holds(report, actor, now)), None)
    if broken is not None:
        return _forbidden(broken)
    remark = row.target is None and actor.role is not Role.RULE and row.action is not Action.REDACT
    if remark and len(report.timeline) >= MAX_ENTRIES:
        return Forbidden(
            f"留痕已满 {MAX_ENTRIES} 条，只能执行推进办理的操作",
            f"The timeline has {MAX_ENTRIES} entries; only what moves the report on is possible",
            path=path,
            rule="timeline_length",
        )
    return None


def _forbidden(guard: Guard) -> Forbidden:
    return Forbidden(guard.zh, guard.en, path=("input", "number"), rule=guard.rule)


def ask_for(report: Report, command: Command, location: Location | None = None) -> Ask | None:
    """What routing is asked before this command; None when the command needs no decision.

    Args:
        report: as it stands.
        command: what is to be done.
        location: the place that the command's photos name; counts where the report has none.
    """
    matter = report.matter.code if report.matter else None
    urgency: Urgency | None
    match command:
        case Accept():
            matter, urgency = command.matter or matter, command.urgency
        case Classify():
            matter, urgency = command.matter, report.urgency
        case Dispatch(lead=None) | Supplement():
            urgency = report.urgency
        case _:
            return None
    return Ask(
        matter=matter,
        location=report.location or location,
        text=report.text,
        urgency=urgency,
        asset=report.asset,
        photos=len(report.photos),
    )


def _ruled(report: Report, step: Step) -> Report:
    """The report after every step that the rules take now: accept, dispatch, verify, urge."""
    command = _next_by_rule(report, step.decision)
    while command is not None:
        ruling = Step(
            actor=RULE,
            now=step.now,
            router=step.router,
            decision=step.decision,
            salt=step.salt,
            hash=step.hash,
        )
        report = _transition(report, command, ruling)
        command = _next_by_rule(report, step.decision)
    return report


def _next_by_rule(report: Report, decision: Decision | None) -> Command | None:
    last = report.timeline[-1]
    match last.action:
        case Action.SUBMIT | Action.SUPPLEMENT if decision is not None and decision.accept:
            return Accept()
        case Action.ACCEPT if (
            decision is not None and decision.lead is not None and not _is_seen_first(report)
        ):
            return Dispatch()
        case Action.RESOLVE if report.channel not in INSPECTED_CHANNELS:
            return Verify()
        case Action.WARN if _is_urged_by_rule(report, last):
            return Urge()
        case _:
            return None


def _is_seen_first(report: Report) -> bool:
    """Whether somebody looks at it on the spot before it is sent out; an emergency waits for nobody."""
    return report.channel in INSPECTED_CHANNELS and report.urgency is not Urgency.EMERGENCY


def _is_urged_by_rule(report: Report, warning: Entry) -> bool:
    """Whether the reporter learns that the time is over, and the department is urged."""
    overdue = warning.details["level"] == Level.OVERDUE and warning.details["kind"] == DeadlineKind.RESOLVE
    return overdue and report.stage in TABLE[Urge].sources


def _transition(report: Report, command: Command, step: Step) -> Report:
    permit(report, command, step.actor, step.now)
    row = TABLE[type(command)]
    target = row.target or report.stage
    return _written(report, row.action, target, row.effect(report, command, step), step)


def _written(report: Report, action: Action, stage: Stage, effect: Effect, step: Step) -> Report:
    changed = {name: value for name, value in effect.changes.items() if value != getattr(report, name)}
    if changed.keys() & {"assignment", "whistle"}:
        assignment = changed.get("assignment", report.assignment)
        changed["departments"] = _readers(assignment, changed.get("whistle", report.whistle))
    entry = Entry(
        seq=len(report.timeline) + 1,
        at=step.now,
        action=action,
        stage=stage,
        role=step.actor.role,
        actor=step.actor.id,
        origin=step.actor.origin,
        changed=tuple(sorted(changed)),
        catalogue=step.decision.catalogue if step.decision else None,
        rules=RULES,
        department=effect.department,
        public=effect.public,
        words=effect.words,
        details=effect.details,
        key=step.key,
        digest=step.digest,
    )
    before = changed.pop("timeline", report.timeline)
    return replace(
        report,
        **changed,
        stage=stage,
        timeline=(*before, sealed(report, entry, step.salt, step.hash)),
        public_seq=entry.seq if entry.public else report.public_seq,
        updated_at=step.now,
    )


def _beside(step: Step) -> Step:
    """The step as the other report records it: key and digest are those of a command on the first."""
    return replace(step, key=None, digest=None)


def _settled(report: Report, now: datetime) -> Report:
    """The report with all that follows from its timeline and clocks, once for all steps of one write."""
    return replace(
        report,
        outgoing=tuple(
            replace(each, due_at=now) if each.is_idle and each.sent_seq < report.public_seq else each
            for each in report.outgoing
        ),
        alarm_at=alarm_at(report.deadlines),
        alarm_lease_until=None,
        warning=highest_warning(report.deadlines),
        tally=tally_of(report),
    )


def _readers(assignment: Assignment | None, whistle: Whistle | None) -> tuple[str, ...]:
    """Ids of the departments that may read it: lead, assisting, and those called to the spot."""
    sent = (assignment.lead, *assignment.assisting) if assignment else ()
    called = (call.department for call in whistle.calls) if whistle else ()
    return tuple(dict.fromkeys(each.id for each in (*sent, *called)))
