"""A stub of an app's own server: real HTTP by hand, so that it can answer as no library would."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from channels import App, Key
from intake import HashAlgorithm

SECRET = b"0123456789abcdef0123456789abcdef"
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def says(code: int = 200, body: bytes = b"", **headers: str) -> Answer:
    """An ordinary answer."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} X", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    return answer


async def resets(writer: asyncio.StreamWriter) -> None:
    """Hangs up in the middle of the head."""
    writer.write(b"HTTP/1.1 20")
    writer.transport.abort()


async def hangs(writer: asyncio.StreamWriter) -> None:
    """Never answers."""
    while not writer.transport.is_closing():  # noqa: ASYNC110 - a transport tells no event
        await asyncio.sleep(0.02)


async def never_ends(writer: asyncio.StreamWriter) -> None:
    """A body without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
        try:
            await writer.drain()
        except ConnectionError:
            return


@dataclass(frozen=True)
class Post:
    """What came in."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """The body, read."""
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class AppServer:
    """Answers as it is told, and remembers what it was sent."""

    answers: Callable[[Post], Answer] = lambda _: says()
    url: str = ""
    posts: list[Post] = field(default_factory=list)

    def app(self, algorithm: HashAlgorithm = HashAlgorithm.SHA256) -> App:
        """The app as its operator sets it."""
        return App(keys=(Key("k1", SECRET), Key("k2", SECRET[::-1])), hash=algorithm, callback_url=self.url)

    async def sent(self, count: int) -> None:
        """Return once it was sent so many."""
        async with asyncio.timeout(10):
            while len(self.posts) < count:  # noqa: ASYNC110 - a list tells no event
                await asyncio.sleep(0.005)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode().splitlines()
                headers = {
                    name.lower(): value.strip() for name, _, value in (each.partition(":") for each in lines)
                }
                body = await reader.readexactly(int(headers["content-length"]))
                post = Post(first.split()[1], headers, body)
                self.posts.append(post)
                await self.answers(post)(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def app_server() -> AsyncIterator[AppServer]:
    """A server on a free port, until left."""
    server = AppServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/hear?city=%E4%B8%9C%E8%8E%9E"
    try:
        yield server
    finally:
        listening.close()
