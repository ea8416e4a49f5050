"""One log line and one measurement a request, under a correlation id that the caller gets back."""

import re
import time
import uuid

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.metrics import Metrics

_log = structlog.get_logger("gateway.request")
_SOUND = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADER = b"x-correlation-id"


class Observe:
    """Ties everything a request does to one id, logs its end, and counts it.

    Paths are logged without their query: a link may carry a signature.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and watch it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(_HEADER, b"")
        correlation_id = given.decode() if _SOUND.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        code, began = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = message["status"]
                message.setdefault("headers", []).append((_HEADER, correlation_id.encode()))
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            if scope["type"] == "http":
                self._count(scope, code, time.perf_counter() - began)

    def _count(self, scope: Scope, code: int, seconds: float) -> None:
        endpoint = scope.get("endpoint")
        route = scope["path"] if endpoint is not None and "path_params" in scope else "other"
        if scope.get("path_params"):
            route = getattr(endpoint, "__name__", "other")
        self._metrics.requests.labels(route, scope["method"], code).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        _log.info(
            "request", method=scope["method"], path=scope["path"], code=code, ms=round(seconds * 1000, 1)
        )
