"""Real parts: one replica set and one S3 server for all tests, a fresh database and bucket name for each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

from gateway import embedded
from gateway.resources import Database, Stores
from intake import Actor, Role
from media import open_bucket
from support.clock import Clock
from support.service import Person, Service, officer_of, running, settings


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


@pytest.fixture
async def stores(mongo_db: Database, s3: embedded.S3, bucket_name: str) -> AsyncIterator[Stores]:
    async with open_bucket(
        endpoint_url=s3.endpoint_url,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
        name=bucket_name,
    ) as bucket:
        yield Stores(database=mongo_db, bucket=bucket, children=())


@pytest.fixture
async def service(stores: Stores) -> AsyncIterator[Service]:
    async with running(stores, settings()) as found:
        yield found


@pytest.fixture
async def citizen(service: Service) -> AsyncIterator[Person]:
    async with service.person(Actor(id="citizen-1", role=Role.REPORTER)) as person:
        yield person


@pytest.fixture
async def neighbour(service: Service) -> AsyncIterator[Person]:
    async with service.person(Actor(id="citizen-2", role=Role.REPORTER)) as person:
        yield person


@pytest.fixture
async def dispatcher(service: Service) -> AsyncIterator[Person]:
    async with service.person(Actor(id="dispatcher-1", role=Role.DISPATCHER)) as person:
        yield person


@pytest.fixture
async def supervisor(service: Service) -> AsyncIterator[Person]:
    async with service.person(Actor(id="supervisor-1", role=Role.SUPERVISOR)) as person:
        yield person


@pytest.fixture
async def officer(service: Service) -> AsyncIterator[Person]:
    """An officer of 城管 in 南城."""
    async with service.person(officer_of("CG-441900004000")) as person:
        yield person


@pytest.fixture
async def stranger(service: Service) -> AsyncIterator[Person]:
    """An officer of 城管 in another town, 虎门."""
    async with service.person(officer_of("CG-441900121000")) as person:
        yield person


@pytest.fixture
async def nobody(service: Service) -> AsyncIterator[Person]:
    async with service.person(None) as person:
        yield person
