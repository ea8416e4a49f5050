"""``GET /export/reports.csv`` and ``GET /export/reports.xlsx``."""

from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime
from pathlib import PurePosixPath

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.export.formats import FORMATS
from gateway.export.wanted import check_size, wanted_reports
from gateway.identity import Identity
from gateway.language import prefers_chinese
from gateway.refusal import refused
from intake import (
    CITY_ZONE,
    Actor,
    Forbidden,
    Intake,
    ReportFilter,
    Role,
    Unauthenticated,
    Unavailable,
    UserError,
)

AT_ONCE = 2
"""Exports that one process writes side by side; more would be felt by everybody else."""
_RETRY_AFTER_S = 30
_log = structlog.get_logger("gateway.export")


class Exports:
    """An ASGI application that hands out what somebody may read, as the file its path names.

    Args:
        intake: reads the reports.
        identity: reads bearer tokens.
        clock: now, aware UTC.
        most: rows of one file.
    """

    def __init__(self, intake: Intake, identity: Identity, clock: Callable[[], datetime], most: int) -> None:
        self._intake = intake
        self._identity = identity
        self._clock = clock
        self._most = most
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """200 with the file, a row a report; parameters as in ``wanted_reports``, headings by language.

        Errors are ``{"error": {"code", "message", "path", "rule"}}``: 400 a parameter breaks a rule or more
        than ``most`` rows are asked for, 401 nobody is signed in, 403 a reporter asks, 503 the database is
        away or enough exports are under way. When something fails after the first row the connection is
        cut, so that nobody takes a part for the whole.
        """
        request = Request(scope, receive)
        try:
            actor = self._staff(request)
            wanted = wanted_reports(request.query_params.multi_items())
            rows = await check_size(self._intake, actor, wanted, self._most)
            if self._under_way >= AT_ONCE:
                raise Unavailable("export", _RETRY_AFTER_S)
        except UserError as error:
            await refused(error, request)(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._send(request, actor, wanted, rows, send)
        finally:
            self._under_way -= 1

    def _staff(self, request: Request) -> Actor:
        session = self._identity.session(request.headers.get("authorization"))
        if session is None:
            raise Unauthenticated
        if session.actor.role is Role.REPORTER:
            raise Forbidden("导出仅供工作人员使用", "Exports are for staff", rule="role")
        return session.actor

    async def _send(
        self, request: Request, actor: Actor, wanted: ReportFilter, rows: int, send: Send
    ) -> None:
        suffix = PurePosixPath(request.url.path).suffix
        file = FORMATS[suffix]
        today = self._clock().astimezone(CITY_ZONE)
        headers = {"content-disposition": f'attachment; filename="reports-{today:%Y-%m-%d}{suffix}"'}
        if request.method == "HEAD":
            await Response(headers=headers, media_type=file.media_type)(request.scope, request.receive, send)
            return
        _log.info("export", actor=actor.id, role=actor.role.value, file=f"reports{suffix}", rows=rows)
        async with (
            aclosing(self._intake.each(actor, wanted)) as reports,
            aclosing(file.write(reports, chinese=prefers_chinese(request))) as pieces,
        ):
            answer = StreamingResponse(pieces, headers=headers, media_type=file.media_type)
            await answer(request.scope, request.receive, send)
