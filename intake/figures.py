"""From a report to what it counts for. Pure."""

from datetime import timedelta

from intake.assignment import DispatchMode
from intake.deadline import DeadlineKind, Level
from intake.entry import Action, Entry
from intake.number import CITY_ZONE
from intake.report import Report
from intake.stage import Stage
from intake.tally import Tally

DIRECT_WITHIN = timedelta(seconds=10)


def tally_of(report: Report) -> Tally:
    """The figures of this report as it stands."""
    dispatched, signed = _first(report, Action.DISPATCH), _first(report, Action.SIGN)
    resolved = _first(report, Action.RESOLVE)
    done = [clock for clock in report.deadlines if clock.kind is DeadlineKind.RESOLVE and clock.met_at]
    scores = report.evaluation
    return Tally(
        day=report.submitted_at.astimezone(CITY_ZONE).date().isoformat(),
        accepted=int(_first(report, Action.ACCEPT) is not None),
        dispatched=int(dispatched is not None),
        direct=int(_is_direct(report, dispatched)),
        returned=int(_first(report, Action.GRANT_RETURN) is not None),
        transfers=_count(report, Action.TRANSFER),
        resolved=int(resolved is not None),
        on_time=int(bool(done) and all(clock.met_at and clock.met_at <= clock.due_by for clock in done)),
        overdue=int(_was_overdue(report)),
        reworks=_count(report, Action.REWORK),
        reopens=_count(report, Action.REOPEN),
        urges=_count(report, Action.URGE),
        respond_s=_seconds(report, signed),
        resolve_s=_seconds(report, resolved),
        closed=int(report.stage is Stage.CLOSED and report.resolution is not None),
        evaluated=int(scores is not None),
        outcome=scores.outcome if scores else None,
        speed=scores.speed if scores else None,
        attitude=scores.attitude if scores else None,
    )


def _is_direct(report: Report, dispatched: Entry | None) -> bool:
    if dispatched is None or dispatched.details.get("mode") != DispatchMode.AUTO:
        return False
    return dispatched.at - report.submitted_at <= DIRECT_WITHIN


def _was_overdue(report: Report) -> bool:
    said = any(
        entry.action is Action.WARN and entry.details["level"] == Level.OVERDUE for entry in report.timeline
    )
    late = (clock.met_at is not None and clock.met_at > clock.due_by for clock in report.deadlines)
    return said or any(late)


def _first(report: Report, action: Action) -> Entry | None:
    return next((entry for entry in report.timeline if entry.action is action), None)


def _count(report: Report, action: Action) -> int:
    return sum(entry.action is action for entry in report.timeline)


def _seconds(report: Report, entry: Entry | None) -> int | None:
    return None if entry is None else int((entry.at - report.submitted_at).total_seconds())
