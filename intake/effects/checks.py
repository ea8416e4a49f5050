"""Checks against closing in form only 形式办结, made before a result is taken."""

from intake.commands import Resolve
from intake.effects.step import Step
from intake.errors import InvalidInput
from intake.report import Report
from intake.result import Check


def check_result(report: Report, command: Resolve, step: Step) -> tuple[Check, ...]:
    """Everything that was checked about a result, as found.

    Raises:
        InvalidInput: a check fails; the words tell the officer what to do.
    """
    if command.result.needs_photo and not step.photos:
        raise InvalidInput(
            "请上传处置后的现场照片",
            "Show the ground as it is now: at least one photo taken afterwards",
            path=("input", "photoIds"),
            rule="after_photo",
        )
    known = {photo.sha256 for photo in report.photos}
    known.update(each for entry in report.timeline for each in entry.details.get("photos", ()))
    if any(photo.sha256 in known for photo in step.photos):
        raise InvalidInput(
            "处置后的照片与此前的照片完全相同",
            "An after-photo is the very file that was handed in before",
            path=("input", "photoIds"),
            rule="not_the_before_photo",
        )
    return ()
