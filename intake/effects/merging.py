"""Two reports of one thing: one follows the other. Pure; both are stored in one transaction."""

from intake.commands import Merge, Unmerge
from intake.deadline import DeadlineKind, stopped
from intake.effects.step import NOTHING_PENDING, Effect, Step, said, started
from intake.errors import InvalidInput
from intake.outgoing import Outgoing
from intake.report import Report
from intake.similar.rule import MergeGround, may_merge
from intake.similar.traits import traits_of
from intake.stage import Stage

MERGEABLE = frozenset(
    {
        Stage.SUBMITTED,
        Stage.NEEDS_INFO,
        Stage.ACCEPTED,
        Stage.DISPATCHED,
        Stage.IN_PROGRESS,
        Stage.SUSPENDED,
    }
)
"""Stages in which the thing is still to be done."""

ADOPTING = MERGEABLE - {Stage.NEEDS_INFO}
"""Stages in which others may follow a report. What waits for its own reporter may lapse, and would take its
followers with it."""


def merge(report: Report, command: Merge, step: Step) -> Effect:
    """It ends here; its reporter follows the other one."""
    words = said(command.words, "words")
    primary = _primary(step)
    _check_primary(report, primary)
    if command.ground is not None:
        _check_ground(report, primary, command.ground)
    return Effect(
        changes={
            **NOTHING_PENDING,
            "primary": primary.number,
            "deadlines": stopped(report.deadlines, step.now),
        },
        words=words,
        department=primary.assignment.lead if primary.assignment else None,
        details={"primary": primary.number} | ({"ground": command.ground.value} if command.ground else {}),
    )


def unmerge(report: Report, command: Unmerge, step: Step) -> Effect:
    """A thing of its own: it waits for a person again."""
    words = said(command.words, "words", required=True)
    return Effect(
        changes={
            "primary": None,
            "assignment": None,
            "deadlines": report.deadlines + started(step, report, DeadlineKind.ACCEPT),
        },
        words=words,
        details={"primary": report.primary},
    )


def adopt(primary: Report, merged: Report) -> Effect:
    """What merging does to the other report: it has the merged one's followers, from its next news on."""
    added = tuple(
        Outgoing(to=mark.to, about=merged.number, sent_seq=primary.public_seq) for mark in merged.outgoing
    )
    return Effect(
        changes={"outgoing": primary.outgoing + added}, details={"merged": merged.number}, public=False
    )


def release(primary: Report, merged: Report) -> Effect:
    """What unmerging does to the other report: those followers hear no more of it."""
    kept = tuple(mark for mark in primary.outgoing if mark.about != merged.number)
    return Effect(changes={"outgoing": kept}, details={"merged": merged.number}, public=False)


def has_merged(report: Report) -> bool:
    """Whether other reports follow this one."""
    return any(mark.about is not None for mark in report.outgoing)


def _primary(step: Step) -> Report:
    if step.primary is None:
        raise RuntimeError("reports are merged with the other one in hand")
    return step.primary


def _check_primary(report: Report, primary: Report) -> None:
    path = ("input", "primary")
    if primary.id == report.id:
        raise InvalidInput(
            "不能并入自身", "A report is not merged into itself", path=path, rule="another_report"
        )
    if primary.primary is not None:
        raise InvalidInput(
            f"目标诉求已并入 {primary.primary}，请直接并入该诉求",
            f"That report was itself merged into {primary.primary}; merge into that one",
            path=path,
            rule="not_merged",
        )
    if primary.stage not in ADOPTING:
        raise InvalidInput(
            f"目标诉求当前为“{primary.stage.zh}”，不能并入",
            f"That report is {primary.stage.value}; nothing can follow it now",
            path=path,
            rule="primary_stage",
        )


def _check_ground(report: Report, primary: Report, ground: MergeGround) -> None:
    """Hold the rules to what they may merge, on both reports as they stand now."""
    one, other = traits_of(report), traits_of(primary)
    if one is None or other is None or primary.abnormal is not None or not may_merge(one, other, ground):
        raise InvalidInput(
            "两件诉求不符合自动并案的条件",
            "These two are not for the rules to merge",
            path=("input", "primary"),
            rule="for_a_person",
        )
