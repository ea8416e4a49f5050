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
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.WRONG_STAGE: 409,
    ErrorCode.VERSION_CONFLICT: 409,
    ErrorCode.IDEMPOTENCY_CONFLICT: 409,
    ErrorCode.ALREADY_DONE: 409,
    ErrorCode.UNAVAILABLE: 503,
}


def refused(
    error: UserError, request: Request, status: int | None = None, scheme: str = "Bearer"
) -> JSONResponse:
    """``{"error": {"code", "message", "path", "rule"}}`` in the caller's language.

    Args:
        error: what was refused, and why.
        request: says which language.
        status: another one than the code's own.
        scheme: how to prove who one is (RFC 9110, 11.6.1), for those who have not.
    """
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
        headers["www-authenticate"] = scheme
    return JSONResponse({"error": body}, status or _HTTP.get(error.code, 400), headers=headers)
