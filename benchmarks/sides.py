"""The two servers under test and what they stand on, started together and stopped together."""

import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp

from benchmarks.drive import HOST
from benchmarks.floor import FLOOR_DATABASE, REAL_DATABASE
from benchmarks.workload import bodies, filed
from gateway import embedded
from gateway.embedded.child import running
from gateway.embedded.port import choose
from gateway.identity import Identity
from gateway.resources import connect, utc_now
from intake import Actor, Role

_ROOT = Path(__file__).parents[1]
_ISSUER = "suishoupai"


@dataclass(frozen=True, slots=True)
class Side:
    """A server under test.

    Attributes:
        name: as tables show it.
        port: on loopback.
        pid: its process.
        database: where it writes.
    """

    name: str
    port: int
    pid: int
    database: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both servers, and their shared database.

    Attributes:
        real: the service.
        floor: the bare handler.
        token: a bearer token that the service accepts.
        mongod_pid: process of the database.
    """

    real: Side
    floor: Side
    token: str
    mongod_pid: int
    uri: str

    async def stored(self, side: Side) -> int:
        """Reports in a side's database, counted one by one."""
        client = connect(self.uri)
        try:
            return await client.get_database(side.database).get_collection("reports").count_documents({})
        finally:
            client.close()


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Sides]:
    """Start everything in this folder: database, object store, the service, then the floor beside it.

    The service runs as in production, without its delivery workers: they would take their share of the
    database after the answer, and in a cluster they are processes of their own.

    Raises:
        EmbeddedError: a server cannot run here or did not start; the words say why.
    """
    async with AsyncExitStack() as stack:
        mongo = await stack.enter_async_context(embedded.mongod(folder))
        s3 = await stack.enter_async_context(embedded.s3(folder))
        secret = secrets.token_urlsafe(32)
        token = Identity(secret, _ISSUER, utc_now).issue(
            Actor(id="bench-citizen", role=Role.REPORTER), timedelta(hours=1)
        )
        real_port = choose("gateway", None)
        service = {
            "PROFILE": "production",
            "HOST": HOST,
            "PORT": str(real_port),
            "DATA_DIR": str(folder),
            "MONGODB_URI": mongo.uri,
            "MONGODB_DATABASE": REAL_DATABASE,
            "S3_ENDPOINT_URL": s3.endpoint_url,
            "S3_ACCESS_KEY_ID": s3.access_key,
            "S3_SECRET_ACCESS_KEY": s3.secret_key,
            "JWT_SECRET": secret,
            "JWT_ISSUER": _ISSUER,
            "WORKERS": "false",
            "LOG_FORMAT": "json",
        }
        real_pid = await _server(stack, folder, "gateway", real_port, ["gateway", "serve"], service)
        answer = folder / "answer.json"
        answer.write_bytes(await _first_answer(real_port, token))
        floor_port = choose("floor", None)
        floor = ["benchmarks.floor", mongo.uri, str(floor_port), str(answer)]
        floor_pid = await _server(stack, folder, "floor", floor_port, floor, {})
        yield Sides(
            real=Side("submitReport", real_port, real_pid, REAL_DATABASE),
            floor=Side("floor", floor_port, floor_pid, FLOOR_DATABASE),
            token=token,
            mongod_pid=mongo.child.pid,
            uri=mongo.uri,
        )


async def _server(
    stack: AsyncExitStack, folder: Path, name: str, port: int, module: list[str], env: dict[str, str]
) -> int:
    """Start a Python module as a server; returns its process id once it listens."""
    argv = [sys.executable, "-m", *module]
    whole = {**env, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
    child = await stack.enter_async_context(running(name, argv, log=folder / f"{name}.log", env=whole))
    await child.listening(port)
    return child.pid


async def _first_answer(port: int, token: str) -> bytes:
    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "accept-language": "zh-CN",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"http://{HOST}:{port}/graphql", data=next(bodies(0)), headers=headers) as response,
    ):
        answer = await response.read()
    if not filed(response.status, answer):
        raise embedded.EmbeddedError(
            "服务没有受理第一条诉求", f"The service did not file the first report: {answer.decode()}"
        )
    return answer
