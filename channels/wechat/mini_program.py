"""Everything that the mini-program needs of WeChat, over one account."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import httpx

from channels.wechat.account import Account
from channels.wechat.api import Api
from channels.wechat.checks import TextChecks
from channels.wechat.messages import Messages
from channels.wechat.people import People
from channels.wechat.store import WeChatStore
from channels.wechat.templates import builtin_templates
from channels.wechat.token import Tokens
from channels.wechat.wire import Pause, Wire
from intake import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniProgram:
    """What WeChat does for it.

    Attributes:
        people: signs in.
        messages: sends subscribe messages.
        texts: has words checked.
        store: what is kept for all of it.
    """

    people: People
    messages: Messages
    texts: TextChecks
    store: WeChatStore


def mini_program(
    account: Account,
    database: Database,
    http: httpx.AsyncClient,
    clock: Callable[[], datetime],
    pause: Pause = asyncio.sleep,
) -> MiniProgram:
    """The mini-program of this account.

    Args:
        account: what an operator set.
        database: where its collections are.
        http: opened and closed by its owner.
        clock: now, aware UTC in whole milliseconds.
        pause: waits so many seconds before something busy is asked again.
    """
    store = WeChatStore(database)
    wire = Wire(account, store, http, clock, pause)
    api = Api(wire, Tokens(account, store, wire, clock, pause))
    return MiniProgram(
        people=People(account, store, wire, api, clock),
        messages=Messages(account, store, api, builtin_templates(), clock),
        texts=TextChecks(store, api),
        store=store,
    )
