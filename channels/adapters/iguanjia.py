"""i莞家, the core channel: reports come in through GraphQL, notices go to the in-app inbox.

Where the mini-program is set up, what its table names goes out as a subscribe message as well, queued after
the inbox has it and sent by a worker of its own.
"""

from cattrs.preconf.bson import make_converter

from channels.channel import Channel
from channels.means import Means
from channels.news import Message, News
from channels.notice import Notice
from channels.store import ChannelStore
from channels.wechat import MiniProgram

_converter = make_converter()


def channel(means: Means) -> Channel:
    """The i莞家 mini-program."""
    return Channel(name="iguanjia", zh="i莞家", outlet=_Inbox(means.store, means.mini_program))


class _Inbox:
    """Places notices where the reporter reads them."""

    def __init__(self, store: ChannelStore, mini_program: MiniProgram | None) -> None:
        self._store = store
        self._messages = mini_program.messages if mini_program else None

    def render(self, news: News) -> Message:
        """The notice as it is, and under ``wechat`` the message that goes with it."""
        body = _converter.unstructure(news.notice)
        prepared = self._messages.prepare(news) if self._messages else None
        if prepared is not None:
            body["wechat"] = prepared
        return Message(to=news.to.ref, delivery_id=news.delivery_id, body=body)

    async def send(self, message: Message) -> None:
        """Place it in the reporter's inbox, then have WeChat's message sent."""
        notice = _converter.structure(message.body, Notice)
        await self._store.put(message.to, notice)
        prepared = message.body.get("wechat")
        if self._messages is not None and prepared is not None:
            await self._messages.queue(message.delivery_id, message.to, notice.number, notice.seq, prepared)
