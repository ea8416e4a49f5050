"""How long a form may be."""

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.limits import BodyLimit

MAX_PHOTOS = 3
MAX_BODY = 38 * 1024 * 1024
"""Bytes of a form with photos: three of the largest and its fields."""
MAX_FIELDS = 262_144
"""Bytes of a form without."""


class FormLimit:
    """Lets forms with photos be longer than those without."""

    def __init__(self, app: ASGIApp) -> None:
        self._long, self._short = BodyLimit(app, MAX_BODY), BodyLimit(app, MAX_FIELDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on under its limit."""
        kind = dict(scope["headers"]).get(b"content-type", b"").lower()
        limited = self._long if kind.startswith(b"multipart/") else self._short
        await limited(scope, receive, send)
