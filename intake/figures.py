"""From a report to what it counts for. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from intake.deadline import Deadline, DeadlineKind
from intake.decision import MatterSource
from intake.entry import Action, Entry
from intake.number import CITY_ZONE
from intake.report import Report
from intake.stage import Role, Stage
from intake.tally import BAD, Tally, marks_of

DIRECT_WITHIN = timedelta(seconds=10)
_DEPARTMENT = frozenset(
    {
        DeadlineKind.SIGN,
        DeadlineKind.MAKE_SAFE,
        DeadlineKind.RESOLVE,
        DeadlineKind.RESPOND,
        DeadlineKind.SUPERVISE,
    }
)
"""Clocks that wait for a department; the others wait for reviewers, dispatchers, inspectors or reporters."""
_SCORES = ("outcome", "speed", "attitude")


def tally_of(report: Report) -> Tally:
    """The figures of this report as it stands."""
    dispatched, signed = _first(report, Action.DISPATCH), _first(report, Action.SIGN)
    resolved = _first(report, Action.RESOLVE)
    resolving = [clock for clock in report.deadlines if clock.kind is DeadlineKind.RESOLVE]
    late = any(_is_late(clock, report.updated_at) for clock in resolving)
    timed = late or any(clock.met_at for clock in resolving)
    scores = report.evaluation
    tally = Tally(
        day=report.submitted_at.astimezone(CITY_ZONE).date().isoformat(),
        accepted=int(_first(report, Action.ACCEPT) is not None),
        dispatched=int(dispatched is not None),
        direct=int(_is_direct(report, dispatched)),
        returned=int(_is_returned(report)),
        transfers=_count(report, Action.TRANSFER),
        resolved=int(resolved is not None),
        timed=int(timed),
        on_time=int(timed and not late),
        overdue=int(
            any(_is_late(each, report.updated_at) for each in report.deadlines if each.kind in _DEPARTMENT)
        ),
        reworks=_count(report, Action.REWORK),
        reopens=_count(report, Action.REOPEN),
        urges=_count(report, Action.URGE),
        repeated=int(report.repeats is not None or report.stage is Stage.MERGED),
        respond_s=_seconds(report, signed),
        resolve_s=_seconds(report, resolved),
        closed=int(report.stage is Stage.CLOSED and report.resolution is not None),
        evaluated=int(scores is not None),
        outcome=scores.outcome if scores else None,
        speed=scores.speed if scores else None,
        attitude=scores.attitude if scores else None,
        classified=int(_is_classified(report)),
        reclassified=int(_is_classified(report) and _is_reclassified(report)),
        bad=int(any(_is_bad(each.details) for each in _each(report, Action.EVALUATE))),
    )
    return replace(tally, marks=marks_of(tally))


def _is_direct(report: Report, dispatched: Entry | None) -> bool:
    """Rules send only to departments that act on the spot, so that need not be looked up."""
    if dispatched is None or dispatched.role is not Role.RULE or dispatched.details.get("imported"):
        return False  # another register does not tell when it sent what
    return dispatched.at - report.submitted_at <= DIRECT_WITHIN


def _is_returned(report: Report) -> bool:
    taken = (
        entry
        for entry in _each(report, Action.ARBITRATE)
        if entry.department is not None and entry.details["was"] not in {None, entry.department.id}
    )
    return _first(report, Action.GRANT_RETURN) is not None or any(taken)


def _is_classified(report: Report) -> bool:
    accepted = _first(report, Action.ACCEPT)
    return (
        accepted is not None
        and accepted.role is Role.RULE
        and accepted.details.get("source") == MatterSource.CLASSIFIED
    )


def _is_reclassified(report: Report) -> bool:
    return any(entry.details["matter"] != entry.details["was"] for entry in _each(report, Action.CLASSIFY))


def _is_late(clock: Deadline, now: datetime) -> bool:
    """Whether its time was over before it ended; one that runs is judged as of the last write.

    That is enough: the moment a clock is over is a write of its own.
    """
    ended = clock.met_at or clock.stopped_at
    return ended > clock.due_by if ended else now >= clock.due_by


def _is_bad(scores: Mapping[str, int]) -> bool:
    return any(scores[name] <= BAD for name in _SCORES)


def _each(report: Report, action: Action) -> list[Entry]:
    return [entry for entry in report.timeline if entry.action is action]


def _first(report: Report, action: Action) -> Entry | None:
    return next((entry for entry in report.timeline if entry.action is action), None)


def _count(report: Report, action: Action) -> int:
    return len(_each(report, action))


def _seconds(report: Report, entry: Entry | None) -> int | None:
    return None if entry is None else int((entry.at - report.submitted_at).total_seconds())
