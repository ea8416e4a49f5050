"""Collections of WeChat: its token and quotas, people, credits, and messages on their way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
from cattrs.preconf.bson import make_converter
from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from channels.wechat.record import Queued
from intake import Database, database_errors

MOST_CREDITS = 50
KEPT_FOR = timedelta(days=30)
"""Messages are kept so long, to tell a repetition by; the outbox repeats for a day and a half at most."""

_WAITING = {"due_at": {"$type": "date"}}
MESSAGE_INDEXES = [
    # lease_message(): what is due, oldest first
    IndexModel([("due_at", ASCENDING)], name="due", partialFilterExpression=_WAITING),
    # before(): what this follower is told of this report earlier
    IndexModel(
        [("to", ASCENDING), ("number", ASCENDING), ("seq", ASCENDING)],
        name="follower",
        partialFilterExpression=_WAITING,
    ),
    IndexModel([("created_at", ASCENDING)], name="old", expireAfterSeconds=int(KEPT_FOR.total_seconds())),
]

_converter = make_converter()
_converter.register_unstructure_hook(
    Queued, make_dict_unstructure_fn(Queued, _converter, id=override(rename="_id"))
)
_converter.register_structure_hook(
    Queued, make_dict_structure_fn(Queued, _converter, id=override(rename="_id"))
)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and when another is asked for, aware UTC."""

    value: str = field(repr=False)
    ends_at: datetime


class WeChatStore:
    """The rim around ``wechat_state``, ``wechat_people``, ``wechat_credits`` and ``wechat_messages``."""

    def __init__(self, database: Database) -> None:
        self._state = database.get_collection("wechat_state")
        self._people = database.get_collection("wechat_people")
        self._credits = database.get_collection("wechat_credits")
        self._messages = database.get_collection("wechat_messages")

    async def ensure_indexes(self) -> None:
        """Create what is missing."""
        with database_errors():
            await self._messages.create_indexes(MESSAGE_INDEXES)

    async def token(self) -> Token | None:
        """The token that somebody asked for last."""
        with database_errors():
            found = await self._state.find_one({"_id": "token"})
        return Token(found["value"], found["ends_at"]) if found and found.get("value") else None

    async def lease_token(self, now: datetime, until: datetime, lease: str) -> bool:
        """Whether it is on us to ask for a token: none holds, and nobody else asks."""
        free = {
            "_id": "token",
            "$and": [
                {"$or": [{"lease_until": None}, {"lease_until": {"$lte": now}}]},
                {"$or": [{"ends_at": None}, {"ends_at": {"$lte": now}}]},
            ],
        }
        with database_errors():
            try:
                await self._state.update_one(
                    free, {"$set": {"lease": lease, "lease_until": until}}, upsert=True
                )
            except DuplicateKeyError:
                return False
        return True

    async def settle_token(self, lease: str, token: Token | None) -> None:
        """Give the lease back, with what came of it."""
        got = {"value": token.value, "ends_at": token.ends_at} if token else {}
        with database_errors():
            await self._state.update_one(
                {"_id": "token", "lease": lease}, {"$set": {**got, "lease": None, "lease_until": None}}
            )

    async def drop_token(self, value: str) -> None:
        """Forget this token, unless another has taken its place."""
        with database_errors():
            await self._state.update_one(
                {"_id": "token", "value": value}, {"$set": {"value": None, "ends_at": None}}
            )

    async def rest(self, path: str, until: datetime) -> None:
        """Leave an interface alone."""
        with database_errors():
            await self._state.update_one({"_id": f"rest {path}"}, {"$max": {"until": until}}, upsert=True)

    async def rests_until(self, path: str) -> datetime | None:
        """Until when an interface is, or was last, left alone."""
        with database_errors():
            found = await self._state.find_one({"_id": f"rest {path}"})
        return found["until"] if found else None

    async def resting(self, now: datetime) -> int:
        """How many interfaces are left alone."""
        with database_errors():
            return await self._state.count_documents({"until": {"$gt": now}})

    async def met(self, reporter: str, openid: str, now: datetime) -> None:
        """Somebody signed in."""
        with database_errors():
            await self._people.update_one(
                {"_id": reporter}, {"$set": {"openid": openid, "signed_in_at": now}}, upsert=True
            )

    async def openid(self, reporter: str) -> str | None:
        """Whom WeChat knows this reporter as."""
        with database_errors():
            found = await self._people.find_one({"_id": reporter}, {"openid": 1})
        return found["openid"] if found else None

    async def phone_verified(self, reporter: str, now: datetime) -> None:
        """They have a phone number that WeChat verified."""
        with database_errors():
            await self._people.update_one(
                {"_id": reporter}, {"$set": {"phone_verified": True, "phone_verified_at": now}}
            )

    async def add_credit(self, reporter: str, template: str) -> int:
        """One more message of this template may be sent; how many that makes."""
        more = {"$min": [{"$add": [{"$ifNull": ["$left", 0]}, 1]}, MOST_CREDITS]}
        with database_errors():
            found: dict[str, Any] = await self._credits.find_one_and_update(
                {"_id": _credit(reporter, template)},
                [{"$set": {"left": more}}],
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        return int(found["left"])

    async def credits(self, reporter: str, template: str) -> int:
        """How many messages of this template may be sent."""
        with database_errors():
            found = await self._credits.find_one({"_id": _credit(reporter, template)})
        return int(found["left"]) if found else 0

    async def spend(self, reporter: str, template: str) -> None:
        """One was sent."""
        with database_errors():
            await self._credits.update_one(
                {"_id": _credit(reporter, template), "left": {"$gt": 0}}, {"$inc": {"left": -1}}
            )

    async def exhaust(self, reporter: str, template: str) -> None:
        """WeChat takes no more of them."""
        with database_errors():
            await self._credits.update_one({"_id": _credit(reporter, template)}, {"$set": {"left": 0}})

    async def queue(self, message: Queued) -> None:
        """A message to be sent; a second time changes nothing."""
        item = _converter.unstructure(message)
        with database_errors():
            await self._messages.update_one({"_id": item.pop("_id")}, {"$setOnInsert": item}, upsert=True)

    async def lease_message(self, now: datetime, until: datetime, lease: str) -> Queued | None:
        """The message that has been due longest, held until then; None when none is."""
        free = {
            "due_at": {"$lte": now, "$type": "date"},
            "$or": [{"lease_until": None}, {"lease_until": {"$lte": now}}],
        }
        with database_errors():
            found = await self._messages.find_one_and_update(
                free,
                {"$set": {"lease": lease, "lease_until": until}},
                sort=[("due_at", ASCENDING)],
                return_document=ReturnDocument.AFTER,
            )
        return _converter.structure(found, Queued) if found else None

    async def before(self, message: Queued) -> datetime | None:
        """When the first is due that this follower must be told of this report earlier; None: nothing."""
        earlier = {
            "to": message.to,
            "number": message.number,
            "seq": {"$lt": message.seq},
            "due_at": {"$type": "date"},
        }
        with database_errors():
            found = await self._messages.find_one(earlier, sort=[("seq", ASCENDING)])
        return found["due_at"] if found else None

    async def settle(self, message: Queued, lease: str, result: dict[str, Any]) -> None:
        """Write what came of an attempt, and let go; nothing when the lease was lost."""
        with database_errors():
            await self._messages.update_one(
                {"_id": message.id, "lease": lease},
                {"$set": {**result, "lease": None, "lease_until": None}},
            )


def _credit(reporter: str, template: str) -> str:
    return f"{reporter}:{template}"
