"""The outbox as most tests want it."""

from datetime import datetime

from intake import Claim, Database, FailureReason, Outbox
from intake.outbox import given_up, sent, to_retry


class OneByOne:
    """The outbox, one claim at a time and of any channel."""

    def __init__(self, database: Database) -> None:
        self._outbox = Outbox(database)

    async def claim(self, now: datetime) -> Claim | None:
        return next(iter(await self._outbox.claim_others(now, (), 1)), None)

    async def sent(self, claim: Claim, now: datetime) -> bool:
        return await self._outbox.settle([sent(claim, now)]) == 1

    async def retry(self, claim: Claim, at: datetime, error: str) -> bool:
        return await self._outbox.settle([to_retry(claim, at, error)]) == 1

    async def give_up(self, claim: Claim, now: datetime, error: str) -> bool:
        return await self._outbox.settle([given_up(claim, now, FailureReason.REFUSED, error)]) == 1
