"""The access token: one for all processes, asked for by one of them, kept until shortly before it ends."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from channels.wechat.account import Account
from channels.wechat.errors import WeChatAway
from channels.wechat.store import Token, WeChatStore
from channels.wechat.wire import Pause, Wire

PATH = "/cgi-bin/stable_token"
_MARGIN = timedelta(minutes=3)
"""WeChat gives another token from five minutes before the end on, and takes both meanwhile."""
_LEASE = timedelta(seconds=30)
_LOOK_S = 0.1
_LOOKS = 100


class Tokens:
    """Hands the token out.

    Args:
        account: whose.
        store: where all processes find it.
        wire: to WeChat.
        clock: now, aware UTC.
        pause: waits so many seconds.
    """

    def __init__(
        self, account: Account, store: WeChatStore, wire: Wire, clock: Callable[[], datetime], pause: Pause
    ) -> None:
        self._account = account
        self._store = store
        self._wire = wire
        self._clock = clock
        self._pause = pause
        self._known: Token | None = None
        self._one = asyncio.Lock()

    async def get(self) -> str:
        """A token that should hold.

        Raises:
            WeChatAway: none can be had now.
            QuotaReached: as often as WeChat gives one was asked for one.
            WeChatRefused: WeChat does not know this account.
        """
        async with self._one:
            for _ in range(_LOOKS):
                known = self._known or await self._store.token()
                if known is not None and self._clock() < known.ends_at:
                    self._known = known
                    return known.value
                self._known = None
                lease, now = secrets.token_hex(8), self._clock()
                if await self._store.lease_token(now, now + _LEASE, lease):
                    self._known = await self._asked(lease)
                    return self._known.value
                await self._pause(_LOOK_S)  # another process asks
        raise WeChatAway(PATH, "another process asked and got none")

    async def drop(self, token: str) -> None:
        """This one does not hold; whoever comes next asks for another, unless somebody has."""
        if self._known is not None and self._known.value == token:
            self._known = None
        await self._store.drop_token(token)

    async def _asked(self, lease: str) -> Token:
        """Ask as whoever holds the lease; it is given back whatever comes of it."""
        token: Token | None = None
        try:
            asked_at = self._clock()
            answer = await self._wire.post(
                PATH,
                {},
                {
                    "grant_type": "client_credential",
                    "appid": self._account.app_id,
                    "secret": self._account.secret,
                },
            )
            value, seconds = answer.get("access_token"), answer.get("expires_in")
            if not (isinstance(value, str) and value and isinstance(seconds, int) and seconds > 0):
                raise WeChatAway(PATH, "no token in the answer")
            lasts = timedelta(seconds=seconds)
            token = Token(value, asked_at + lasts - min(_MARGIN, lasts / 2))
            return token
        finally:
            await self._store.settle_token(lease, token)
