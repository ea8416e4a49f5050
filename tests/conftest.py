"""Real parts: one replica set and one S3 server for all tests, an empty database and new bucket for each.

With several processes (``-n``) each has a pair of its own.
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from gateway import embedded
from gateway.resources import Database, Stores, prepare
from intake import Actor, Role
from media import Bucket, open_bucket
from support.clock import Clock
from support.service import Person, Service, officer_of, running, settings

MEMORY, ENOUGH = Path("/dev/shm"), 4_000_000_000  # noqa: S108 - temporary files are what it is for
"""Where files never meet a disk, and the bytes that must be free there: a database takes 300 MB and more."""


def pytest_configure() -> None:
    # How long an example may take says something of the machine, not of the code.
    hypothesis.settings.register_profile(
        "tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("tests")
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        tempfile.tempdir = str(MEMORY)


def pytest_report_header() -> str:
    folder = Path(tempfile.gettempdir())
    where = "in memory" if folder == MEMORY else "on disk"
    return f"temporary files: {where}, {folder}, {shutil.disk_usage(folder).free // 1_000_000:,} MB free"


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
    # By the clocks of tests it is another day: what they have just written would be swept away as expired.
    await client.admin.command("setParameter", 1, ttlMonitorEnabled=False)
    yield client
    client.close()


@pytest.fixture(scope="session")
async def s3(data_dir: Path) -> AsyncIterator[embedded.S3]:
    async with embedded.s3(data_dir) as server:
        yield server


@pytest.fixture(scope="session")
async def session_bucket(s3: embedded.S3) -> AsyncIterator[Bucket]:
    async with open_bucket(
        endpoint_url=s3.endpoint_url,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
        name="tests",
    ) as bucket:
        yield bucket


@pytest.fixture(scope="session")
async def session_database(
    mongo_client: AsyncIOMotorClient[dict[str, Any]], session_bucket: Bucket
) -> AsyncIterator[Database]:
    """A database as a start leaves it, with every index there is: making and dropping them takes long."""
    database = mongo_client["tests"]
    await prepare(Stores(database=database, bucket=session_bucket, children=()))
    before = await _made(database)
    yield database
    after = await _made(database)
    assert {name: after.get(name) for name in before} == before, "whoever changes these needs bare_database"


@pytest.fixture
async def mongo_db(session_database: Database) -> Database:
    """An empty database with all indexes."""
    await _empty(session_database)
    return session_database


@pytest.fixture
async def bare_database(mongo_client: AsyncIOMotorClient[dict[str, Any]]) -> AsyncIterator[Database]:
    """A database without anything, for tests of indexes, plans and profiles."""
    database = mongo_client[f"test_{uuid4().hex}"]
    yield database
    await mongo_client.drop_database(database)


async def _empty(database: Database) -> None:
    for name in await database.list_collection_names():
        await database[name].delete_many({})


async def _made(database: Database) -> dict[str, Any]:
    """Options and indexes of every collection."""
    return {
        each["name"]: (each["options"], await database[each["name"]].index_information())
        async for each in await database.list_collections()
    }


@pytest.fixture
def bucket_name() -> str:
    return f"test-{uuid4().hex}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bucket(session_bucket: Bucket, bucket_name: str) -> Bucket:
    """A new bucket."""
    bucket = Bucket(session_bucket._client, bucket_name)
    await bucket.ensure()
    return bucket


@pytest.fixture
def stores(mongo_db: Database, session_bucket: Bucket, bucket_name: str) -> Stores:
    """Open, and not prepared: there is no bucket yet."""
    return Stores(database=mongo_db, bucket=Bucket(session_bucket._client, bucket_name), children=())


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
