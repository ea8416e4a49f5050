"""Probes: alive is about this process, ready is about what it needs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse

Check = Callable[[], Awaitable[object]]
_WITHIN_S = 2.0


class Health:
    """``/healthz/live`` and ``/healthz/ready``.

    Args:
        needed: parts without which no report can be taken.
        wanted: parts that may be away for a while; told, but no reason to send traffic elsewhere.
    """

    def __init__(self, needed: Mapping[str, Check], wanted: Mapping[str, Check]) -> None:
        self._needed = needed
        self._wanted = wanted

    async def live(self, _request: Request) -> JSONResponse:
        """The process answers."""
        return JSONResponse({"live": True})

    async def ready(self, _request: Request) -> JSONResponse:
        """200 when every needed part answers, else 503; each part is named."""
        names = [*self._needed, *self._wanted]
        checks = [*self._needed.values(), *self._wanted.values()]
        parts = dict(zip(names, await asyncio.gather(*map(_answers, checks)), strict=True))
        ready = all(parts[name] for name in self._needed)
        return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503)


async def _answers(check: Check) -> bool:
    try:
        async with asyncio.timeout(_WITHIN_S):
            await check()
    except Exception:  # noqa: BLE001 - whatever went wrong, the part does not answer
        return False
    return True
