"""What each command changes on a report. Pure: a report, a command and a step in, changes out."""

from dataclasses import replace

from intake.assignment import Assignment, DispatchMode
from intake.commands import Accept, Decline, Dispatch, Evaluate, Resolve, Sign
from intake.deadline import DeadlineKind, met
from intake.decision import DepartmentRef, MatterSource, Reason
from intake.effects.checks import check_result
from intake.effects.merging import has_merged
from intake.effects.step import Effect, Step, assigned, clocks, judged, named, said, started
from intake.errors import InvalidInput
from intake.reasons import OF_ONE_PERSON
from intake.report import Report
from intake.result import Evaluation, Resolution
from intake.submission import check_photo_ids
from intake.words import check_words, is_blank

MAX_TAGS = 10
MAX_ASSISTING = 10
MAX_TAG = 20
SCORES = range(1, 6)


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
    source = MatterSource.PERSON if command.matter is not None else decision.matter_source
    clock = step.router.deadline(DeadlineKind.DISPATCH, matter.code, urgency, step.now)
    return Effect(
        changes={
            "matter": matter,
            "matter_source": source,
            "urgency": urgency,
            **judged(decision),
            "deadlines": clocks(report, step, DeadlineKind.ACCEPT, clock),
        },
        words=words,
        details={
            "matter": matter.code,
            "source": source.value if source else None,
            "urgency": urgency.value,
            "catalogue": decision.catalogue,
        },
    )


def decline(report: Report, command: Decline, step: Step) -> Effect:
    """Say no, with the reason and where to go instead."""
    words = said(command.words, "words", required=True)
    if command.reason in OF_ONE_PERSON and has_merged(report):
        raise InvalidInput(
            "该理由只针对诉求人本人，有其他诉求并入该诉求，请先解除并案",
            "That reason is about this reporter alone, and others follow this report; unmerge them first",
            path=("input", "reason"),
            rule="has_merged",
        )
    return Effect(
        changes={
            "decline_reason": command.reason,
            "deadlines": met(report.deadlines, DeadlineKind.ACCEPT, step.now),
        },
        words=words,
        details={"reason": command.reason.value},
    )


def dispatch(report: Report, command: Dispatch, step: Step) -> Effect:
    """Send it to the named department, or to the one routing proposes; its clocks start.

    The resolve clock starts here and not at signing: not signing is the known way to stall.
    """
    words = said(command.words, "words")
    lead, assisting, reasons, mode = _chosen(command, step)
    begun = started(step, report, DeadlineKind.SIGN, DeadlineKind.RESOLVE, DeadlineKind.MAKE_SAFE)
    resolve_by = next((clock.due_by for clock in begun if clock.kind is DeadlineKind.RESOLVE), None)
    sent = Assignment(lead=lead, assisting=assisting, mode=mode, at=step.now)
    return Effect(
        changes={
            "assignment": sent,
            "reasons": reasons,
            "deadlines": clocks(report, step, DeadlineKind.DISPATCH, *begun),
        },
        words=words,
        department=lead,
        details={
            "mode": mode.value,
            "assisting": [each.id for each in assisting],
            "reasons": [each.code for each in reasons],
            "resolve_by": resolve_by,
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
    checks = check_result(report, command, step)
    done = met(met(report.deadlines, DeadlineKind.MAKE_SAFE, step.now), DeadlineKind.SUPERVISE, step.now)
    result = Resolution(
        result=command.result, words=words or "", photos=step.photos, at=step.now, checks=checks
    )
    return Effect(
        changes={
            "resolution": result,
            "deadlines": met(done, DeadlineKind.RESOLVE, step.now)
            + started(step, report, DeadlineKind.VERIFY),
        },
        words=words,
        department=assigned(report).lead,
        details={
            "result": command.result.value,
            **named(step.photos),
            "checks": {check.rule: check.verdict.value for check in checks},
        },
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
    for index, tag in enumerate(command.tags):
        _check_tag(tag, index)
    words = said(command.words, "words")
    return Effect(
        changes={
            "evaluation": Evaluation(**scores, tags=command.tags, words=words, at=step.now),
            "deadlines": met(report.deadlines, DeadlineKind.EVALUATE, step.now),
        },
        words=words,
        details={**scores, "tags": list(command.tags)},
    )


def _check_tag(tag: str, index: int) -> None:
    check_words(tag, f"tags.{index}", MAX_TAG)
    if is_blank(tag):
        raise InvalidInput(
            "标签不能为空", "A tag is not empty", path=("input", "tags", str(index)), rule="required"
        )


def _chosen(
    command: Dispatch, step: Step
) -> tuple[DepartmentRef, tuple[DepartmentRef, ...], tuple[Reason, ...], DispatchMode]:
    if command.lead is not None:
        lead, assisting = named_departments(command.lead, command.assisting, step)
        reason = Reason("dispatcher", f"派单员指定{lead.name}", f"A dispatcher chose {lead.name}")
        return lead, assisting, (reason,), DispatchMode.MANUAL
    decision = step.decision
    if decision is None or decision.lead is None:
        raise InvalidInput(
            "规则没有给出承办部门，请指定",
            "The rules name no department; choose one",
            path=("input", "lead"),
            rule="required",
        )
    named = _assisting(command.assisting, decision.lead, step)
    return decision.lead, named or decision.assisting, decision.reasons, DispatchMode.AUTO


def named_departments(
    lead_id: str, assisting: tuple[str, ...], step: Step
) -> tuple[DepartmentRef, tuple[DepartmentRef, ...]]:
    """The departments that a person named as lead and assisting.

    Raises:
        InvalidInput: one does not exist or does not act on the spot, or there are more than ten.
    """
    lead = step.router.department(lead_id, "lead")
    return lead, _assisting(assisting, lead, step)


def _assisting(ids: tuple[str, ...], lead: DepartmentRef, step: Step) -> tuple[DepartmentRef, ...]:
    if len(ids) > MAX_ASSISTING:
        raise InvalidInput(
            f"协办部门最多 {MAX_ASSISTING} 个",
            f"At most {MAX_ASSISTING} assisting departments",
            path=("input", "assisting"),
            rule="max_items",
        )
    named = (step.router.department(each, "assisting") for each in dict.fromkeys(ids))
    return tuple(each for each in named if each.id != lead.id)
