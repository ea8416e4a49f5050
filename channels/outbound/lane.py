"""One channel's deliveries: many at once, each follower in order, none while its circuit is open."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.channel import Channel, Later, Refused
from channels.news import news_of
from channels.outbound.circuit import CircuitState
from channels.outbound.retry import wait_after
from channels.outbound.store import CircuitStore
from channels.store import ChannelStore
from channels.wording import is_news
from intake import (
    Claim,
    Database,
    FailureReason,
    Outbox,
    Outcome,
    following,
    given_up,
    sent,
    to_retry,
)

_log = logging.getLogger(__name__)
AT_ONCE = 32
"""Messages under way to one channel from one process."""
SEND_S = 12.0
"""Longest that a channel may take for one message, whatever its adapter allows."""
_ROUND_S = 5.0
_LOOK_S = 0.25
_CHAIN_S = 15.0  # with SEND_S well within the lease of 30 s


@dataclass(frozen=True, slots=True)
class Pace:
    """What a lane draws and counts seconds by; tests bring their own.

    Attributes:
        draw: a number from 0 to 1, for jitter.
        seconds: grows by one in a second.
    """

    draw: Callable[[], float] = random.random
    seconds: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One try: what, begun when, told at all, and what went wrong."""

    claim: Claim
    since: float
    told: bool
    error: Exception | None


@dataclass
class _Round:
    """What is under way in one call."""

    now: datetime
    began: float
    tasks: set[asyncio.Task[_Attempt]] = field(default_factory=set)


class Lane:
    """Tells the followers of one channel; or gives up those whose channel nobody knows.

    Args:
        database: where reports, attempts and circuits are.
        channel: the way out; None for the followers of every channel that is not among ``known``.
        known: names of all channels.
        pace: by what it draws and counts seconds.
    """

    def __init__(
        self, database: Database, channel: Channel | None, known: Collection[str], pace: Pace
    ) -> None:
        self._outbox, self._store = Outbox(database), ChannelStore(database)
        self._circuits = CircuitStore(database)
        self._channel, self._known, self._pace = channel, known, pace
        self._clean = True

    async def deliver_once(self, now: datetime) -> int:
        """Tell who is due, for five seconds at most or until nobody is; how many entries were handled.

        A message that is slow holds up its own follower only: others take the places that get free.
        """
        going = _Round(now, self._pace.seconds())
        handled = 0
        try:
            while True:
                await self._refill(going)
                if not going.tasks:
                    return handled
                done, going.tasks = await asyncio.wait(
                    going.tasks, timeout=_LOOK_S, return_when=asyncio.FIRST_COMPLETED
                )
                if done:
                    handled += len(done)
                    await self._settle(going, [task.result() for task in done])
        finally:
            for task in going.tasks:
                task.cancel()
            await asyncio.gather(*going.tasks, return_exceptions=True)

    def _moment(self, going: _Round) -> datetime:
        return going.now + timedelta(seconds=self._pace.seconds() - going.began)

    async def _refill(self, going: _Round) -> None:
        if len(going.tasks) > AT_ONCE // 2 or self._pace.seconds() - going.began > _ROUND_S:
            return
        for claim in await self._claim(AT_ONCE - len(going.tasks), self._moment(going)):
            self._start(going, claim, self._pace.seconds())

    async def _claim(self, room: int, now: datetime) -> list[Claim]:
        if self._channel is None:
            return await self._outbox.claim_others(now, self._known, room)
        name = self._channel.name
        circuit = await self._circuits.read(name)
        self._clean = circuit.is_clean
        match circuit.state(now):
            case CircuitState.CLOSED:
                return await self._outbox.claim(now, name, room)
            case CircuitState.HALF_OPEN if await self._circuits.take_probe(name, now):
                claims = await self._outbox.claim(now, name, 1)
                if not claims:
                    await self._circuits.nothing_to_probe(name, now)
                return claims
            case _:
                return []

    def _start(self, going: _Round, claim: Claim, since: float) -> None:
        going.tasks.add(asyncio.create_task(self._attempt(claim, since)))

    async def _attempt(self, claim: Claim, since: float) -> _Attempt:
        told = is_news(claim.entry, claim.about)
        try:
            if told:
                await self._send(claim)
        except Exception as error:  # noqa: BLE001 - whatever a channel raises, the entry stays owed
            _log.warning("notice %s/%s not delivered: %r", claim.report.number, claim.entry.seq, error)
            return _Attempt(claim, since, told, error)
        return _Attempt(claim, since, told, None)

    async def _send(self, claim: Claim) -> None:
        if self._channel is None:
            raise Refused(f"no channel is named {claim.to.channel}")
        outlet = self._channel.outlet
        async with asyncio.timeout(SEND_S):
            await outlet.send(outlet.render(news_of(claim)))

    async def _settle(self, going: _Round, attempts: list[_Attempt]) -> None:
        """Write down how they ended; who has more coming goes on under the same lease."""
        now, on, outcomes = self._moment(going), list[_Attempt](), list[Outcome]()
        for each in attempts:
            goes_on = self._goes_on(each)
            on += [each] if goes_on else []
            outcomes.append(self._outcome(each, now, kept=goes_on))
        records = [_record(each, now) for each in attempts if each.told]
        held, _, _ = await asyncio.gather(
            self._outbox.settle(outcomes), self._store.record(records), self._count(attempts, now)
        )
        if held < len(outcomes):
            return  # somebody lost the lease: whoever it was, all of them are claimed anew once it is over
        for each in on:
            after = following(each.claim)
            if after is not None:
                self._start(going, after, each.since)

    def _goes_on(self, each: _Attempt) -> bool:
        early = self._pace.seconds() - each.since < _CHAIN_S
        return each.error is None and early and following(each.claim) is not None

    def _outcome(self, each: _Attempt, now: datetime, *, kept: bool) -> Outcome:
        if each.error is None:
            return sent(each.claim, now, kept=kept)
        words = f"{type(each.error).__name__}: {each.error}"[:200]
        if isinstance(each.error, Refused):
            reason = FailureReason.REFUSED if self._channel else FailureReason.NO_CHANNEL
            return given_up(each.claim, now, reason, words)
        asked = each.error.wait if isinstance(each.error, Later) else None
        wait = wait_after(each.claim.attempts + 1, self._pace.draw(), asked)
        if wait is None:
            return given_up(each.claim, now, FailureReason.EXHAUSTED, words)
        return to_retry(each.claim, now + wait, words)

    async def _count(self, attempts: list[_Attempt], now: datetime) -> None:
        """Tell the circuit: an answer, if only a refusal, closes it; failures alone bring it on."""
        told = [each for each in attempts if each.told]
        if self._channel is None or not told:
            return
        failed = [each.error for each in told if each.error and not isinstance(each.error, Refused)]
        if len(failed) < len(told):
            if not self._clean:
                await self._circuits.close(self._channel.name)
            return
        self._clean = False
        name, words = self._channel.name, repr(failed[-1])[:200]
        await self._circuits.failed(name, len(failed), words, now, self._pace.draw())


def _record(each: _Attempt, now: datetime) -> dict[str, object]:
    claim = each.claim
    return {
        "report_id": claim.report.id,
        "seq": claim.entry.seq,
        "channel": claim.to.channel,
        "to": claim.to.ref,
        "at": now,
        "error": None if each.error is None else repr(each.error)[:200],
    }
