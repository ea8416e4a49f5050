"""How the plain HTTP routes tell an expected failure."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from gateway.language import prefers_chinese
from intake import ErrorCode, Unauthenticated, Unavailable, UserError

_HTTP = {
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.INVALID_INPUT: 400,
    ErrorCode.PHOTO_REFUSED: 422,
    ErrorCode.UNAVAILABLE: 503,
}


def refused(error: UserError, request: Request) -> JSONResponse:
    """``{"error": {"code", "message", "path", "rule"}}`` in the caller's language."""
    body = {
        "code": error.code.name,
        "message": error.zh if prefers_chinese(request) else error.en,
        "path": list(error.path),
        "rule": error.rule,
    }
    headers = {}
    if isinstance(error, Unavailable):
        headers["retry-after"] = str(error.retry_after_s)
    if isinstance(error, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    return JSONResponse({"error": body}, _HTTP.get(error.code, 400), headers=headers)
