"""Marks that were given up, in the reports; and the decisions about them, which are only ever added to."""

from datetime import UTC, datetime
from typing import Any

from intake.document import from_document
from intake.outbox.failure import Failure, FailureFilter, FailurePlace, Remedy, failure_id
from intake.outbox.outcome import due_after
from intake.outgoing import Outgoing
from intake.stage import Actor
from intake.store import Database, database_errors

_QUERY_MS = 5_000
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SHOWN = {"number": 1, "outgoing": 1, "timeline.seq": 1, "timeline.public": 1}


class FailureStore:
    """The rim around the marks and ``delivery_decisions``."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")
        self._decisions = database.get_collection("delivery_decisions")

    async def newest(self, wanted: FailureFilter, limit: int, after: FailurePlace | None) -> list[Failure]:
        """Up to ``limit`` failures, newest first, past a place; those of one moment by report."""
        when: dict[str, Any] = {"$gte": wanted.since or _EVER}
        if wanted.until is not None:
            when["$lt"] = wanted.until
        if after is not None:
            when["$lte"] = after.at
        mark: dict[str, Any] = {"failed_at": when}
        if wanted.channel is not None:
            mark["to.channel"] = wanted.channel
        if wanted.reason is not None:
            mark["failed_for"] = wanted.reason.value
        pipeline: list[dict[str, Any]] = [
            # the condition of the partial index word for word, or it is walked from end to end
            {"$match": {"outgoing.failed_at": {"$type": "date"}, "outgoing": {"$elemMatch": mark}}},
            {"$project": _SHOWN},
            {"$set": {"mark": "$outgoing"}},
            {"$unwind": "$mark"},
            {"$match": {f"mark.{name}": value for name, value in mark.items()}},
            {"$sort": {"mark.failed_at": -1, "_id": -1}},
        ]
        found: list[Failure] = []
        with database_errors():
            cursor = self._reports.aggregate(pipeline, hint="outgoing_failed", maxTimeMS=_QUERY_MS)
            async for each in cursor:
                failure = _failure(each, from_document(each["mark"], Outgoing))
                if len(found) >= limit and failure.id.partition(".")[0] != found[-1].id.partition(".")[0]:
                    break
                if after is None or _is_past(failure, after):
                    found.append(failure)
        # followers of one report that failed at one moment go by their ids, which the database cannot tell
        found.sort(key=lambda each: each.id, reverse=True)
        found.sort(key=lambda each: each.failed_at, reverse=True)
        return found[:limit]

    async def stuck(self, id_: str) -> tuple[Failure, Outgoing] | None:
        """The failure of this id as it stands; None when there is none, or none any more."""
        with database_errors():
            found = await self._reports.find_one({"_id": id_.rpartition(".")[0]}, _SHOWN)
        marks = [from_document(each, Outgoing) for each in found["outgoing"]] if found else []
        for mark in marks:
            if found and mark.failed_at is not None and failure_id(found["_id"], mark) == id_:
                return _failure(found, mark), mark
        return None

    async def last_remedy(self, id_: str) -> Remedy | None:
        """What was decided last about this failure."""
        with database_errors():
            found = await self._decisions.find_one(
                {"_id": {"$gte": f"{id_}:", "$lt": f"{id_};"}}, sort=[("_id", -1)]
            )
        return Remedy(found["remedy"]) if found else None

    async def write_down(
        self, failure: Failure, actor: Actor, remedy: Remedy, words: str, now: datetime
    ) -> Remedy:
        """Write a decision down; returns the one that stands, which is the first."""
        line = {
            "failure": failure.id,
            "number": failure.number,
            "channel": failure.channel,
            "seq": failure.seq,
            "failed_at": failure.failed_at,
            "error": failure.error,
            "at": now,
            "actor": actor.id,
            "role": actor.role.value,
            "origin": actor.origin,
            "remedy": remedy.value,
            "words": words,
        }
        with database_errors():
            found = await self._decisions.find_one_and_update(
                {"_id": f"{failure.id}:{failure.failed_at.isoformat(timespec='milliseconds')}"},
                {"$setOnInsert": line},
                upsert=True,
                return_document=True,
            )
        return Remedy(found["remedy"])

    async def carry_out(self, failure: Failure, mark: Outgoing, remedy: Remedy, now: datetime) -> None:
        """Let the mark go on, unless it did already."""
        seq: int | str = {Remedy.REQUEUE: mark.sent_seq, Remedy.DROP: failure.seq}.get(remedy, "$public_seq")
        changes = {
            "sent_seq": seq,
            "failed_at": None,
            "failed_for": None,
            "attempts": 0,
            "error": None,
            "due_at": due_after(seq, now),
        }
        same = {"to.channel": mark.to.channel, "to.ref": mark.to.ref, "about": mark.about}
        guard = {**same, "failed_at": mark.failed_at, "sent_seq": mark.sent_seq}
        this = {"$and": [{"$eq": [f"$$each.{name}", {"$literal": value}]} for name, value in guard.items()]}
        marks = {
            "$map": {
                "input": "$outgoing",
                "as": "each",
                "in": {"$cond": [this, {"$mergeObjects": ["$$each", changes]}, "$$each"]},
            }
        }
        with database_errors():
            await self._reports.update_one(
                {"_id": failure.id.rpartition(".")[0], "outgoing": {"$elemMatch": guard}},
                [{"$set": {"outgoing": marks}}],
            )


def _is_past(failure: Failure, after: FailurePlace) -> bool:
    """Whether it comes after this place; the order within one report is that of the ids."""
    if failure.failed_at != after.at:
        return failure.failed_at < after.at
    return failure.id < after.id


def _failure(report: dict[str, Any], mark: Outgoing) -> Failure:
    waiting = [each["seq"] for each in report["timeline"] if each["public"] and each["seq"] > mark.sent_seq]
    if mark.failed_at is None:
        raise ValueError("the mark was not given up")
    return Failure(
        id=failure_id(report["_id"], mark),
        number=report["number"],
        channel=mark.to.channel,
        seq=min(waiting, default=mark.sent_seq),
        attempts=mark.attempts,
        failed_at=mark.failed_at,
        reason=mark.failed_for,
        error=mark.error or "",
    )
