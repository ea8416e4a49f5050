"""Interfaces that want the access token."""

from collections.abc import Mapping
from typing import Any

from channels.wechat.errors import WeChatAway, WeChatRefused
from channels.wechat.token import Tokens
from channels.wechat.wire import Wire

_STALE = frozenset({40001, 40014, 42001})


class Api:
    """Calls with a token, and once more with another where the first does not hold."""

    def __init__(self, wire: Wire, tokens: Tokens) -> None:
        self._wire = wire
        self._tokens = tokens

    async def call(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What WeChat answers.

        Raises:
            WeChatAway: nothing that can be used, or it takes no token of ours.
            QuotaReached: the quota of this interface is used up.
            WeChatRefused: any other code.
        """
        for _ in range(2):
            token = await self._tokens.get()
            try:
                return await self._wire.post(path, {"access_token": token}, body)
            except WeChatRefused as error:
                if error.code not in _STALE:
                    raise
                await self._tokens.drop(token)
        raise WeChatAway(path, "it takes no token of ours")
