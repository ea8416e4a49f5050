"""异常诉求: two people to decide, a third to hear the appeal. Pure."""

from dataclasses import replace

from intake.abnormal import Abnormal
from intake.commands import Appeal, ConfirmAbnormal, DismissAppeal, FlagAbnormal, RejectAbnormal
from intake.deadline import stopped
from intake.effects.step import NOTHING_PENDING, Effect, Step, assigned, named, said
from intake.report import Report
from intake.submission import check_photo_ids


def flag_abnormal(report: Report, command: FlagAbnormal, step: Step) -> Effect:
    """Say what is abnormal; its clocks run on until a second person agrees."""
    words = said(command.words, "words", required=True)
    check_photo_ids(command.photo_ids)
    flagged = Abnormal(
        kind=command.kind,
        words=words or "",
        photos=step.photos,
        flagged_by=step.actor.id,
        flagged_at=step.now,
    )
    return Effect(
        changes={"abnormal": flagged},
        words=words,
        department=assigned(report).lead,
        details={"kind": command.kind.value, **named(step.photos)},
        public=False,
    )


def confirm_abnormal(report: Report, command: ConfirmAbnormal, step: Step) -> Effect:
    """A second person agrees: it ends, and its reporter may object."""
    flagged = _flagged(report)
    confirmed = replace(flagged, confirmed_by=step.actor.id, confirmed_at=step.now)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "abnormal": confirmed,
            "deadlines": stopped(report.deadlines, step.now),
        },
        words=said(command.words, "words", required=True),
        details={"kind": flagged.kind.value},
    )


def reject_abnormal(report: Report, command: RejectAbnormal, step: Step) -> Effect:  # noqa: ARG001 - an effect's signature
    """A second person does not agree."""
    kind = _flagged(report).kind
    return Effect(
        changes={"abnormal": None},
        words=said(command.words, "words", required=True),
        details={"kind": kind.value},
        public=False,
    )


def appeal(report: Report, command: Appeal, step: Step) -> Effect:
    """The reporter objects; a third person looks at it."""
    return Effect(
        changes={"abnormal": replace(_flagged(report), appealed_at=step.now)},
        words=said(command.words, "words", required=True),
    )


def dismiss_appeal(report: Report, command: DismissAppeal, step: Step) -> Effect:
    """It was right, and stays so."""
    return Effect(
        changes={"abnormal": replace(_flagged(report), dismissed_at=step.now)},
        words=said(command.words, "words", required=True),
    )


def _flagged(report: Report) -> Abnormal:
    if report.abnormal is None:  # the table lets nothing be decided that was not flagged
        raise RuntimeError(f"report {report.number} was not flagged")
    return report.abnormal
