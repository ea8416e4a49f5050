"""The sweep: what the clocks of all reports have to say is said, by whichever worker comes first."""

import asyncio
import logging
from datetime import datetime, timedelta

from intake import (
    RULE,
    Alarms,
    Command,
    Database,
    Intake,
    Report,
    Unavailable,
    UserError,
    VersionConflict,
)

MOST = 64
"""Reports that one look takes; small against what is done within a lease of a minute."""
_AT_ONCE = 8
_log = logging.getLogger(__name__)


class Sweep:
    """Warns, closes what nobody evaluated, and withdraws what nobody supplemented.

    Several workers share the work: each report is leased to one of them, and every command is given for the
    version that it was decided by, so what was said once is not said again even where a lease has run out.

    Args:
        database: where the reports are.
        intake: what is done goes through it; its clock says when it was done.
    """

    def __init__(self, database: Database, intake: Intake) -> None:
        self._alarms = Alarms(database)
        self._intake = intake

    async def sweep_once(self, now: datetime) -> int:
        """Look at the reports whose alarm has waited longest; how many, 0 when none is due at ``now``.

        Raises:
            Unavailable: the database is away; what was not done stays due.
        """
        due = await self._alarms.claim(now, MOST)
        lanes = asyncio.Semaphore(_AT_ONCE)
        done = (self._handle(report, command, lanes) for report, command in due)
        for outcome in await asyncio.gather(*done, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
        return len(due)

    async def lag(self, now: datetime) -> timedelta:
        """How long the alarm that has waited longest has been due; zero when none is."""
        return await self._alarms.lag(now)

    async def _handle(self, report: Report, command: Command, lanes: asyncio.Semaphore) -> None:
        async with lanes:
            try:
                await self._intake.apply(report.number, command, RULE, version=report.version)
            except VersionConflict:
                return  # somebody was faster; what is due after their step is due again
            except Unavailable:
                raise
            except UserError as refusal:
                # not yet by the clock of intake, or not for a rule to do: it is looked at again
                _log.warning("%s: %s not done: %s", report.number, type(command).__name__, refusal.rule)
