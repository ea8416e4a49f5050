"""Runs the server: sockets first, then the stores, then everything until a signal or a dead child."""

import asyncio
import errno
import gc
import logging
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from typing import Any

import uvicorn

from gateway.app import create_app
from gateway.metrics import Metrics
from gateway.resources import Resources, open_resources
from gateway.settings import Settings
from gateway.worker import work

_log = logging.getLogger(__name__)
_DRAIN_S = 10
_MOST_AT_ONCE = 2_000
_COLLECT_AFTER = (50_000, 20, 50)
_FRAME_BYTES = 262_144
_KEEP_ALIVE_S = 20.0
WhenUp = Callable[[Resources, str], Coroutine[Any, Any, None]]


class ServeError(Exception):
    """The server cannot start; the words say what to do."""


class _Server(uvicorn.Server):
    """uvicorn, with signals left to us: it would raise them again in the middle of our clean-up."""

    def capture_signals(self) -> ExitStack:  # type: ignore[override] # any context manager does
        return ExitStack()


async def serve(settings: Settings, when_up: WhenUp) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code.

    Args:
        settings: of this process.
        when_up: called once with the open resources and the base URL when requests are answered.

    Raises:
        ServeError: the port is taken or the address is not ours.
        EmbeddedError: an embedded server cannot run here, or died.
    """
    with _listening(settings.host, settings.port) as listener:
        host, port = listener.getsockname()[:2]
        stop = _stop_on_signals()
        async with open_resources(settings) as resources:
            return await _run(settings, resources, listener, f"http://{host}:{port}", stop, when_up)


async def run_worker(settings: Settings) -> int:
    """Deliver notices and look at clocks until SIGINT or SIGTERM; returns the exit code."""
    stop = _stop_on_signals()
    async with open_resources(settings) as resources:
        stop.armed()
        _log.info("worker is up")
        await work(resources, Metrics(), stop.event)
    return 0


class _Stop:
    """Turns signals into an event; before the service is up they cancel the start instead."""

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self._starting: asyncio.Task[object] | None = asyncio.current_task()

    def armed(self) -> None:
        """The service is up: from now on a signal ends it in order, and a second one at once."""
        self._starting = None

    def on_signal(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
        self.event.set()


def _stop_on_signals() -> _Stop:
    stop = _Stop()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.on_signal)
    return stop


async def _run(
    settings: Settings,
    resources: Resources,
    listener: socket.socket,
    url: str,
    stop: _Stop,
    when_up: WhenUp,
) -> int:
    metrics = Metrics()
    server = _Server(
        uvicorn.Config(
            create_app(settings, resources, metrics),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_DRAIN_S,
            limit_concurrency=_MOST_AT_ONCE,
            ws_max_size=_FRAME_BYTES,
            ws_ping_interval=_KEEP_ALIVE_S,
        )
    )
    # What was loaded stays: a full collection of it stops the process for a tenth of a second each time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_AFTER)
    stop.armed()
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    working = asyncio.create_task(_work(settings, resources, metrics, stop), name="workers")
    greeting = asyncio.create_task(when_up(resources, url), name="greeting")
    stopping = asyncio.create_task(stop.event.wait(), name="stop")
    deaths = [asyncio.create_task(child.died(), name=child.name) for child in resources.stores.children]
    try:
        await _first_end(serving, greeting, stopping, *deaths)
        for death in deaths:
            if death.done():
                raise death.result()
        if serving.done():
            serving.result()
        return 0
    finally:
        server.should_exit = True
        stop.event.set()
        for task in (greeting, stopping, *deaths):
            task.cancel()
        await asyncio.gather(serving, working, greeting, stopping, *deaths, return_exceptions=True)


async def _first_end(
    serving: asyncio.Task[None], greeting: asyncio.Task[None], *ends: asyncio.Task[object]
) -> None:
    """Wait for whatever ends the service. The greeting ends it only by failing."""
    waiting: set[asyncio.Task[object]] = {serving, greeting, *ends}
    while True:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if greeting in done and done == {greeting}:
            greeting.result()
            continue
        return


async def _work(settings: Settings, resources: Resources, metrics: Metrics, stop: _Stop) -> None:
    if settings.workers:
        await work(resources, metrics, stop.event)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise ServeError(
                f"端口 {port} 已被占用，请换一个：PORT=8001 ./scripts/serve\n"
                f"Port {port} is in use; choose another: PORT=8001 ./scripts/serve"
            ) from error
        raise ServeError(
            f"无法监听 {host}:{port}（{error.strerror}），请检查 HOST 和 PORT\n"
            f"Cannot listen on {host}:{port} ({error.strerror}); check HOST and PORT"
        ) from error
    return listener
