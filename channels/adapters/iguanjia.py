"""i莞家, the core channel: reports come in through GraphQL, notices go to the in-app inbox."""

from cattrs.preconf.bson import make_converter

from channels.channel import Channel
from channels.means import Means
from channels.news import Message, News
from channels.notice import Notice
from channels.store import ChannelStore

_converter = make_converter()


def channel(means: Means) -> Channel:
    """The i莞家 mini-program."""
    return Channel(name="iguanjia", zh="i莞家", outlet=_Inbox(means.store))


class _Inbox:
    """Places notices where the reporter reads them."""

    def __init__(self, store: ChannelStore) -> None:
        self._store = store

    def render(self, news: News) -> Message:
        """The notice as it is."""
        return Message(to=news.to.ref, delivery_id=news.delivery_id, body=_converter.unstructure(news.notice))

    async def send(self, message: Message) -> None:
        """Place it in the reporter's inbox."""
        await self._store.put(message.to, _converter.structure(message.body, Notice))
