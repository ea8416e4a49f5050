"""脱敏: the words of people leave a report that has ended. Pure."""

from intake.commands import Redact
from intake.effects.step import Effect, Step
from intake.errors import Forbidden
from intake.redaction import changed_without_words
from intake.report import Report


def redact(report: Report, command: Redact, step: Step) -> Effect:
    """Everything that people wrote is gone from it, in all its fields and entries.

    What was merged into another report is part of that one's handling until that has ended too.
    """
    if report.primary is not None:
        if step.primary is None:
            raise RuntimeError("a merged report is redacted with the other one in hand")
        if step.primary.stage.is_open:
            raise Forbidden(
                "所并入的诉求尚未办结，暂不能脱敏",
                "The report that it was merged into has not ended yet",
                path=("input", "number"),
                rule="primary_open",
            )
    return Effect(
        changes={**changed_without_words(report), "redaction": command.reason},
        details={"reason": command.reason.value},
    )
