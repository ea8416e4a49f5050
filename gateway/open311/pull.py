"""Takes over the open requests of another GeoReport endpoint, page by page, each once."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson

from channels import open311_imported, open311_ref
from intake import RULE, IdempotencyConflict, Intake, InvalidInput, NotFound, report_id

_SPAN = timedelta(days=90)  # what GeoReport lists at once
_PAGE = 100
_MOST_PAGES = 1_000
_MOST_BYTES = 20 * 1024 * 1024


class PullError(Exception):
    """The other endpoint does not answer, or not with requests; what was taken over stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where to pull from.

    Attributes:
        url: up to and with the version: ``https://311.example.org/open311/v2``.
        name: what its requests are called by here.
        services: matter of each of its services.
        codes: only these of its services; all when empty.
        since: filed there then or later, aware.
    """

    url: str
    name: str
    services: Mapping[str, str]
    since: datetime
    codes: tuple[str, ...] = ()


@dataclass(slots=True)
class Outcome:
    """How many requests were taken over, were here already, and were refused."""

    taken: int = 0
    known: int = 0
    refused: int = 0


async def pull(
    http: httpx.AsyncClient,
    intake: Intake,
    source: Source,
    now: datetime,
    reject: Callable[[Mapping[str, Any], InvalidInput], None],
    tell: Callable[[Outcome], None],
) -> Outcome:
    """Take over what is open there.

    Args:
        http: follows no redirect.
        intake: files reports.
        source: where from.
        now: up to when, aware.
        reject: told of each request that cannot be a report here, and why.
        tell: told how far it is, after each request.

    Raises:
        PullError: the endpoint fails; the same call goes on where this one ended.
        Unavailable: the database is away.
    """
    outcome = Outcome()
    async for row in _rows(http, source, now):
        try:
            if await _is_known(intake, open311_ref(source.name, row)):
                outcome.known += 1
            else:
                await intake.submit(open311_imported(source.name, row, source.services))
                outcome.taken += 1
        except IdempotencyConflict:
            outcome.known += 1  # another process took it over meanwhile
        except InvalidInput as error:
            reject(row, error)
            outcome.refused += 1
        tell(outcome)
    return outcome


async def _rows(http: httpx.AsyncClient, source: Source, now: datetime) -> AsyncIterator[Mapping[str, Any]]:
    seen: set[str] = set()
    start = source.since
    while start < now:
        end = min(start + _SPAN, now)
        for page in range(1, _MOST_PAGES + 1):
            found = await _page(http, source, start, end, page)
            fresh = [row for row in found if str(row.get("service_request_id")) not in seen]
            seen |= {str(row.get("service_request_id")) for row in fresh}
            for row in fresh:
                if row.get("status") == "open":  # whatever it makes of the filter
                    yield row
            if not fresh:  # the end, or an endpoint without pages that says the same again
                break
        start = end


async def _page(
    http: httpx.AsyncClient, source: Source, start: datetime, end: datetime, page: int
) -> list[Mapping[str, Any]]:
    query = {
        "status": "open",
        "start_date": start.isoformat(timespec="seconds"),
        "end_date": end.isoformat(timespec="seconds"),
        "page": str(page),
        "page_size": str(_PAGE),
    }
    if source.codes:
        query["service_code"] = ",".join(source.codes)
    body = bytearray()
    try:
        async with http.stream("GET", f"{source.url.rstrip('/')}/requests.json", params=query) as response:
            if response.status_code != httpx.codes.OK:
                raise PullError(f"{source.url}: HTTP {response.status_code}")
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > _MOST_BYTES:
                    raise PullError(f"{source.url}: > {_MOST_BYTES:,} bytes")
        found = orjson.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, orjson.JSONDecodeError) as error:
        raise PullError(f"{source.url}: {type(error).__name__}: {error}") from error
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise PullError(f"{source.url}: no list of requests")
    return found


async def _is_known(intake: Intake, ref: str) -> bool:
    try:
        await intake.read_id(report_id("open311", "", "", ref), RULE)
    except NotFound:
        return False
    return True
