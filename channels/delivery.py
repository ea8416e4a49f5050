"""The outbox worker: takes what is owed to a follower and tells it, in order, until it arrives."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.channel import Channel, Refused
from channels.news import news_of
from channels.store import ChannelStore
from channels.wording import is_news
from intake import Claim, Database, Outbox

_log = logging.getLogger(__name__)
_WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None when it is time to give up."""
    return _WAITS[attempts - 1] if attempts <= len(_WAITS) else None


class Delivery:
    """Tells followers what is due.

    Args:
        database: where reports and the attempts are.
        channels: by name.
    """

    def __init__(self, database: Database, channels: Mapping[str, Channel]) -> None:
        self._outbox = Outbox(database)
        self._store = ChannelStore(database)
        self._channels = channels

    async def deliver_once(self, now: datetime) -> int:
        """Tell one follower one thing; 0 when nothing is due at ``now``.

        What is no news to this follower counts as told.
        """
        claim = await self._outbox.claim(now)
        if claim is None:
            return 0
        told = is_news(claim.entry, claim.about)
        error = await self._attempt(claim, now) if told else None
        if error is None:
            await self._outbox.sent(claim, now)
        else:
            wait = None if isinstance(error, Refused) else wait_after(claim.attempts + 1)
            words = f"{type(error).__name__}: {error}"[:200]
            if wait is None:
                await self._outbox.give_up(claim, now, words)
            else:
                await self._outbox.retry(claim, now + wait, words)
        return 1

    async def _attempt(self, claim: Claim, now: datetime) -> Exception | None:
        error: Exception | None = None
        try:
            outlet = self._channel(claim.to.channel).outlet
            await outlet.send(outlet.render(news_of(claim)))
        except Exception as raised:  # noqa: BLE001 - whatever a channel raises, the entry stays owed
            _log.warning("notice %s/%s not delivered: %r", claim.report.number, claim.entry.seq, raised)
            error = raised
        await self._store.record(
            {
                "report_id": claim.report.id,
                "seq": claim.entry.seq,
                "channel": claim.to.channel,
                "to": claim.to.ref,
                "at": now,
                "error": None if error is None else repr(error)[:200],
            }
        )
        return error

    def _channel(self, name: str) -> Channel:
        if name not in self._channels:
            raise Refused(f"no channel is named {name}")
        return self._channels[name]
