"""One log line and one measurement a request, under a correlation id that the caller gets back."""

import re
import time
import uuid

import structlog
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.metrics import Metrics

_log = structlog.get_logger("gateway.request")
_SOUND = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADER = b"x-correlation-id"
_ALWAYS = (
    (b"cache-control", b"no-store"),  # answers hold people's reports and signed links
    (b"x-content-type-options", b"nosniff"),
)


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
        code, started, began = 500, False, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal code, started
            if message["type"] == "http.response.start":
                code = message["status"]
                started = True
                headers = message.setdefault("headers", [])
                headers.append((_HEADER, correlation_id.encode()))
                headers += [each for each in _ALWAYS if each[0] not in dict(headers)]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            _log.exception("unhandled error")
            if started or scope["type"] != "http":
                raise
            await _internal(correlation_id)(scope, receive, noted)
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


def _internal(correlation_id: str) -> JSONResponse:
    words = "系统内部错误，请提供关联编号联系我们 · Internal error; quote the correlation id"
    extensions = {"code": "INTERNAL", "correlationId": correlation_id}
    return JSONResponse({"errors": [{"message": words, "extensions": extensions}]}, 500)
