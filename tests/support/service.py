"""The whole service over real parts, and people who talk to it over real HTTP."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import uvicorn

from gateway.app import create_app
from gateway.metrics import Metrics
from gateway.resources import Resources, Stores, build, prepare, utc_now
from gateway.settings import Settings
from intake import Actor, Role

SECRET = "a-secret-of-the-tests-long-enough-for-hs256"
ERRORS = "__typename ... on UserError { code message path rule } ... on Unavailable { retryAfterSeconds }"
REPORT = """
fragment report on Report {
  id number stage version text submittedAt allowedActions
  matter { code name } jurisdiction { townCode townName approximate borderMetres }
  location { longitude latitude crs source }
  assignment { mode signed lead { key name } assisting { key } }
  reasons { code words }
  deadlines { kind level startedAt warnAt dueBy metAt stoppedAt pausedSeconds provisional subject { key } }
  timeline { seq action stage role words public actor origin changed rules }
  photos { id url facts { capturedAt longitude latitude } }
  resolution { result words photos { id url } checks { rule verdict words } }
  evaluation { outcome speed attitude }
  declineReason mergedInto merged repeats warning
  request { kind words reason department { key } proposed { key } limit { value unit } reviewDays }
  whistle { words open calls { department { key } respondedAt concludedAt conclusion } }
  abnormal { kind words confirmedAt appealedAt dismissedAt } revisit { reached solved satisfied words }
  publication { public words photos { photo { id } boxes { left top width height } } }
}"""


_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""People talk plain HTTP here; without it each of them would read every authority of the world, in 35 ms."""


@dataclass(frozen=True)
class Person:
    """Somebody with a token, or without."""

    actor: Actor | None
    http: httpx.AsyncClient

    async def post(self, document: str, variables: dict[str, Any], **headers: str) -> httpx.Response:
        return await self.http.post(
            "/graphql", json={"query": document, "variables": variables}, headers=headers
        )

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        response = await self.post(document, variables)
        answer = response.json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def errors(self, document: str, **variables: Any) -> list[dict[str, Any]]:
        answer = (await self.post(document, variables)).json()
        found: list[dict[str, Any]] = answer["errors"]
        return found

    async def do(self, mutation: str, **given: Any) -> dict[str, Any]:
        """A mutation with a single input; its payload, with ``report`` in full when it succeeded."""
        kind = mutation[0].upper() + mutation[1:] + "Input"
        conflict = "" if mutation == "submitReport" else "... on VersionConflict { currentVersion }"
        document = (
            f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ "
            f"... on ReportSuccess {{ report {{ ...report }} }} {ERRORS} {conflict} }} }} {REPORT}"
        )
        payload: dict[str, Any] = (await self.ask(document, input=given))[mutation]
        return payload

    async def done(self, mutation: str, **given: Any) -> dict[str, Any]:
        """The report after a command that must succeed."""
        payload = await self.do(mutation, **given)
        assert payload["__typename"] == "ReportSuccess", payload
        report: dict[str, Any] = payload["report"]
        return report

    async def refused(self, mutation: str, **given: Any) -> tuple[str, str, str]:
        """Type, last part of the path and rule of the error of a command that must be refused."""
        payload = await self.do(mutation, **given)
        assert payload["__typename"] != "ReportSuccess", payload
        assert payload["message"]
        return payload["__typename"], payload["path"][-1], payload["rule"]

    async def sees(self, number: str) -> dict[str, Any]:
        """The report as this person may see it."""
        document = "query($n: String!) { report(number: $n) { ...report } }" + REPORT
        report: dict[str, Any] = (await self.ask(document, n=number))["report"]
        return report

    async def submit(self, key: str, **given: Any) -> dict[str, Any]:
        return await self.do("submitReport", idempotencyKey=key, **given)

    async def filed(self, key: str, **given: Any) -> dict[str, Any]:
        payload = await self.submit(key, **given)
        assert payload["__typename"] == "ReportSuccess", payload
        report: dict[str, Any] = payload["report"]
        return report

    async def send_photo(self, photo: bytes, name: str = "photo.jpg") -> httpx.Response:
        return await self.http.post("/media/photos", files={"file": (name, photo, "image/jpeg")})

    async def upload(self, photo: bytes) -> str:
        response = await self.send_photo(photo)
        assert response.status_code == 201, response.text
        photo_id: str = response.json()["photo"]["id"]
        return photo_id


@dataclass(frozen=True)
class Service:
    """A running service."""

    url: str
    resources: Resources

    @asynccontextmanager
    async def person(self, actor: Actor | None) -> AsyncIterator[Person]:
        headers = {"accept-language": "zh-CN"}
        if actor is not None:
            headers["authorization"] = f"Bearer {self.token(actor)}"
        async with httpx.AsyncClient(
            base_url=self.url, headers=headers, timeout=30, verify=_NO_CERTIFICATES
        ) as http:
            yield Person(actor, http)

    def token(self, actor: Actor) -> str:
        return self.resources.identity.issue(actor, timedelta(hours=1))

    async def drain(self) -> int:
        """Deliver everything that is due; how many notices that was."""
        count = 0
        while handled := await self.resources.delivery.deliver_once(utc_now()):
            count += handled
        return count


def officer_of(department: str, name: str = "officer") -> Actor:
    return Actor(id=f"{name}-{department}", role=Role.OFFICER, departments=frozenset({department}))


def settings(**given: Any) -> Settings:
    return Settings(**{"jwt_secret": SECRET, "request_timeout_s": 10.0, **given})


class _Server(uvicorn.Server):
    """Uvicorn without its rests: it is told to stop, and stops as soon as nobody is connected."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.leave = asyncio.Event()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        del sockets  # they are closed by who opened them
        for each in self.servers:
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 - sets tell no event
            await asyncio.sleep(0.001)


@asynccontextmanager
async def running(stores: Stores, chosen: Settings) -> AsyncIterator[Service]:
    """Serve these stores on a free port until left."""
    await prepare(stores)
    async with build(chosen, stores) as resources:
        config = uvicorn.Config(
            create_app(chosen, resources, Metrics()), log_config=None, lifespan="off", access_log=False
        )
        server = _Server(config)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            # not serve(): that takes over the signals of the test run
            serving = asyncio.create_task(server._serve([listener]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag, not an event
                await asyncio.sleep(0.001)
            try:
                yield Service(f"http://127.0.0.1:{listener.getsockname()[1]}", resources)
            finally:
                server.should_exit = True
                server.leave.set()
                await serving
