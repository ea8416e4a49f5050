"""From what another register tells to a whole report with a sealed trace of its own. Pure."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from intake.assignment import Assignment, DispatchMode
from intake.chain import HashAlgorithm
from intake.decision import DepartmentRef
from intake.effects.step import judged
from intake.entry import Action, Entry
from intake.figures import tally_of
from intake.history.past import Past
from intake.outgoing import Address, Outgoing
from intake.redaction import new_salt, seal_report
from intake.report import Report
from intake.result import Evaluation, Resolution
from intake.stage import Actor, Role, Stage
from intake.trace import all_sealed
from intake.words import trimmed

IMPORT = Actor(id="import", role=Role.RULE, origin="import")
"""Whoever acts in an imported trace: the people who did it are not known here."""


def lived(past: Past, *, number: str, drawn: str, algorithm: HashAlgorithm) -> Report:
    """The report of a past life: no clock runs, nobody is owed anything, each entry says it was imported.

    When a step between the first and the last was taken is not known: it stands at the moment by which it
    must have been. ``drawn`` is random; salts of words are made of it.
    """
    submission, decision = past.submission, past.decision
    over = past.ended_at or past.submitted_at
    steps = _steps(past, over)
    follower = Address(channel=submission.channel, ref=submission.external_ref or submission.reporter)
    accepted = any(entry.action is Action.ACCEPT for entry in steps)
    assignment = _assignment(past, over) if accepted else None
    sent = (assignment.lead, *assignment.assisting) if assignment else ()
    blank = Report(
        id=past.id,
        number=number,
        channel=submission.channel,
        reporter=submission.reporter,
        anonymity=submission.anonymity,
        content=past.content,
        text=trimmed(submission.text),
        photos=(),
        stage=past.stage,
        urgency=decision.urgency,
        **judged(decision),
        submitted_at=past.submitted_at,
        updated_at=over,
        version=1,
        timeline=(),
        outgoing=(Outgoing(to=follower, sent_seq=len(steps)),),
        public_seq=len(steps),
        matter=decision.matter,
        matter_source=decision.matter_source,
        external_ref=submission.external_ref,
        location=submission.location,
        assignment=assignment,
        departments=tuple(dict.fromkeys(each.id for each in sent)),
        resolution=_resolution(past, over),
        evaluation=_evaluation(past, over),
        decline_reason=past.declined,
    )
    begun = seal_report(blank, new_salt(drawn, past.id, 0), algorithm)
    whole = replace(begun, timeline=all_sealed(begun, steps, drawn, algorithm))
    return replace(whole, tally=tally_of(whole))


def _steps(past: Past, over: datetime) -> list[Entry]:
    """The entries, not yet chained."""
    decision, made = past.decision, list[Entry]()

    def step(
        action: Action,
        stage: Stage,
        words: str | None = None,
        department: DepartmentRef | None = None,
        **details: Any,
    ) -> None:
        entry = Entry(
            seq=len(made) + 1,
            at=over if made else past.submitted_at,
            action=action,
            stage=stage,
            role=IMPORT.role,
            actor=IMPORT.id,
            origin=IMPORT.origin,
            catalogue=decision.catalogue,
            department=department,
            words=words,
            details={"imported": True, **details},
        )
        made.append(entry)

    told = {"told": dict(past.told)} if past.told else {}
    step(Action.SUBMIT, Stage.SUBMITTED, None, None, photos=[], source=dict(past.origin), **told)
    match past.stage:
        case Stage.DECLINED:
            step(Action.DECLINE, Stage.DECLINED, past.words, reason=past.declined and past.declined.value)
        case Stage.WITHDRAWN:
            step(Action.WITHDRAW, Stage.WITHDRAWN, past.words)
        case Stage.VOIDED:
            step(Action.VOID, Stage.VOIDED, past.words)
        case Stage.ACCEPTED | Stage.CLOSED:
            matter = decision.matter.code if decision.matter else None
            step(Action.ACCEPT, Stage.ACCEPTED, matter=matter, source=None, urgency=decision.urgency.value)
    if past.stage is not Stage.CLOSED:
        return made
    if decision.lead is not None:
        step(Action.DISPATCH, Stage.DISPATCHED, department=decision.lead, mode=_mode(past).value)
    if past.result is not None:
        step(Action.RESOLVE, Stage.RESOLVED, past.words, decision.lead, result=past.result.value)
        step(Action.VERIFY, Stage.VERIFIED)
    words = past.words if past.result is None else None
    if past.scores is not None:
        outcome, speed, attitude = past.scores
        scored: dict[str, Any] = {"outcome": outcome, "speed": speed, "attitude": attitude}
        step(Action.EVALUATE, Stage.CLOSED, words, None, **scored)
    else:
        step(Action.CLOSE, Stage.CLOSED, words)
    return made


def _mode(past: Past) -> DispatchMode:
    """A department that the other register names was chosen by people there."""
    return DispatchMode.AUTO if past.decision.rule is not None else DispatchMode.MANUAL


def _assignment(past: Past, at: datetime) -> Assignment | None:
    lead = past.decision.lead
    if past.stage is not Stage.CLOSED or lead is None:
        return None
    return Assignment(lead=lead, assisting=past.decision.assisting, mode=_mode(past), at=at)


def _resolution(past: Past, at: datetime) -> Resolution | None:
    if past.stage is not Stage.CLOSED or past.result is None:
        return None
    return Resolution(result=past.result, words=past.words or "", photos=(), at=at)


def _evaluation(past: Past, at: datetime) -> Evaluation | None:
    if past.stage is not Stage.CLOSED or past.scores is None:
        return None
    outcome, speed, attitude = past.scores
    return Evaluation(outcome=outcome, speed=speed, attitude=attitude, tags=(), words=None, at=at)
