"""The in-app inbox: what one person was told, newest first."""

from dataclasses import dataclass
from datetime import datetime

from channels.notice import Notice
from channels.store import ChannelStore
from intake import Actor, Database


@dataclass(frozen=True, slots=True)
class InboxPlace:
    """A place in an inbox: right at this item."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """Part of an inbox, newest first, and whether there is more."""

    items: tuple[tuple[InboxPlace, Notice], ...]
    has_next: bool


class Inbox:
    """Reads inboxes; everybody reads their own and no other."""

    def __init__(self, database: Database) -> None:
        self._store = ChannelStore(database)

    async def page(self, actor: Actor, limit: int, after: InboxPlace | None = None) -> InboxPage:
        """Up to ``limit`` notices of this actor, past a place."""
        before = (after.at, after.id) if after else None
        found = await self._store.newest(actor.id, limit + 1, before)
        items = tuple((InboxPlace(notice.at, id_), notice) for id_, notice in found[:limit])
        return InboxPage(items=items, has_next=len(found) > limit)

    async def ensure_indexes(self) -> None:
        """Create the indexes of the channels' collections."""
        await self._store.ensure_indexes()
