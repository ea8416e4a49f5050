"""Whether a result holds: verified, sent back, asked about. Pure."""

from intake.commands import PayRevisit, Rework, Verify
from intake.deadline import DeadlineKind, met
from intake.effects.step import Effect, Step, assigned, clocks, named, said, started
from intake.errors import InvalidInput
from intake.report import Report
from intake.result import Revisit, Verdict
from intake.submission import check_photo_ids


def verify(report: Report, command: Verify, step: Step) -> Effect:
    """The result holds; the window for evaluation opens."""
    words = said(command.words, "words")
    check_photo_ids(command.photo_ids)
    begun = started(step, report, DeadlineKind.EVALUATE)
    unknown = [
        check.rule
        for check in (report.resolution.checks if report.resolution else ())
        if check.verdict is Verdict.UNVERIFIED
    ]
    return Effect(
        changes={"deadlines": clocks(report, step, DeadlineKind.VERIFY, *begun)},
        words=words,
        details={
            "evaluate_by": begun[0].due_by if begun else None,
            **named(step.photos),
            "unverified": unknown,
        },
    )


def rework(report: Report, command: Rework, step: Step) -> Effect:
    """The result does not hold: back to the department, whose time goes on with what was left of it."""
    words = said(command.words, "words", required=True)
    check_photo_ids(command.photo_ids)
    done_at = report.resolution.at if report.resolution else None
    goes_on = tuple(
        step.router.resumed(clock, clock.met_at, step.now)
        for clock in report.deadlines
        if clock.kind is DeadlineKind.RESOLVE and clock.met_at is not None and clock.met_at == done_at
    )
    return Effect(
        changes={
            "resolution": None,
            "deadlines": met(report.deadlines, DeadlineKind.VERIFY, step.now) + goes_on,
        },
        words=words,
        department=assigned(report).lead,
        details=named(step.photos),
    )


def pay_revisit(report: Report, command: PayRevisit, step: Step) -> Effect:  # noqa: ARG001 - an effect's signature
    """What the reporter said; nobody who was not reached has said anything."""
    if not command.reached and (command.solved is not None or command.satisfied is not None):
        raise InvalidInput(
            "未联系上诉求人时，不能填写是否解决、是否满意",
            "Nobody was reached, so nobody said whether it is solved",
            path=("input", "solved"),
            rule="reached",
        )
    if command.reached and command.solved is None:
        raise InvalidInput(
            "请填写是否解决", "Say whether it is solved", path=("input", "solved"), rule="required"
        )
    words = said(command.words, "words")
    heard = Revisit(
        reached=command.reached,
        solved=command.solved,
        satisfied=command.satisfied,
        words=words,
        at=step.now,
    )
    return Effect(
        changes={"revisit": heard},
        words=words,
        details={"reached": command.reached, "solved": command.solved, "satisfied": command.satisfied},
        public=False,
    )
