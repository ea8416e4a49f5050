"""Subscribe messages: queued beside the inbox, sent by a worker of their own, counted by credits.

They have a queue of their own because WeChat must not hold up the inbox: neither may its outage delay what
stands there, nor may its refusal end what a follower is told.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from channels.news import News
from channels.outbound.retry import wait_after
from channels.wechat.account import Account
from channels.wechat.api import Api
from channels.wechat.errors import QuotaReached, WeChatError, WeChatRefused
from channels.wechat.record import Queued
from channels.wechat.store import WeChatStore
from channels.wechat.templates import Template
from intake import Action, Actor, InvalidInput

SEND = "/cgi-bin/message/subscribe/send"
_LEASE = timedelta(seconds=60)
_HELD = timedelta(seconds=1)
_NOT_WANTED, _BAD_FIELD = 43101, 47003
_MOST = 10
_log = logging.getLogger(__name__)


class Messages:
    """Queues and sends them.

    Args:
        account: of the mini-program.
        store: keeps credits and messages.
        api: to WeChat.
        templates: what goes with which news.
        clock: now, aware UTC.
    """

    def __init__(
        self,
        account: Account,
        store: WeChatStore,
        api: Api,
        templates: Mapping[Action, Template],
        clock: Callable[[], datetime],
    ) -> None:
        self._account = account
        self._store = store
        self._api = api
        self._templates = templates
        self._clock = clock

    def prepare(self, news: News) -> dict[str, Any] | None:
        """The template's name and its fields, or None when this news has no template here. Pure."""
        template = self._templates.get(news.action)
        if template is None or template.name not in self._account.templates:
            return None
        return {"template": template.name, "fields": template.filled(news)}

    async def queue(
        self, delivery_id: str, to: str, number: str, seq: int, prepared: Mapping[str, Any]
    ) -> None:
        """Have it sent; the same delivery id a second time changes nothing."""
        now = self._clock()
        await self._store.queue(
            Queued(
                id=delivery_id,
                to=to,
                number=number,
                seq=seq,
                template=prepared["template"],
                fields=prepared["fields"],
                created_at=now,
                due_at=now,
            )
        )

    async def accepted(self, actor: Actor, template_ids: list[str]) -> dict[str, int]:
        """Credits by template name after somebody accepted one more message of each of these templates.

        Raises:
            InvalidInput: too many at once, or an id is none of ours.
        """
        names = [self._account.template_named(each) for each in template_ids[: _MOST + 1]]
        if not 0 < len(names) <= _MOST or None in names or len(set(names)) < len(names):
            raise InvalidInput(
                f"请给出 1-{_MOST} 个本小程序的订阅消息模板编号，且不重复",
                f"Name 1-{_MOST} templates of this mini-program, each once",
                path=("input", "templateIds"),
                rule="own_templates",
            )
        return {name: await self._store.add_credit(actor.id, name) for name in names if name is not None}

    async def deliver_once(self, now: datetime) -> int:
        """Send one message that is due; 0 when none is."""
        lease = secrets.token_hex(8)
        message = await self._store.lease_message(now, now + _LEASE, lease)
        if message is None:
            return 0
        earlier = await self._store.before(message)
        if earlier is not None:
            result: dict[str, Any] = {"due_at": max(earlier, now + _HELD)}
        else:
            result = await self._attempt(message, now)
        await self._store.settle(message, lease, result)
        return 1

    async def _attempt(self, message: Queued, now: datetime) -> dict[str, Any]:
        """Send it, and what is to be written of that."""
        openid = await self._store.openid(message.to)
        if openid is None:
            return _ended(now, "no_openid")
        lasting = message.template in self._account.lasting
        if not lasting and not await self._store.credits(message.to, message.template):
            return _ended(now, "no_credit")
        template = self._account.templates.get(message.template)
        if template is None:
            return _ended(now, "no_template")
        try:
            await self._api.call(SEND, self._body(message, openid, template))
        except WeChatError as error:
            return await self._failed(message, error, now)
        if not lasting:
            await self._store.spend(message.to, message.template)
        return {"due_at": None, "sent_at": now, "error": None}

    def _body(self, message: Queued, openid: str, template: str) -> dict[str, Any]:
        return {
            "touser": openid,
            "template_id": template,
            "page": self._account.page.replace("{number}", message.number),
            "data": {name: {"value": value} for name, value in message.fields.items()},
            "miniprogram_state": self._account.state,
            "lang": self._account.lang,
        }

    async def _failed(self, message: Queued, error: WeChatError, now: datetime) -> dict[str, Any]:
        if isinstance(error, QuotaReached):
            return {"due_at": error.until, "error": str(error)}
        if not isinstance(error, WeChatRefused):
            _log.warning("message %s/%s not sent: %s", message.number, message.seq, error)
            wait = wait_after(message.attempts + 1)
            if wait is None:
                return _ended(now, str(error))
            return {"due_at": now + wait, "attempts": message.attempts + 1, "error": str(error)}
        if error.code == _NOT_WANTED:
            await self._store.exhaust(message.to, message.template)
        elif error.code == _BAD_FIELD:
            _log.error(
                "template %s does not take its field %s; see channels/data/wechat_templates.csv: %s",
                message.template,
                error.field,
                error,
            )
        else:
            _log.error("message %s/%s refused: %s", message.number, message.seq, error)
        return _ended(now, str(error))


def _ended(now: datetime, why: str) -> dict[str, Any]:
    return {"due_at": None, "failed_at": now, "error": why}
