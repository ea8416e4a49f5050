"""What WeChat thinks of words: ``msg_sec_check``, version 2."""

from channels.wechat.api import Api
from channels.wechat.errors import WeChatAway
from channels.wechat.store import WeChatStore
from intake import Screening

PATH = "/wxa/msg_sec_check"
_VERSION, _FORUM = 2, 3


class TextChecks:
    """Asks WeChat about words of people who signed in there; it knows them for two hours after that.

    Args:
        store: knows their openids.
        api: to WeChat.
    """

    def __init__(self, store: WeChatStore, api: Api) -> None:
        self._store = store
        self._api = api

    async def screen(self, text: str, reporter: str) -> Screening | None:
        """What WeChat has against these words; None: nothing, or the reporter is none of WeChat's.

        Raises:
            WeChatError: it does not say.
        """
        openid = await self._store.openid(reporter)
        if openid is None:
            return None
        body = {"version": _VERSION, "scene": _FORUM, "openid": openid, "content": text}
        result = (await self._api.call(PATH, body)).get("result")
        match result.get("suggest") if isinstance(result, dict) else None:
            case "pass":
                return None
            case "risky" | "review":
                return Screening.RISKY
            case _:
                raise WeChatAway(PATH, "no suggestion in the answer")
