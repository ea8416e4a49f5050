"""One exchange with WeChat: HTTP, JSON, and what its codes mean for whoever asks."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson

from channels.wechat.account import Account
from channels.wechat.errors import QuotaReached, WeChatAway, WeChatRefused
from channels.wechat.store import WeChatStore

QUOTA_REST = timedelta(minutes=15)
"""How long an interface is left alone once its quota is used up."""

_BUSY, _QUOTA = -1, 45009
_WAITS_S = (0.1, 0.4)  # before the second and the third try of what was busy
_LONGEST_S = 8.0
_FIELD = re.compile(r"data\.([a-z_]+[0-9]+)")
_log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]


class Wire:
    """Asks and reads.

    Args:
        account: where.
        store: keeps which interface is left alone, for all processes.
        http: does not follow redirects.
        clock: now, aware UTC.
        pause: waits so many seconds.
    """

    def __init__(
        self,
        account: Account,
        store: WeChatStore,
        http: httpx.AsyncClient,
        clock: Callable[[], datetime],
        pause: Pause,
    ) -> None:
        self._base_url = account.base_url
        self._store = store
        self._http = http
        self._clock = clock
        self._pause = pause

    async def get(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """What WeChat answers; raises as `post`."""
        return await self._asked("GET", path, query, None)

    async def post(self, path: str, query: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, Any]:
        """What WeChat answers.

        Raises:
            WeChatAway: nothing that can be used, after three tries of what was busy.
            QuotaReached: its quota is used up, now or a while ago.
            WeChatRefused: any other code.
        """
        return await self._asked("POST", path, query, orjson.dumps(body))

    async def _asked(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None
    ) -> dict[str, Any]:
        resting = await self._store.rests_until(path)
        if resting is not None and self._clock() < resting:
            raise QuotaReached(path, resting)
        for wait in (*_WAITS_S, None):
            answer = await self._exchange(method, path, query, body)
            code = _code(path, answer)
            if code == 0:
                return answer
            if code == _QUOTA:
                raise await self._quota_reached(path)
            if code != _BUSY:
                raise WeChatRefused(path, code, _field(answer))
            if wait is not None:
                await self._pause(wait)
        raise WeChatAway(path, "busy")

    async def _exchange(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None
    ) -> dict[str, Any]:
        headers = {"content-type": "application/json"} if body is not None else {}
        try:
            async with asyncio.timeout(_LONGEST_S):
                response = await self._http.request(
                    method, f"{self._base_url}{path}", params=dict(query), content=body, headers=headers
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            # without the cause: it knows the URL, and that carries secrets
            raise WeChatAway(path, type(error).__name__) from None
        if response.status_code != httpx.codes.OK:
            raise WeChatAway(path, f"HTTP {response.status_code}")
        try:
            answer = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            raise WeChatAway(path, "not JSON") from None
        if not isinstance(answer, dict):
            raise WeChatAway(path, "no JSON object")
        return answer

    async def _quota_reached(self, path: str) -> QuotaReached:
        until = self._clock() + QUOTA_REST
        await self._store.rest(path, until)
        reached = QuotaReached(path, until)
        _log.error("WeChat %s", reached)
        return reached


def _code(path: str, answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise WeChatAway(path, "errcode is no number")
    return code


def _field(answer: Mapping[str, Any]) -> str | None:
    """The field of a message that ``errmsg`` names; nothing else of it is safe to repeat."""
    found = _FIELD.search(str(answer.get("errmsg", "")))
    return found[1] if found else None
