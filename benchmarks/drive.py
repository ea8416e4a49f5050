"""The driver: HTTP/1.1 connections that send on a schedule (open loop) or on each answer (closed loop)."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

import httptools

from benchmarks.workload import filed

HOST = "127.0.0.1"
GIVE_UP_S = 10.0
"""After the last arrival, how long answers are waited for."""
_ROUNDING_S = 0.0005
"""The loop's timers count whole milliseconds; with this a request leaves up to 1 ms late, never early."""


@dataclass
class Answers:
    """What came back.

    Attributes:
        latencies_ms: of every request: from when it was due (open loop) or sent (closed loop) to its whole
            answer; for one that was never answered, to when it was given up.
        errors: requests without a report to show for it.
        elapsed_s: from the first arrival to the last answer, at least the planned time.
    """

    latencies_ms: list[float] = field(default_factory=list)
    errors: int = 0
    elapsed_s: float = 0.0

    @property
    def filed(self) -> int:
        """Requests that stored a report."""
        return len(self.latencies_ms) - self.errors

    @property
    def rate(self) -> float:
        """Reports a second."""
        return self.filed / self.elapsed_s


class _Connection(asyncio.Protocol):
    """Carries one request at a time and tells its load of each answer."""

    def __init__(self, load: "_Load") -> None:
        self._load = load
        self._parser = httptools.HttpResponseParser(self)
        self._body = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        self.due: float | None = None

    def send(self, request: bytes, due: float) -> None:
        self.due = due
        if self._transport is not None:
            self._transport.write(request)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's is not a subclass

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, _error: Exception | None) -> None:
        self._transport = None

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        good = filed(self._parser.get_status_code(), bytes(self._body))
        self._body.clear()
        due, self.due = self.due, None
        if due is not None:
            self._load.answered(self, due, good=good)


class _Load:
    """Some connections, and the requests that wait for one of them."""

    def __init__(self, port: int, token: str, requests: Iterator[bytes]) -> None:
        self._port = port
        self._head = (
            f"POST /graphql HTTP/1.1\r\nhost: {HOST}:{port}\r\nauthorization: Bearer {token}\r\n"
            "content-type: application/json\r\naccept: application/json\r\naccept-language: zh-CN\r\n"
            "content-length: "
        ).encode()
        self._requests = requests
        self._all: list[_Connection] = []
        self._idle: list[_Connection] = []
        self._waiting: deque[float] = deque()
        self._quiet = asyncio.Event()
        self._until = 0.0
        self.answers = Answers()

    async def connect(self, connections: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(connections):
            _, connection = await loop.create_connection(lambda: _Connection(self), HOST, self._port)
            self._all.append(connection)
        self._idle = list(self._all)

    def close(self) -> None:
        for connection in self._all:
            connection.close()

    async def run_open(self, rate: float, seconds: float) -> Answers:
        began = time.perf_counter()
        for number in range(round(rate * seconds)):
            due = began + number / rate
            if (ahead := due - time.perf_counter()) > 0:
                await asyncio.sleep(ahead + _ROUNDING_S)
            if self._idle:
                self._send(self._idle.pop(), due)
            else:
                self._waiting.append(due)
        return await self._finish(began, seconds)

    async def run_closed(self, seconds: float) -> Answers:
        began = time.perf_counter()
        self._until = began + seconds
        while self._idle:
            self._send(self._idle.pop(), time.perf_counter())
        await asyncio.sleep(seconds)
        return await self._finish(began, seconds)

    def answered(self, connection: _Connection, due: float, *, good: bool) -> None:
        now = time.perf_counter()
        self.answers.latencies_ms.append((now - due) * 1000)
        self.answers.errors += not good
        if self._waiting:
            self._send(connection, self._waiting.popleft())
        elif now < self._until:
            self._send(connection, now)
        else:
            self._idle.append(connection)
            if len(self._idle) == len(self._all):
                self._quiet.set()

    def _send(self, connection: _Connection, due: float) -> None:
        body = next(self._requests)
        self._quiet.clear()
        connection.send(b"%b%d\r\n\r\n%b" % (self._head, len(body), body), due)

    async def _finish(self, began: float, seconds: float) -> Answers:
        if len(self._idle) < len(self._all):
            with suppress(TimeoutError):
                async with asyncio.timeout(GIVE_UP_S):
                    await self._quiet.wait()
        now = time.perf_counter()
        lost = [*self._waiting, *(each.due for each in self._all if each.due is not None)]
        self.answers.latencies_ms += [(now - due) * 1000 for due in lost]
        self.answers.errors += len(lost)
        self.answers.elapsed_s = max(seconds, now - began)
        return self.answers


async def drive(
    port: int,
    token: str,
    requests: Iterator[bytes],
    *,
    connections: int,
    seconds: float,
    rate: float | None,
) -> Answers:
    """Send for so many seconds and wait for the answers.

    Args:
        port: of the server, on loopback.
        token: bearer token.
        requests: bodies to post, one each.
        connections: opened before the clock starts; at most so many requests are under way at once.
        seconds: how long requests arrive.
        rate: arrivals a second, evenly spaced (open loop); None sends on each answer (closed loop).
    """
    load = _Load(port, token, requests)
    try:
        await load.connect(connections)
        return await (load.run_closed(seconds) if rate is None else load.run_open(rate, seconds))
    finally:
        load.close()
