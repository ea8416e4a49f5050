"""An app's server that takes every message, or that takes none and never answers.

Run by the benchmark as ``python -m benchmarks.app_stub takes|hangs``: says its port.
"""

import asyncio
import sys

import uvloop

_TAKEN = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"code":0}'


class _Takes(asyncio.Protocol):
    """The least that speaks HTTP: requests with a length, answered one after the other."""

    def __init__(self) -> None:
        self._unread = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        self._transport = transport  # type: ignore[assignment] # TCP writes

    def data_received(self, data: bytes) -> None:
        """Answer what is complete."""
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0 and self._transport is not None:
            head = self._unread[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
            if len(self._unread) < end + 4 + length:
                return
            self._unread = self._unread[end + 4 + length :]
            self._transport.write(_TAKEN)


async def _main(mood: str) -> None:
    protocol = _Takes if mood == "takes" else asyncio.Protocol
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_main(sys.argv[1]))
