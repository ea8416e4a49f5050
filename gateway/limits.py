"""Limits of a request that hold before anything reads it: its size and its time."""

import asyncio
from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TooLarge(Exception):
    """The body is longer than its route allows."""


class BodyLimit:
    """Refuses a body longer than ``most`` bytes with 413, by its declared and by its real length."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > self._most:
            await self._refuse(scope, receive, send)
            return
        seen, started = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._most:
                raise TooLarge
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except TooLarge:
            if started:
                raise
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        words = f"请求体超过 {self._most} 字节 · The body is longer than {self._most} bytes"
        body = {"errors": [{"message": words, "extensions": {"code": "INVALID_INPUT", "rule": "max_bytes"}}]}
        await JSONResponse(body, 413, headers={"connection": "close"})(scope, receive, send)


class TimeLimit:
    """Gives a request ``seconds`` to answer, then 504: the same request may be sent again.

    ``others`` are seconds for paths that begin with a prefix.
    """

    def __init__(self, app: ASGIApp, seconds: float, others: Mapping[str, float]) -> None:
        self._app = app
        self._seconds = seconds
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, against the clock; sockets live as long as they like."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            async with asyncio.timeout(self._for(scope["path"])):
                await self._app(scope, receive, noted)
        except TimeoutError:
            if started:
                raise
            words = "服务繁忙，请原样重试 · Timed out; send the same request again"
            body = {
                "errors": [{"message": words, "extensions": {"code": "UNAVAILABLE", "rule": "retriable"}}]
            }
            await JSONResponse(body, 504, headers={"retry-after": "2"})(scope, receive, send)

    def _for(self, path: str) -> float:
        return next(
            (value for prefix, value in self._others.items() if path.startswith(prefix)), self._seconds
        )
