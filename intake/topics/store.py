"""The topics collection: its indexes, its one insert, its one guarded update, its list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from intake.document import from_document, to_document
from intake.store import Database, database_errors
from intake.topics.topic import Topic

INDEXES = [
    # topics(): newest first
    IndexModel([("proposed_at", DESCENDING), ("_id", DESCENDING)], name="newest"),
    # topics(week): of one week, newest first
    IndexModel([("week", ASCENDING), ("proposed_at", DESCENDING), ("_id", DESCENDING)], name="week"),
]
_QUERY_MS = 5_000


@dataclass(frozen=True, slots=True)
class TopicPlace:
    """A place in the list: between this topic and the next."""

    at: datetime
    id: str

    @classmethod
    def of(cls, topic: Topic) -> "TopicPlace":
        """The place right at this topic."""
        return cls(topic.proposed_at, topic.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """Part of the list, newest first, and whether there is more."""

    topics: tuple[Topic, ...]
    has_next: bool


class TopicStore:
    """The rim around the ``topics`` collection; the database handle decides the write concern."""

    def __init__(self, database: Database) -> None:
        self._topics = database.get_collection("topics")

    async def ensure_indexes(self) -> None:
        """Create what is missing."""
        with database_errors():
            await self._topics.create_indexes(INDEXES)

    async def insert(self, topic: Topic) -> bool:
        """Store a new topic; False when its id is there already."""
        with database_errors():
            try:
                await self._topics.insert_one(_stored(topic))
            except DuplicateKeyError:
                return False
        return True

    async def swap(self, before: Topic, after: Topic) -> bool:
        """Store the next state; False when the version has moved on meanwhile."""
        with database_errors():
            result = await self._topics.replace_one(
                {"_id": before.id, "version": before.version}, _stored(after)
            )
        return result.matched_count == 1

    async def get(self, topic_id: str) -> Topic | None:
        """The topic with this id."""
        with database_errors():
            found = await self._topics.find_one({"_id": topic_id})
        return _topic(found) if found else None

    async def page(self, week: str | None, size: int, after: TopicPlace | None) -> TopicPage:
        """Up to ``size`` topics, newest first, past this place."""
        query: dict[str, Any] = {} if week is None else {"week": week}
        if after is not None:
            query["proposed_at"] = {"$lte": after.at}
            query["$or"] = [{"proposed_at": {"$lt": after.at}}, {"_id": {"$lt": after.id}}]
        with database_errors():
            found = self._topics.find(query).sort([("proposed_at", DESCENDING), ("_id", DESCENDING)])
            documents = await found.limit(size + 1).max_time_ms(_QUERY_MS).to_list(None)
        topics = tuple(_topic(each) for each in documents[:size])
        return TopicPage(topics=topics, has_next=len(documents) > size)


def _stored(topic: Topic) -> dict[str, Any]:
    document = to_document(topic)
    return {"_id": document.pop("id"), **document}


def _topic(document: dict[str, Any]) -> Topic:
    return from_document({**document, "id": document["_id"]}, Topic)
