"""i莞家, the core channel: reports come in through GraphQL, notices go to the in-app inbox."""

from channels.notice import Notice
from channels.store import ChannelStore


class Iguanjia:
    """The i莞家 mini-program.

    Args:
        store: where the inbox is kept.
    """

    name = "iguanjia"

    def __init__(self, store: ChannelStore) -> None:
        self._store = store

    async def send(self, to: str, notice: Notice) -> None:
        """Place the notice in the reporter's inbox."""
        await self._store.put(to, notice)
