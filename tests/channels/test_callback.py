"""Call-backs over real HTTP: signed, judged by their answer, never followed elsewhere, never endless."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels import App, Callback, Later, Message, Refused, open_callback
from channels.callback import ANSWER_BYTES, judge
from channels.inbound.signature import check_body, verify
from channels.raw import Raw
from intake import HashAlgorithm
from support.app_server import Answer, AppServer, app_server, hangs, never_ends, resets, says

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MESSAGE = Message(to="SSP-1", delivery_id="d" * 32, body={"externalRef": "SSP-1", "title": "已受理"})


@pytest.fixture
async def server() -> AsyncIterator[AppServer]:
    async with app_server() as found:
        yield found


@pytest.fixture
async def callback() -> AsyncIterator[Callback]:
    async with open_callback(lambda: NOW) as found:
        yield found


@pytest.mark.parametrize("algorithm", HashAlgorithm)
async def test_an_app_can_prove_who_called_and_what_was_said(
    server: AppServer, callback: Callback, algorithm: HashAlgorithm
) -> None:
    app = server.app(algorithm)
    await callback.post(app, MESSAGE)
    await callback.post(app, MESSAGE)
    callers = []
    for post in server.posts:
        raw = Raw(method="POST", target=post.target, headers=post.headers, body=post.body)
        caller = verify("traffic", app, raw, NOW)
        check_body(caller, app, post.body)
        callers.append(caller)
        assert post.headers["x-ssp-delivery"] == post.told["deliveryId"] == MESSAGE.delivery_id
        assert post.headers["content-type"] == "application/json"
        assert post.told["title"] == "已受理"
    assert [caller.key for caller in callers] == ["k1", "k1"]
    assert len({caller.nonce for caller in callers}) == 2


@pytest.mark.parametrize("body", [b"", b" \n", b"{}", b'{"code":0}', b'{"code":"0","message":"ok"}'])
@pytest.mark.parametrize("code", [200, 202, 204])
def test_an_empty_answer_or_code_0_is_taken(code: int, body: bytes) -> None:
    judge(code, body, None, NOW)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 422, 499])
async def test_4xx_is_final(server: AppServer, callback: Callback, code: int) -> None:
    server.answers = lambda _: says(code)
    with pytest.raises(Refused, match=str(code)):
        await callback.post(server.app(), MESSAGE)


ELSEWHERE = "http://127.0.0.1:1/"
LATER = {
    "408": says(408),
    "425": says(425),
    "429": says(429),
    "500": says(500),
    "503": says(503),
    "a redirect": says(302, Location=ELSEWHERE),
    "a redirect that keeps the method": says(307, Location=ELSEWHERE),
    "200 with an error": says(200, b'{"code": 40001, "message": "busy"}'),
    "200 with an error without a number": says(200, b'{"code": "E1"}'),
    "200 with null": says(200, b'{"code": null}'),
    "200 with a page": says(200, b"<html>please log in</html>", Content_Type="text/html"),
    "200 with a list": says(200, b"[0]"),
    "200 with half a document": says(200, b'{"code": 0'),
    "200 with too much": says(200, b" " * (ANSWER_BYTES + 1)),
    "a reset": resets,
    "an endless body": never_ends,
}


@pytest.mark.parametrize("name", LATER)
async def test_what_may_not_have_arrived_is_tried_again(
    server: AppServer, callback: Callback, name: str
) -> None:
    answer: Answer = LATER[name]
    server.answers = lambda _: answer
    async with asyncio.timeout(5):
        with pytest.raises(Later) as raised:
            await callback.post(server.app(), MESSAGE)
    assert raised.value.wait is None
    assert len(server.posts) == 1
    server.answers = lambda _: says()
    await callback.post(server.app(), MESSAGE)


async def test_an_app_may_say_in_200_that_it_never_will(server: AppServer, callback: Callback) -> None:
    server.answers = lambda _: says(200, '{"code": 7, "message": "无此诉求", "retry": false}'.encode())
    with pytest.raises(Refused, match="无此诉求"):
        await callback.post(server.app(), MESSAGE)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 01:05:00 GMT", timedelta(minutes=5)),
        ("Tue, 24 Nov 2026 00:00:00 GMT", timedelta()),
        ("soon", None),
        ("-3", None),
        ("9" * 30, timedelta(days=1)),
    ],
)
def test_an_app_may_ask_to_wait(header: str, wait: timedelta | None) -> None:
    with pytest.raises(Later) as raised:
        judge(429, b"", header, NOW)
    assert raised.value.wait == wait


async def test_nobody_listening_is_tried_again(callback: Callback) -> None:
    async with app_server() as gone:
        app = gone.app()
    with pytest.raises(Later):
        await callback.post(app, MESSAGE)


async def test_an_app_that_never_answers_is_left_after_ten_seconds(
    server: AppServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.callback._TOTAL_S", 0.2)
    server.answers = lambda _: hangs
    async with open_callback(lambda: NOW) as impatient, asyncio.timeout(2):
        with pytest.raises(Later, match="Timeout"):
            await impatient.post(server.app(), MESSAGE)


async def test_an_app_without_a_key_is_told_nothing(server: AppServer, callback: Callback) -> None:
    with pytest.raises(Refused):
        await callback.post(App(callback_url=server.url), MESSAGE)
    assert server.posts == []
