"""Which loopback port a server gets."""

import socket

from gateway.embedded.errors import EmbeddedError

HOST = "127.0.0.1"


def choose(name: str, wanted: int | None) -> int:
    """The port ``wanted`` if it is free, or any free port when none is wanted.

    Args:
        name: the server the port is for, named in the error.
        wanted: a port number, or ``None``.

    Raises:
        EmbeddedError: somebody else listens on the wanted port.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted or 0))
        except OSError as error:
            raise EmbeddedError(
                f"{name} 无法使用端口 {wanted}：{error.strerror}。请换一个端口，或先停止占用该端口的程序。",
                f"{name} cannot use port {wanted}: {error.strerror}. "
                "Choose another port, or stop the program that holds it.",
            ) from error
        port: int = probe.getsockname()[1]
        return port
