"""WeChat over real HTTP on loopback, with the codes that its documents name; late or wrong as told."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from aiohttp import web

from channels import Account, MiniProgram, mini_program
from intake import Database
from support.clock import Clock

APP_ID, APP_SECRET = "wx0123456789abcdef", "the-secret-of-the-mini-program"
OPENID = "oABCD-openid-of-somebody"
PEOPLE_SECRET = "what-openids-are-made-pseudonyms-with"
TEMPLATES = {"progress": "tmpl-progress", "result": "tmpl-result", "more": "tmpl-more"}
TOKEN, SEND = "/cgi-bin/stable_token", "/cgi-bin/message/subscribe/send"
SESSION, PHONE = "/sns/jscode2session", "/wxa/business/getuserphonenumber"


@dataclass(frozen=True)
class Answer:
    """What is answered: a document or text, how, and after how long."""

    body: Any
    code: int = 200
    after_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    """What was asked."""

    path: str
    query: dict[str, str]
    body: Any


def errcode(code: int, words: str = "some words rid: 1") -> Answer:
    """As WeChat says no; its words repeat what nobody may read in a log."""
    return Answer({"errcode": code, "errmsg": f"{words} {APP_ID} {OPENID}"})


def phone(app_id: str = APP_ID) -> Answer:
    info = {
        "phoneNumber": "+8613800138000",
        "purePhoneNumber": "13800138000",
        "countryCode": "86",
        "watermark": {"timestamp": 1795482000, "appid": app_id},
    }
    return Answer({"errcode": 0, "errmsg": "ok", "phone_info": info})


@dataclass
class WeChatServer:
    """The server, what it will answer and what it was asked.

    Attributes:
        next: answers by path that come first, in their order.
        token: number of the token that holds; 0 before one was asked for.
    """

    url: str = ""
    next: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    asked: list[Asked] = field(default_factory=list)
    token: int = 0
    expires_in: int = 7200

    def of(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]

    def will(self, path: str, *answers: Answer) -> None:
        self.next[path].extend(answers)

    async def reply(self, request: web.Request) -> web.Response:
        text = await request.text()
        asked = Asked(request.path, dict(request.query), json.loads(text) if text else None)
        self.asked.append(asked)
        answer = self.next[request.path].popleft() if self.next[request.path] else self._usual(asked)
        await asyncio.sleep(answer.after_s)
        body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body, ensure_ascii=False)
        return web.Response(text=body, status=answer.code, content_type="text/plain")

    def _usual(self, asked: Asked) -> Answer:
        if asked.path == TOKEN:
            if asked.body["secret"] != APP_SECRET:
                return errcode(40125, "invalid appsecret")
            self.token += 1
            return Answer({"access_token": f"token-{self.token}", "expires_in": self.expires_in})
        if asked.path == SESSION:
            return Answer({"openid": OPENID, "session_key": "a-session-key", "unionid": "a-unionid"})
        if asked.query.get("access_token") != f"token-{self.token}":
            return errcode(40001, "invalid credential, access_token is invalid or not latest")
        return phone() if asked.path == PHONE else Answer({"errcode": 0, "errmsg": "ok"})


@asynccontextmanager
async def wechat_serving() -> AsyncIterator[WeChatServer]:
    """A WeChat on a free port, until left."""
    server = WeChatServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.reply)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def account(server: WeChatServer, **given: Any) -> Account:
    return Account(
        **{
            "app_id": APP_ID,
            "secret": APP_SECRET,
            "people_secret": PEOPLE_SECRET.encode(),
            "base_url": server.url,
            "templates": TEMPLATES,
            **given,
        }
    )


@asynccontextmanager
async def program(
    server: WeChatServer, database: Database, clock: Clock, timeout_s: float = 5.0, **given: Any
) -> AsyncIterator[MiniProgram]:
    """The mini-program as one process has it; it waits a hundredth of what it would."""

    async def pause(seconds: float) -> None:
        await asyncio.sleep(seconds / 100)

    async with httpx.AsyncClient(timeout=timeout_s, trust_env=False) as http:
        yield mini_program(account(server, **given), database, http, clock, pause)
