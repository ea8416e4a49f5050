"""Who comes by the mini-program: openids become pseudonyms, and stay here."""

import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from channels.wechat.account import Account
from channels.wechat.api import Api
from channels.wechat.errors import QuotaReached, WeChatAway, WeChatRefused
from channels.wechat.store import WeChatStore
from channels.wechat.wire import Wire
from intake import Actor, Forbidden, InvalidInput, Unavailable

SESSION = "/sns/jscode2session"
PHONE = "/wxa/business/getuserphonenumber"
_PATH = ("input", "code")
_CODE = re.compile(r"[!-~]{1,256}")
_WAIT_S = 60
_log = logging.getLogger(__name__)


class People:
    """Signs people in.

    Args:
        account: of the mini-program.
        store: keeps openids.
        wire: to WeChat.
        api: the same with the access token.
        clock: now, aware UTC.
    """

    def __init__(
        self, account: Account, store: WeChatStore, wire: Wire, api: Api, clock: Callable[[], datetime]
    ) -> None:
        self._account = account
        self._store = store
        self._wire = wire
        self._api = api
        self._clock = clock

    async def sign_in(self, code: str) -> str:
        """The reporter id of whoever got this code from ``wx.login``; the same person has the same for ever.

        Raises:
            InvalidInput: WeChat does not know the code, or it was used before.
            Forbidden: WeChat blocks this person.
            Unavailable: WeChat does not answer, or this person asks too often.
        """
        _check(code)
        query = {
            "appid": self._account.app_id,
            "secret": self._account.secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        with _told():
            openid = (await self._wire.get(SESSION, query)).get("openid")
            if not (isinstance(openid, str) and openid):
                raise WeChatAway(SESSION, "no openid in the answer")
        reporter = self._pseudonym(openid)
        await self._store.met(reporter, openid, self._clock())
        return reporter

    async def verify_phone(self, actor: Actor, code: str) -> None:
        """Note that this person has a phone number WeChat verified; the number itself is not kept.

        Args:
            actor: whoever signed in by WeChat.
            code: from a ``getPhoneNumber`` button, another than that of ``wx.login``.

        Raises:
            Forbidden: the actor did not sign in by WeChat.
            InvalidInput: WeChat does not know the code, or the number is not this mini-program's to know.
            Unavailable: WeChat does not answer.
        """
        _check(code)
        openid = await self._store.openid(actor.id)
        if openid is None:
            raise Forbidden(
                "请先用微信登录", "Sign in by WeChat first", path=("input",), rule="signed_in_by_wechat"
            )
        with _told():
            answer = await self._api.call(PHONE, {"code": code})
        if not self._is_verified(answer.get("phone_info")):
            raise _no_code()
        await self._store.phone_verified(actor.id, self._clock())

    def _is_verified(self, info: Any) -> bool:
        """Whether WeChat names a number, and names it to this mini-program."""
        mark = info.get("watermark") if isinstance(info, dict) else None
        ours = isinstance(mark, dict) and mark.get("appid") == self._account.app_id
        return ours and bool(info.get("phoneNumber"))

    def _pseudonym(self, openid: str) -> str:
        return "wx-" + hmac.new(self._account.people_secret, openid.encode(), hashlib.sha256).hexdigest()[:40]


def _check(code: str) -> None:
    if not _CODE.fullmatch(code):
        raise _no_code()


def _no_code() -> InvalidInput:
    return InvalidInput(
        "微信凭证无效或已过期，请重新获取",
        "WeChat does not know this code, or no longer; get another",
        path=_PATH,
        rule="wechat_code",
    )


@contextmanager
def _told() -> Iterator[None]:
    """How WeChat fails, as the caller is told of it."""
    try:
        yield
    except WeChatAway as error:
        _log.warning("WeChat %s", error)
        raise Unavailable("wechat") from error
    except QuotaReached as error:
        raise Unavailable("wechat", _WAIT_S) from error
    except WeChatRefused as error:
        raise _refusal(error) from error


def _refusal(error: WeChatRefused) -> Exception:
    match error.code:
        case 40029:
            return _no_code()
        case 40163:
            return InvalidInput(
                "微信凭证已使用过，请重新获取",
                "This code was used before; get another",
                path=_PATH,
                rule="wechat_code_used",
            )
        case 40226:
            return Forbidden(
                "微信判定该账号存在风险，暂不能登录",
                "WeChat holds this account to be at risk and lets nobody sign in with it",
                path=_PATH,
                rule="wechat_risk",
            )
        case 45011:
            return Unavailable("wechat", _WAIT_S)
        case _:
            # nothing that a caller could mend: the operator's account, addresses or rights
            _log.error("WeChat %s", error)
            return Unavailable("wechat", _WAIT_S)
