"""The server of an app, over real HTTP: signs what it sends, serves its photos, hears of its reports."""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from channels import Key, Raw, sign
from gateway.resources import utc_now
from intake import HashAlgorithm
from support.service import _Server

KEY = Key("2026-a", b"0123456789abcdef0123456789abcdef")


@dataclass
class LegacyApp:
    """One app's server as a client of ours.

    Attributes:
        http: with our address.
        channel: its channel.
    """

    http: httpx.AsyncClient
    channel: str
    key: Key = KEY
    algorithm: HashAlgorithm = HashAlgorithm.SHA256

    def signed(
        self, method: str, path: str, body: bytes, *, at: datetime | None = None, nonce: str | None = None
    ) -> httpx.Request:
        """A request as it goes over the wire; its path is within the channel."""
        target = f"/channels/{self.channel}{path}"
        nonce = nonce or secrets.token_urlsafe(16)
        headers = sign(
            self.key, self.algorithm, method=method, target=target, body=body, at=at or utc_now(), nonce=nonce
        )
        return self.http.build_request(method, target, content=body, headers=headers)

    async def post(self, path: str, document: Any) -> httpx.Response:
        """Send a JSON document."""
        request = self.signed("POST", path, json.dumps(document, ensure_ascii=False).encode())
        request.headers["content-type"] = "application/json"
        return await self.http.send(request)

    async def post_form(self, path: str, fields: dict[str, str], photos: list[bytes]) -> httpx.Response:
        """Send a form."""
        files = [("photo", (f"{index}.jpg", photo, "image/jpeg")) for index, photo in enumerate(photos)]
        draft = self.http.build_request("POST", path, data=fields, files=files)
        body = await draft.aread()
        request = self.signed("POST", path, body)
        request.headers["content-type"] = draft.headers["content-type"]
        return await self.http.send(request)

    async def get(self, path: str) -> httpx.Response:
        """Ask."""
        return await self.http.send(self.signed("GET", path, b""))


def refusal(response: httpx.Response) -> tuple[int, list[str], str]:
    """Status, field and rule of a refusal."""
    error = response.json()["error"]
    assert set(error) == {"code", "message", "path", "rule"}
    assert error["message"]
    return response.status_code, error["path"], error["rule"]


@dataclass
class LegacyServer:
    """Where an app keeps its photos; hosts misbehave by the name of the photo.

    Attributes:
        url: its address.
        netloc: its host and port.
        photos: by name.
        asked: names of the photos that were fetched.
        heard: its call-backs, as they arrived.
    """

    url: str
    netloc: str
    photos: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: list[Raw] = field(default_factory=list)
    away: bool = False

    async def hear(self, request: Request) -> Response:
        """A call-back."""
        target = request.scope["raw_path"].decode()
        self.heard.append(
            Raw(method="POST", target=target, headers=dict(request.headers), body=await request.body())
        )
        return Response()

    async def photo(self, request: Request) -> Response:
        name = request.path_params["name"]
        self.asked.append(name)
        if self.away:
            return Response(status_code=503)
        if name == "elsewhere":
            return RedirectResponse(f"{self.url}/photos/one")
        if name == "endless":
            return StreamingResponse(_endless())
        if name not in self.photos:
            return Response(status_code=404)
        return Response(self.photos[name], media_type="image/jpeg")


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield bytes(65_536)
        await asyncio.sleep(0)


@asynccontextmanager
async def legacy_server() -> AsyncIterator[LegacyServer]:
    """Serve on a free port until left."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        netloc = f"127.0.0.1:{listener.getsockname()[1]}"
        stub = LegacyServer(f"http://{netloc}", netloc)
        routes = [Route("/photos/{name}", stub.photo), Route("/hear", stub.hear, methods=["POST"])]
        server = _Server(
            uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off", access_log=False)
        )
        serving = asyncio.create_task(server._serve([listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers a flag, not an event
            await asyncio.sleep(0.001)
        try:
            yield stub
        finally:
            server.should_exit = True
            server.leave.set()
            await serving
