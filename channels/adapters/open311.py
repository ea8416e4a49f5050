"""Open311 GeoReport v2: clients hand in by HTTP and ask what became of it, so nothing is sent to them."""

from channels.channel import Channel
from channels.news import Message, News
from channels.open311 import CHANNEL


def channel() -> Channel:
    """Whoever speaks GeoReport v2."""
    return Channel(name=CHANNEL, zh="Open311", outlet=_Asked())


class _Asked:
    """What is owed is told when the client asks next."""

    def render(self, news: News) -> Message:
        """No more than that there is news."""
        return Message(to=news.to.ref, delivery_id=news.delivery_id, body={})

    async def send(self, message: Message) -> None:
        """Nothing: it counts as told, and its attempt stands in the record."""
