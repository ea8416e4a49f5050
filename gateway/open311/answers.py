"""Answers of the endpoint, in XML or JSON as the path asks, and its errors."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response

from channels import TooLong, TooOften, open311_errors, open311_xml
from gateway.language import prefers_chinese
from intake import ErrorCode, NotFound, Unavailable, UserError

_STATUS = {
    ErrorCode.UNAUTHENTICATED: 403,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.UNAVAILABLE: 503,
}
"""What GeoReport answers to; everything else is 400."""
_ANYBODY = {"access-control-allow-origin": "*"}
"""Pages of other sites may read: all of it is public, or asked for with a key that such a page was given."""


class Answer(NamedTuple):
    """What is told: the name of its root element, plain values, and the code."""

    name: str
    value: Any
    status: int = 200


def respond(request: Request, answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    """The answer in the form that the path names; in XML where that is neither."""
    if request.path_params.get("form") == "json":
        body, kind = orjson.dumps(answer.value), "application/json; charset=utf-8"
    else:
        body, kind = open311_xml(answer.name, answer.value), "text/xml; charset=utf-8"
    return Response(body, answer.status, {**_ANYBODY, **(headers or {}), "content-type": kind})


def refuse(request: Request, error: UserError) -> Response:
    """The error as GeoReport has it."""
    match error:
        case TooLong():
            status = 413
        case TooOften():
            status = 429
        case _:
            status = _STATUS.get(error.code, 400)
    headers = {"retry-after": str(error.retry_after_s)} if isinstance(error, Unavailable) else None
    words = error.zh if prefers_chinese(request) else error.en
    return respond(request, Answer("errors", open311_errors(status, [words]), status), headers)


def check_form(request: Request) -> None:
    """Refuse forms other than the two there are.

    Raises:
        NotFound: neither XML nor JSON.
    """
    if request.path_params["form"] not in {"json", "xml"}:
        raise NotFound("只提供 .xml 和 .json", "There is .xml and .json", path=("format",), rule="known")
