"""Live updates over graphql-transport-ws, on a real socket and a real change stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from support.service import Person, Service

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
FOLLOW = "subscription($number: String!) { reportChanged(number: $number) { stage version } }"
PROTOCOL = Subprotocol("graphql-transport-ws")


@asynccontextmanager
async def _socket(service: Service, person: Person | None) -> AsyncIterator[ClientConnection]:
    url = service.url.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[PROTOCOL]) as socket:
        payload = (
            {"authorization": f"Bearer {service.token(person.actor)}"} if person and person.actor else {}
        )
        await socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert (await _next(socket))["type"] == "connection_ack"
        yield socket


async def _next(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(10):
        message: dict[str, Any] = json.loads(await socket.recv())
        return message


async def _follow(socket: ClientConnection, number: str) -> None:
    payload = {"query": FOLLOW, "variables": {"number": number}}
    await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": payload}))


async def test_every_change_arrives_once(service: Service, citizen: Person, officer: Person) -> None:
    report = await citizen.filed("live-key-1", text="路灯不亮", matter="C0118", location=NAN_CHENG)
    async with _socket(service, citizen) as socket:
        await _follow(socket, report["number"])
        first = await _next(socket)
        assert first["payload"]["data"]["reportChanged"] == {"stage": "DISPATCHED", "version": 1}
        await service.drain()  # the outbox's marks are no change of the report
        await officer.do("signReport", number=report["number"])
        second = await _next(socket)
        assert second["payload"]["data"]["reportChanged"] == {"stage": "IN_PROGRESS", "version": 2}
        await socket.send(json.dumps({"type": "complete", "id": "1"}))
        await socket.send(json.dumps({"type": "ping"}))
        assert (await _next(socket))["type"] == "pong"
    for _ in range(100):
        if not service.resources.services.changes._waiting:
            break
        await asyncio.sleep(0.02)
    assert not service.resources.services.changes._waiting


async def test_nobody_follows_what_is_not_theirs(
    service: Service, citizen: Person, neighbour: Person
) -> None:
    report = await citizen.filed("live-key-2", text="路灯不亮", matter="C0118", location=NAN_CHENG)
    for person, code in ((neighbour, "NOT_FOUND"), (None, "UNAUTHENTICATED")):
        async with _socket(service, person) as socket:
            await _follow(socket, report["number"])
            message = await _next(socket)
            errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
            assert errors[0]["extensions"]["code"] == code


async def test_a_bad_token_closes_the_socket(service: Service) -> None:
    async with connect(service.url.replace("http", "ws") + "/graphql", subprotocols=[PROTOCOL]) as socket:
        hello = {"type": "connection_init", "payload": {"authorization": "Bearer nonsense"}}
        await socket.send(json.dumps(hello))
        with pytest.raises(ConnectionClosed) as closed:
            await _next(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403


async def test_the_legacy_protocol_is_off(service: Service) -> None:
    url = service.url.replace("http", "ws") + "/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-ws")]) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await _next(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4406


async def test_a_page_elsewhere_cannot_open_a_socket(service: Service) -> None:
    url = service.url.replace("http", "ws") + "/graphql"
    with pytest.raises(InvalidStatus) as refused:
        async with connect(
            url, subprotocols=[PROTOCOL], additional_headers={"origin": "https://evil.example"}
        ):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("query", ["{ shoeSize }", "{ " + "viewer { id } " * 61 + "}", "x" * 20_001])
async def test_a_bad_document_is_an_error_and_the_socket_lives_on(
    service: Service, citizen: Person, query: str
) -> None:
    async with _socket(service, citizen) as socket:
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
        message = await _next(socket)
        assert message["type"] == "error"
        assert message["payload"][0]["message"]
        await socket.send(json.dumps({"type": "ping"}))
        assert (await _next(socket))["type"] == "pong"


@pytest.mark.parametrize(
    "message",
    [
        "[]",
        "1",
        "{",
        '{"type": "subscribe", "id": "1", "payload": {"query": 5}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ viewer { id } }", "operationName": 7}}',
    ],
)
async def test_a_message_of_another_shape_closes_the_socket(
    service: Service, citizen: Person, message: str
) -> None:
    async with _socket(service, citizen) as socket:
        await socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            await _next(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400
