"""A server as a child process: started, waited for, watched, stopped."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gateway.embedded import launch
from gateway.embedded.errors import EmbeddedError
from gateway.embedded.port import HOST

START_S = 60.0  # a database that was killed replays its journal before it listens
STOP_S = 20.0  # after that the child is killed
POLL_S = 0.02
TAIL_LINES, TAIL_COLUMNS = 8, 400


@dataclass(frozen=True)
class Child:
    """A running server.

    Attributes:
        name: what it is called in messages.
        log: everything it prints; the log of the run before is kept beside it as ``*.log.1``.
    """

    name: str
    log: Path
    _process: Process

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def died(self) -> EmbeddedError:
        """Wait until the child ends, then say so with the end of its log.

        It ends by itself or when the block that started it is left: cancel this wait before leaving
        the block.
        """
        code = await self._process.wait()
        how = (f"被信号 {-code} 终止", f"killed by signal {-code}")
        if code >= 0:
            how = (f"退出码 {code}", f"exit code {code}")
        return EmbeddedError(
            f"{self.name} 已停止运行（{how[0]}），日志见 {self.log}。{_remedy(self.log)[0]}",
            f"{self.name} has ended ({how[1]}); its log is {self.log}. {_remedy(self.log)[1]}",
            _tail(self.log),
        )

    async def listening(self, port: int, within_s: float = START_S) -> None:
        """Return once the child accepts connections on the loopback port.

        Raises:
            EmbeddedError: it ended first, or the time is over.
        """
        death = asyncio.create_task(self.died())
        try:
            async with asyncio.timeout(within_s):
                while not death.done() and not await _accepts(port):
                    await asyncio.wait([death], timeout=POLL_S)
        except TimeoutError:
            raise self.late(within_s) from None
        finally:
            if not death.done():
                death.cancel()
        if death.done() and not death.cancelled():
            raise death.result()

    def late(self, within_s: float) -> EmbeddedError:
        """The error of a child that runs but is not ready within ``within_s`` seconds."""
        return EmbeddedError(
            f"{self.name} 在 {within_s:g} 秒内未就绪，日志见 {self.log}。请检查磁盘和内存后重试。",
            f"{self.name} was not ready within {within_s:g} seconds; its log is {self.log}. "
            "Check disk and memory, then start again.",
            _tail(self.log),
        )


@asynccontextmanager
async def running(
    name: str, argv: Sequence[str], *, log: Path, env: Mapping[str, str], keep_open: Sequence[int] = ()
) -> AsyncIterator[Child]:
    """Run a program for as long as the block lasts; it dies with this process even if that is killed.

    The child has its own session, so Ctrl-C in a terminal reaches this process alone, which then stops its
    children in order. It sees only ``env``, so no secret of the service, and what it writes the owner
    alone may read.

    Args:
        name: what to call it in messages.
        argv: the absolute path of the program and its arguments.
        log: takes standard output and standard error.
        env: the whole environment of the child.
        keep_open: file descriptors the child inherits.

    Raises:
        EmbeddedError: the program cannot be started.
    """
    starter = [sys.executable, "-I", "-S", launch.__file__, str(os.getpid())]
    with _fresh(log) as output:
        process = await asyncio.create_subprocess_exec(
            *starter,
            *argv,
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
            env=dict(env),
            pass_fds=keep_open,
            start_new_session=True,
        )
    try:
        yield Child(name, log, process)
    finally:
        await _stop(process)


async def _stop(process: Process) -> None:
    if process.returncode is not None:
        return
    try:
        with suppress(ProcessLookupError):
            process.terminate()
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
    finally:  # a second Ctrl-C cancels the wait: then at once
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def _fresh(log: Path) -> BinaryIO:
    if log.exists():
        log.replace(log.with_name(log.name + ".1"))
    return log.open("wb")


def _tail(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").splitlines()
    return "\n".join(line[:TAIL_COLUMNS] for line in lines[-TAIL_LINES:])


def _remedy(log: Path) -> tuple[str, str]:
    text = _tail(log)
    if "error while loading shared libraries" in text:
        return (
            "缺少系统库，Debian/Ubuntu 上请运行：apt install libcurl4 libssl3",
            "A system library is missing; on Debian or Ubuntu: apt install libcurl4 libssl3",
        )
    if "No space left on device" in text:
        return "磁盘已满，请清理后重新启动。", "The disk is full: free some space, then start again."
    return "请根据下面的日志处理后重新启动。", "See the end of its log below, then start again."
