"""Real parts: one replica set and one S3 server for all tests, a fresh database and bucket name for each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from gateway import embedded
from support.clock import Clock


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    # Not pytest's own temporary folder, which keeps the last three: a database takes 300 MB.
    with TemporaryDirectory(prefix="suishoupai-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
async def mongo_uri(data_dir: Path) -> AsyncIterator[str]:
    async with embedded.mongod(data_dir) as mongo:
        yield mongo.uri


@pytest.fixture(scope="session")
async def mongo_client(mongo_uri: str) -> AsyncIterator[AsyncIOMotorClient[dict[str, Any]]]:
    client = AsyncIOMotorClient[dict[str, Any]](mongo_uri, tz_aware=True, w="majority", journal=True)
    yield client
    client.close()


@pytest.fixture
async def mongo_db(
    mongo_client: AsyncIOMotorClient[dict[str, Any]],
) -> AsyncIterator[AsyncIOMotorDatabase[dict[str, Any]]]:
    database = mongo_client[f"test_{uuid4().hex}"]
    yield database
    await mongo_client.drop_database(database)


@pytest.fixture(scope="session")
async def s3(data_dir: Path) -> AsyncIterator[embedded.S3]:
    async with embedded.s3(data_dir) as server:
        yield server


@pytest.fixture
def bucket_name() -> str:
    return f"test-{uuid4().hex}"


@pytest.fixture
def clock() -> Clock:
    return Clock()
