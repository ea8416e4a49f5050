"""The clocks that have something to say, as work to claim."""

import secrets
from datetime import datetime, timedelta

from intake.alarm import due_command
from intake.commands import Command
from intake.report import Report
from intake.store import Database, ReportStore

LEASE = timedelta(seconds=60)


class Alarms:
    """Reports whose ``alarm_at`` has come, each leased to one worker.

    A lease ends with the command that the alarm asks for, since every write computes the next alarm; or by
    itself after a minute, when the worker died.
    """

    def __init__(self, database: Database) -> None:
        self._store = ReportStore(database)

    async def claim(self, now: datetime, most: int) -> list[tuple[Report, Command]]:
        """Up to ``most`` reports that have waited longest, with what is to be done to each."""
        leased = await self._store.lease_alarms(now, now + LEASE, secrets.token_hex(8), most)
        due = ((report, due_command(report, now)) for report in leased)
        return [(report, command) for report, command in due if command is not None]

    async def lag(self, now: datetime) -> timedelta:
        """How long the alarm that has waited longest has been due, leased or not; zero when none is."""
        since = await self._store.oldest_alarm(now)
        return now - since if since is not None else timedelta()
