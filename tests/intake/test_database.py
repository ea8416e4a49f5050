"""What the service asks of its database, and what it says when that is away."""

import socket
import socketserver
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from select import select
from threading import Thread
from typing import Any

import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from pymongo.uri_parser import parse_uri

from gateway.resources import connect
from intake import Database, Intake, Outbox, ReportFilter, Sign, Unavailable, UserError, Window, new_number
from support.clock import Clock
from support.reports import DISPATCHER, NOW, OFFICER, ROUTING, Album, open_intake, submission


@pytest.fixture
async def away() -> AsyncIterator[Database]:
    """A database whose port is closed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    client = AsyncIOMotorClient[dict[str, Any]](
        f"mongodb://127.0.0.1:{port}", serverSelectionTimeoutMS=50, tz_aware=True
    )
    yield client["away"]
    client.close()


class Line(socketserver.ThreadingTCPServer):
    """A telephone line to the real MongoDB that can be cut while somebody speaks."""

    def __init__(self, far: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", 0), Speaker)
        self.far = far
        self.is_cut = False
        self.is_over = False


class Speaker(socketserver.BaseRequestHandler):
    """Carries both ways; once the line is cut, whoever speaks is hung up on."""

    server: Line

    def handle(self) -> None:
        with suppress(OSError), socket.create_connection(self.server.far) as far:
            other = {self.request: far, far: self.request}
            while not self.server.is_over:
                for end in select(list(other), [], [], 0.05)[0]:
                    data = end.recv(65_536)
                    if self.server.is_cut or not data:
                        return
                    other[end].sendall(data)


@pytest.fixture
def line(mongo_uri: str) -> Iterator[Line]:
    with Line(parse_uri(mongo_uri)["nodelist"][0]) as line:
        serving = Thread(target=line.serve_forever, args=(0.05,))
        serving.start()
        try:
            yield line
        finally:
            line.is_over = True
            line.shutdown()
            serving.join()


CALLS: dict[str, Callable[[Intake, Outbox], Awaitable[object]]] = {
    "submit": lambda intake, _: intake.submit(submission()),
    "apply": lambda intake, _: intake.apply(new_number(NOW), Sign(), OFFICER),
    "read": lambda intake, _: intake.read(new_number(NOW), DISPATCHER),
    "read_id": lambda intake, _: intake.read_id("0" * 32, DISPATCHER),
    "page": lambda intake, _: intake.page(DISPATCHER, ReportFilter(), Window(limit=5)),
    "count": lambda intake, _: intake.count(DISPATCHER, ReportFilter()),
    "claim": lambda _, outbox: outbox.claim(NOW, "iguanjia", 1),
}


@pytest.mark.parametrize("name", CALLS)
async def test_a_database_that_is_away_is_told_as_such(away: Database, clock: Clock, name: str) -> None:
    intake = Intake(away, router=ROUTING, photos=Album(), clock=clock)
    with pytest.raises(Unavailable) as refused:
        await CALLS[name](intake, Outbox(away))
    assert (refused.value.part, refused.value.rule) == ("database", "retriable")
    assert refused.value.retry_after_s > 0


@pytest.mark.parametrize("name", CALLS)
async def test_a_database_that_goes_away_under_a_request_is_told_as_such(
    line: Line, mongo_db: Database, clock: Clock, name: str
) -> None:
    client = AsyncIOMotorClient[dict[str, Any]](
        f"mongodb://127.0.0.1:{line.server_address[1]}",
        directConnection=True,
        serverSelectionTimeoutMS=100,
        tz_aware=True,
    )
    try:
        database = client[mongo_db.name]
        intake = Intake(database, router=ROUTING, photos=Album(), clock=clock)
        assert await intake.count(DISPATCHER, ReportFilter()) == 0
        line.is_cut = True
        with pytest.raises(Unavailable):
            await CALLS[name](intake, Outbox(database))
    finally:
        client.close()


async def test_indexes_of_a_database_that_is_away_are_told_as_such(away: Database) -> None:
    with pytest.raises(Unavailable):
        await Intake.ensure_indexes(away)


async def test_a_submission_that_breaks_a_rule_is_told_that_even_then(away: Database, clock: Clock) -> None:
    intake = Intake(away, router=ROUTING, photos=Album(), clock=clock)
    with pytest.raises(UserError) as refused:
        await intake.submit(submission(text="x" * 3000))
    assert refused.value.rule == "max_length"


class _Writes(CommandListener):
    """The write concerns that are sent, by command."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, object]] = []

    def started(self, event: CommandStartedEvent) -> None:
        if event.command_name in {"insert", "update", "delete", "findAndModify"}:
            self.sent.append((event.command_name, event.command.get("writeConcern")))

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note."""


async def test_every_write_is_on_the_disks_of_a_majority(
    mongo_uri: str, mongo_db: Database, clock: Clock
) -> None:
    writes = _Writes()
    client = connect(mongo_uri, event_listeners=[writes])
    database = client.get_database(mongo_db.name)
    try:
        intake = await open_intake(database, clock)
        report = await intake.submit(submission())
        await intake.apply(report.number, Sign(), OFFICER)
        assert await Outbox(database).claim(clock(), "iguanjia", 1)
        whole = {"w": "majority", "j": True}
        assert writes.sent == [("insert", whole), ("update", whole), ("update", whole)]
        assert database.get_collection("reports").read_concern.level == "majority"
    finally:
        client.close()


async def test_times_come_back_aware_and_to_the_millisecond(
    mongo_uri: str, mongo_db: Database, clock: Clock
) -> None:
    client = connect(mongo_uri)
    try:
        intake = await open_intake(client.get_database(mongo_db.name), clock)
        report = await intake.submit(submission())
        assert await intake.read(report.number, DISPATCHER) == report
        assert report.submitted_at == clock()
        assert report.submitted_at.tzinfo is not None
    finally:
        client.close()
