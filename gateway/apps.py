"""``/channels/{channel}/…``: what the servers of apps send and ask (docs/channels/README.md)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from channels import Caller, Raw, Receiver, TooLong, TooOften
from gateway.refusal import refused
from intake import InvalidInput, UserError

MAX_FORM = 38 * 1024 * 1024
"""Bytes of a form: three of the largest photos and the document. More photos are sent beforehand."""
MAX_PHOTO_FORM = 12 * 1024 * 1024 + 65_536
"""Bytes of a form with one photo."""
MAX_DOCUMENT = 262_144
"""Bytes of a JSON document."""
TIME_S = 60.0
"""Seconds that a request with photos may take."""
_LARGE_AT_ONCE = 8
"""Forms held in memory at the same time by one process."""

_Answer = tuple[dict[str, Any], int]
_Doing = Callable[[Caller, Raw, Mapping[str, str]], Awaitable[_Answer]]


class Apps:
    """The routes of apps.

    Args:
        receiver: does what they ask.
    """

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)

    def routes(self) -> list[BaseRoute]:
        """All of them.

        Errors are ``{"error": {"code", "message", "path", "rule"}}``: 401 not proven, 403 not allowed, 404
        not there, 409 of another stage or content, 413 too long, 422 a field breaks a rule, 429 too often,
        503 a part is away; the last two with ``Retry-After``.
        """
        base = "/channels/{channel}"
        return [
            Route(f"{base}/reports", self._route(self._report, MAX_FORM), methods=["POST"]),
            Route(f"{base}/media", self._route(self._photo, MAX_PHOTO_FORM), methods=["POST"]),
            Route(f"{base}/reports/{{ref}}", self._route(self._show, 0), methods=["GET"]),
            Route(f"{base}/reports/{{ref}}/{{deed}}", self._route(self._act, MAX_FORM), methods=["POST"]),
        ]

    def _route(self, doing: _Doing, most: int) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                body, status = await self._answered(request, doing, most)
            except UserError as error:
                return _refused(error, request)
            return JSONResponse(body, status)

        return answer

    async def _answered(self, request: Request, doing: _Doing, most: int) -> _Answer:
        is_form = request.headers.get("content-type", "").lower().startswith("multipart/")
        most = most if is_form else min(most, MAX_DOCUMENT)
        declared = request.headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > most:
            raise TooLong(most)
        head = _head(request)
        caller = await self._receiver.admit(request.path_params["channel"], head)
        if not is_form:
            raw = replace(head, body=await _body(request, most))
            return await doing(caller, raw, request.path_params)
        async with self._large:
            raw = replace(head, body=await _body(request, most))
            return await doing(caller, raw, request.path_params)

    async def _report(self, caller: Caller, raw: Raw, _path: Mapping[str, str]) -> _Answer:
        report, is_new = await self._receiver.report(caller, raw)
        return {"report": report}, 201 if is_new else 200

    async def _photo(self, caller: Caller, raw: Raw, _path: Mapping[str, str]) -> _Answer:
        photo = await self._receiver.photo(caller, raw)
        return {"photo": {"id": photo.id, "sha256": photo.sha256}}, 201

    async def _show(self, caller: Caller, raw: Raw, path: Mapping[str, str]) -> _Answer:
        return {"report": await self._receiver.show(caller, raw, path["ref"])}, 200

    async def _act(self, caller: Caller, raw: Raw, path: Mapping[str, str]) -> _Answer:
        return {"report": await self._receiver.act(caller, path["ref"], path["deed"], raw)}, 200


def _head(request: Request) -> Raw:
    """All of the request but its body, with its target as it came over the wire."""
    query = request.scope["query_string"]
    target = request.scope["raw_path"] + (b"?" + query if query else b"")
    return Raw(
        method=request.method,
        target=target.decode("latin-1"),
        headers=dict(request.headers),
        body=b"",
        address=request.client.host if request.client else "",
    )


async def _body(request: Request, most: int) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise TooLong(most)
        chunks.append(chunk)
    return b"".join(chunks)


def _refused(error: UserError, request: Request) -> Response:
    # the domain names fields as GraphQL has them, below "input"; an app's document has no such level
    error.path = error.path[1:] if error.path[:1] == ("input",) else error.path
    match error:
        case TooLong():
            response = refused(error, request, 413)
            response.headers["connection"] = "close"
        case TooOften():
            response = refused(error, request, 429)
        case InvalidInput():
            response = refused(error, request, 422)
        case _:
            response = refused(error, request, scheme="X-SSP-Signature")
    return response
