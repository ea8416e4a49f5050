"""When a report needs a look without anybody asking, and what is then done. Pure."""

from datetime import datetime

from intake.commands import Close, Command, Warn, Withdraw
from intake.deadline import Deadline, DeadlineKind, Level, level_at, next_alarm
from intake.report import Report
from intake.stage import Stage

LAPSED = "逾期未补充，视为撤回；如仍需办理，请重新上报。"


def alarm_at(deadlines: tuple[Deadline, ...]) -> datetime | None:
    """The next moment at which a running clock has something to say; None when none has."""
    moments = [moment for clock in deadlines if (moment := next_alarm(clock)) is not None]
    return min(moments, default=None)


def highest_warning(deadlines: tuple[Deadline, ...]) -> Level | None:
    """The highest warning given on a clock that still runs."""
    given = [clock.warned for clock in deadlines if clock.is_running and clock.warned is not None]
    return max(given, key=lambda level: level.rank, default=None)


def due_command(report: Report, now: datetime) -> Command | None:
    """What the service does to this report by itself at this moment; None when nothing is due.

    A window of the reporter that has passed closes or withdraws the report. Any other clock warns at the
    highest level it has reached: whoever was away does not send three warnings at once.
    """
    due = [clock for clock in report.deadlines if (at := next_alarm(clock)) is not None and at <= now]
    for clock in due:
        if clock.kind is DeadlineKind.EVALUATE and report.stage is Stage.VERIFIED:
            return Close()
        if clock.kind is DeadlineKind.SUPPLEMENT and report.stage is Stage.NEEDS_INFO:
            return Withdraw(words=LAPSED)
    for clock in due:
        level = level_at(clock, now)
        if level is not None and not clock.kind.is_window:
            return Warn(kind=clock.kind, level=level, subject=clock.subject)
    return None
