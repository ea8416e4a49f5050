"""Requests of another endpoint, which a stub on loopback serves well and badly."""

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest

from channels import open311_services
from gateway.open311 import Outcome, PullError, Source, pull
from gateway.resources import Database, utc_now
from intake import InvalidInput
from support.service import Service


class Stub:
    """An endpoint: pages of two, or whatever the test says."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.asked: list[dict[str, str]] = []
        self.answer: tuple[int, bytes] | None = None
        self.pages = True

    def reply(self, target: str) -> tuple[int, bytes]:
        query = {name: each[0] for name, each in parse_qs(urlsplit(target).query).items()}
        self.asked.append(query)
        start = (int(query["page"]) - 1) * 2 if self.pages else 0
        return self.answer or (200, orjson.dumps(self.rows[start : start + 2] if self.pages else self.rows))


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def url(stub: Stub) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, body = stub.reply(self.path)
            self.send_response(code)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/open311/v2"
        server.shutdown()
        thread.join()


def row(number: int, **changes: Any) -> dict[str, Any]:
    """As the specification has one."""
    return {
        "service_request_id": f"63844{number}",
        "status": "open",
        "service_code": "006",
        "service_name": "Street Cleaning",
        "description": f"第 {number} 处路面很脏",
        "requested_datetime": "2026-11-20T06:37:38-08:00",
        "address": "8TH AVE and JUDAH ST",
        "lat": 23.02 + number / 100,
        "long": 113.75,
        **changes,
    }


async def run(service: Service, url: str) -> tuple[Outcome, list[tuple[str, str]]]:
    refused: list[tuple[str, str]] = []

    def reject(given: Mapping[str, Any], error: InvalidInput) -> None:
        refused.append((str(given.get("service_request_id")), error.path[-1]))

    services = open311_services("service_code,matter\n006,E0104\n")
    since = utc_now() - timedelta(days=80)
    source = Source(url=url, name="sf", services=services, since=since, codes=("006",))
    async with httpx.AsyncClient(trust_env=False) as http:
        intake = service.resources.services.intake
        return await pull(http, intake, source, utc_now(), reject, lambda _: None), refused


async def test_what_is_open_there_is_taken_over_once(
    service: Service, mongo_db: Database, stub: Stub, url: str
) -> None:
    stub.rows = [row(5, status="closed"), row(3, status="closed"), row(1), row(2), row(4)]
    outcome, _ = await run(service, url)
    assert (outcome.taken, outcome.known, outcome.refused) == (3, 0, 0)
    assert {each["service_code"] for each in stub.asked} == {"006"}
    stub.rows[2]["description"] = "改了一句话"
    outcome, _ = await run(service, url)
    assert (outcome.taken, outcome.known) == (0, 3)
    report = await mongo_db.reports.find_one({"external_ref": "sf:638441"})
    assert report is not None
    assert (report["channel"], report["matter"]["code"]) == ("open311", "E0104")
    assert report["text"] == "第 1 处路面很脏"
    assert report["occurred_at"].isoformat() == "2026-11-20T14:37:38+00:00"


async def test_an_endpoint_without_pages_is_read_to_its_end(service: Service, stub: Stub, url: str) -> None:
    stub.rows, stub.pages = [row(1), row(2), row(3)], False
    outcome, _ = await run(service, url)
    assert (outcome.taken, len(stub.asked)) == (3, 2)


async def test_what_cannot_be_a_report_is_told_and_why(service: Service, stub: Stub, url: str) -> None:
    wrong = [
        {"service_code": "999"},
        {"lat": "NaN"},
        {"lat": None, "long": None, "address": None},
        {"description": "长" * 2001},
        {"requested_datetime": "yesterday"},
        {"service_request_id": "x" * 70},
    ]
    stub.rows = [row(n, **each) for n, each in enumerate(wrong)] + [row(9)]
    outcome, refused = await run(service, url)
    assert (outcome.taken, outcome.refused) == (1, len(wrong))
    assert [path for _, path in refused] == [
        "service_code",
        "location",
        "lat",
        "text",
        "requested_datetime",
        "service_request_id",
    ]


@pytest.mark.parametrize(
    "answer", [(500, b""), (302, b""), (200, b"<html>"), (200, b'{"errors": 1}'), (200, b"[1]")]
)
async def test_an_endpoint_that_fails_is_told(
    service: Service, stub: Stub, url: str, answer: tuple[int, bytes]
) -> None:
    stub.answer = answer
    with pytest.raises(PullError):
        await run(service, url)


@pytest.mark.parametrize(
    "rows", ["a,b\n1,2\n", "service_code,matter\n1,\n", "service_code,matter\n1,C\n1,C\n"]
)
def test_a_table_of_services_with_a_gap_is_refused(rows: str) -> None:
    with pytest.raises(InvalidInput):
        open311_services(rows)
