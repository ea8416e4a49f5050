"""A store that goes away in the middle of a request: a retriable error, nothing lost, nothing doubled."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from gateway import embedded
from gateway.resources import Stores, connect
from intake import Actor, Role
from media import open_bucket
from support.images import jpeg
from support.service import Person, Service, running, settings

FINE: dict[str, Any] = {
    "text": "路灯不亮",
    "matter": "C0118",
    "location": {"longitude": 113.74373, "latitude": 23.02486},
}
OTHER = {**FINE, "text": "另一盏路灯不亮"}


class Pair:
    """A MongoDB and an S3 server of one test, which it may kill and bring back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stacks: dict[str, AsyncExitStack] = {}
        self.servers: dict[str, Any] = {}
        self._ports: dict[str, int | None] = {"mongod": None, "s3": None}

    async def start(self, name: str) -> None:
        stack = self._stacks[name] = AsyncExitStack()
        server = await stack.enter_async_context(getattr(embedded, name)(self._folder, self._ports[name]))
        self.servers[name] = server
        address = server.uri if name == "mongod" else server.endpoint_url
        self._ports[name] = int(address.rsplit(":", 1)[1].split("/")[0])

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.servers[name].child.pid, number)

    async def kill(self, name: str) -> None:
        self.signal(name, signal.SIGKILL)
        await self._stacks.pop(name).aclose()

    async def stop(self) -> None:
        for stack in self._stacks.values():
            await stack.aclose()


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    with TemporaryDirectory(prefix="suishoupai-outage-") as folder:
        pair = Pair(Path(folder))
        try:
            await pair.start("mongod")
            await pair.start("s3")
            yield pair
        finally:
            await pair.stop()


@asynccontextmanager
async def _serving(pair: Pair) -> AsyncIterator[tuple[Service, Person]]:
    s3 = pair.servers["s3"]
    client = connect(pair.servers["mongod"].uri)
    async with open_bucket(
        endpoint_url=s3.endpoint_url,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
        name="outage",
    ) as bucket:
        stores = Stores(database=client["outage"], bucket=bucket, children=())
        actor = Actor(id="citizen-1", role=Role.REPORTER)
        async with running(stores, settings()) as service, service.person(actor) as citizen:
            yield service, citizen
    client.close()


async def test_mongodb_dies_under_a_request_and_comes_back(pair: Pair) -> None:
    async with _serving(pair) as (service, citizen):
        kept = await citizen.filed("before-the-outage", **FINE)
        pair.signal("mongod", signal.SIGSTOP)
        under_way = asyncio.create_task(citizen.submit("during-the-outage", **OTHER))
        await asyncio.sleep(0.3)
        await pair.kill("mongod")
        payload = await under_way
        assert (payload["__typename"], payload["code"]) == ("Unavailable", "UNAVAILABLE")
        assert payload["retryAfterSeconds"] > 0
        ready = await citizen.http.get("/healthz/ready")
        assert (ready.status_code, ready.json()["parts"]["database"]) == (503, False)
        assert (await citizen.http.get("/healthz/live")).status_code == 200
        await pair.start("mongod")
        again = await citizen.filed("during-the-outage", **OTHER)
        once_more = await citizen.filed("during-the-outage", **OTHER)
        assert again["number"] == once_more["number"]
        listed = (await citizen.ask("{ reports { edges { node { number } } } }"))["reports"]["edges"]
        assert sorted(edge["node"]["number"] for edge in listed) == sorted([kept["number"], again["number"]])
        assert (await citizen.http.get("/healthz/ready")).status_code == 200
        assert await service.drain() == 6


async def test_the_object_store_dies_and_reports_still_come_in(pair: Pair) -> None:
    async with _serving(pair) as (_, citizen):
        photo = await citizen.upload(jpeg())
        pair.signal("s3", signal.SIGSTOP)
        under_way = asyncio.create_task(citizen.send_photo(jpeg((640, 480))))
        await asyncio.sleep(0.3)
        await pair.kill("s3")
        refused = await under_way
        assert refused.status_code == 503
        assert refused.json()["error"]["code"] == "UNAVAILABLE"
        assert int(refused.headers["retry-after"]) > 0
        report = await citizen.filed("text-and-place-suffice", **FINE, photoIds=[photo])
        assert report["stage"] == "DISPATCHED"
        ready = await citizen.http.get("/healthz/ready")
        assert (ready.status_code, ready.json()["parts"]["object_store"]) == (200, False)
        await pair.start("s3")
        assert await citizen.upload(jpeg((640, 480)))
        assert (await citizen.http.get("/healthz/ready")).json()["parts"]["object_store"] is True
