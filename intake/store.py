"""The reports collection: its indexes, its one insert, its one guarded update, its lists."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import fields
from datetime import datetime
from typing import Any

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorDatabase,
)
from pymongo import ASCENDING, DESCENDING, GEOSPHERE, IndexModel
from pymongo.errors import ConnectionFailure, DuplicateKeyError, PyMongoError

from intake.document import difference, from_document, readable, to_document
from intake.errors import Unavailable
from intake.place import EARTH_RADIUS_M, Point
from intake.report import Report
from intake.similar.neighbour import Neighbour
from intake.similar.record import Similar
from intake.stage import Stage

Database = AsyncIOMotorDatabase[dict[str, Any]]
_log = logging.getLogger(__name__)
_LOOK_MS = 500  # a look that a report waits for while it is handed in
_OPEN = [stage.value for stage in Stage if stage.is_open]
_SEEN = [each.name for each in fields(Neighbour) if each.name != "followers"]
_QUERY_MS = 5_000  # a list that takes longer is given up rather than piled up

INDEXES = [
    # report(number): the number people read out; two reports never share one
    IndexModel([("number", ASCENDING)], name="number", unique=True),
    # reports() of a reporter, newest first
    IndexModel(
        [("reporter", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="reporter_queue"
    ),
    # reports() of an officer: lead or assisting, newest first
    IndexModel(
        [("departments", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="department_queue",
    ),
    # reports(filter: {stages}) of a dispatcher: the manual queue, newest first
    IndexModel([("stage", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="stage_queue"),
    # reports(filter: {town}) of a dispatcher
    IndexModel(
        [("jurisdiction.town_code", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="town_queue",
    ),
    # reports(filter: {matter}) of a dispatcher
    IndexModel(
        [("matter.code", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="matter_queue"
    ),
    # reports(filter: {channel}) of a dispatcher
    IndexModel(
        [("channel", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)], name="channel_queue"
    ),
    # reports() of a dispatcher, newest first; reports(filter: {since, until})
    IndexModel([("submitted_at", DESCENDING), ("_id", DESCENDING)], name="newest"),
    # the public list of what has changed since, oldest change first
    IndexModel([("updated_at", ASCENDING), ("_id", ASCENDING)], name="updated"),
    # the look for an earlier result at the same place, while a report is handed in
    IndexModel(
        [("matter.code", ASCENDING), ("location.point", GEOSPHERE)],
        name="resolved_place",
        partialFilterExpression={"resolution.at": {"$exists": True}},
    ),
    # similarReports, and the look for open reports of the same thing once one was handed in
    IndexModel(
        [("matter.code", ASCENDING), ("location.point", GEOSPHERE)],
        name="open_place",
        partialFilterExpression={"stage": {"$in": _OPEN}},
    ),
    # reports(filter: {near}): around a point
    IndexModel([("location.point", GEOSPHERE)], name="place"),
    # statistics(filter, groupBy): all that is filtered, grouped and summed, so that no report is fetched
    IndexModel(
        [
            (field, ASCENDING)
            for field in (
                "tally.day",
                "jurisdiction.town_code",
                "matter.code",
                "assignment.lead.id",
                "channel",
                "tally.marks",
                "tally.respond_s",
                "tally.resolve_s",
                "tally.outcome",
                "tally.speed",
                "tally.attitude",
            )
        ],
        name="statistics",
    ),
    # reports(filter: {warning}) of a supervisor: what is late or soon will be
    IndexModel(
        [("warning", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="warning_queue",
        partialFilterExpression={"warning": {"$gt": ""}},
    ),
    # reports(filter: {screening}): words that a person should read first
    IndexModel(
        [("screening", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="screening_queue",
        partialFilterExpression={"screening": {"$gt": ""}},
    ),
    # reports(filter: {request}): what departments ask for and nobody has decided
    IndexModel(
        [("request.kind", ASCENDING), ("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="request_queue",
        partialFilterExpression={"request.kind": {"$gt": ""}},
    ),
    # powersProposals: what was arbitrated, newest first
    IndexModel(
        [("submitted_at", DESCENDING), ("_id", DESCENDING)],
        name="arbitrated",
        partialFilterExpression={"assignment.is_final": True},
    ),
    # the sweep: reports whose clocks have something to say
    IndexModel(
        [("alarm_at", ASCENDING)], name="alarm", partialFilterExpression={"alarm_at": {"$type": "date"}}
    ),
    # deliveryFailures(): what the outbox gave up, newest first
    IndexModel(
        [("outgoing.failed_at", DESCENDING)],
        name="outgoing_failed",
        partialFilterExpression={"outgoing.failed_at": {"$type": "date"}},
    ),
    # the outbox: followers of a channel who have something coming
    IndexModel(
        [("outgoing.to.channel", ASCENDING), ("outgoing.due_at", ASCENDING)],
        name="outgoing_queue",
        partialFilterExpression={"outgoing.due_at": {"$type": "date"}},
    ),
]


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn a database that is away into ``Unavailable``; every other driver error stays what it is.

    A write that timed out may have happened: the caller repeats it with the same key, which is safe.
    """
    try:
        yield
    except ConnectionFailure as error:
        raise Unavailable("database") from error
    except PyMongoError as error:
        if error.timeout or error.has_error_label("RetryableWriteError"):
            raise Unavailable("database") from error
        raise


class NumberTaken(Exception):
    """Another report has this number; draw again."""


class ReportStore:
    """The rim around the ``reports`` collection.

    The database handle decides the write concern; the gateway opens it with majority and journal.
    """

    def __init__(self, database: Database) -> None:
        self._client: AsyncIOMotorClient[dict[str, Any]] = database.client
        self._reports: AsyncIOMotorCollection[dict[str, Any]] = database.get_collection("reports")

    async def ensure_indexes(self) -> None:
        """Create what is missing; changing an index under a name is an error of the operator's to see."""
        with database_errors():
            await self._reports.create_indexes(INDEXES)

    async def insert(self, report: Report) -> bool:
        """Store a new report in one write; False when its id is there already.

        Raises:
            NumberTaken: the number is another report's.
        """
        with database_errors():
            try:
                await self._reports.insert_one(to_document(report))
            except DuplicateKeyError as error:
                if "number" in (error.details or {}).get("keyPattern", {}):
                    raise NumberTaken from error
                return False
            return True

    async def swap(self, before: Report, after: Report) -> bool:
        """Store the next state in one guarded write; False when the version has moved on meanwhile."""
        with database_errors():
            return await self._swap(before, after)

    async def swap_both(self, one: tuple[Report, Report], other: tuple[Report, Report]) -> bool:
        """Store the next states of two reports, or of neither; False when a version has moved on."""
        with database_errors():
            try:
                return await self._swap_all(one, other)
            except PyMongoError as error:
                if error.has_error_label("TransientTransactionError"):
                    return False  # another write of one of the two came between
                raise

    async def _swap_all(self, *pairs: tuple[Report, Report]) -> bool:
        async with await self._client.start_session() as session, session.start_transaction():
            for before, after in pairs:
                if not await self._swap(before, after, session):
                    await session.abort_transaction()
                    return False
        return True

    async def _swap(
        self, before: Report, after: Report, session: AsyncIOMotorClientSession | None = None
    ) -> bool:
        update = difference(before, after)
        # whoever held the alarm decided by the state before; leases come and go beside the version
        update["$set"] |= {"alarm_lease": None, "alarm_lease_until": None}
        filters: list[dict[str, Any]] | None = None
        if after.public_seq > before.public_seq:
            update["$set"]["outgoing.$[idle].due_at"] = after.updated_at
            filters = [{"idle.due_at": None, "idle.failed_at": None}]
        result = await self._reports.update_one(
            {"_id": before.id, "version": before.version}, update, array_filters=filters, session=session
        )
        return result.matched_count == 1

    async def lease_alarms(self, now: datetime, until: datetime, lease: str, most: int) -> list[Report]:
        """Lease up to ``most`` of the reports whose alarm has waited longest, all of them in one write.

        Who else looks at the same moment finds the same candidates; the write takes what is still free, so
        each report goes to one worker. Whoever got none of them looks again, until nothing is due.
        """
        free = {"alarm_at": {"$lte": now}, "alarm_lease_until": {"$not": {"$gt": now}}}
        with database_errors():
            while True:
                oldest = self._reports.find(free, {"_id": 1}).sort("alarm_at", ASCENDING).limit(most)
                ids = [each["_id"] async for each in oldest.hint("alarm").max_time_ms(_QUERY_MS)]
                if not ids:
                    return []
                leased = await self._reports.update_many(
                    {"_id": {"$in": ids}, **free},
                    {"$set": {"alarm_lease_until": until, "alarm_lease": lease}},
                )
                if leased.modified_count:
                    mine = self._reports.find({"_id": {"$in": ids}, "alarm_lease": lease})
                    return [report async for document in mine if (report := _known(document)) is not None]

    async def oldest_alarm(self, now: datetime) -> datetime | None:
        """Since when the alarm that has waited longest has been due; None when none is."""
        with database_errors():
            found = await self._reports.find_one(
                {"alarm_at": {"$lte": now}}, {"alarm_at": 1}, sort=[("alarm_at", ASCENDING)], hint="alarm"
            )
        return found["alarm_at"] if found else None

    async def get(self, report_id: str) -> Report | None:
        """The report with this id."""
        return await self._one({"_id": report_id})

    async def by_number(self, number: str) -> Report | None:
        """The report with this number."""
        return await self._one({"number": number})

    async def known_numbers(self, numbers: Sequence[str]) -> frozenset[str]:
        """Those of these numbers that are a report's."""
        with database_errors():
            found = self._reports.find({"number": {"$in": list(numbers)}}, {"_id": 0, "number": 1})
            return frozenset([document["number"] async for document in found])

    async def find(self, query: dict[str, Any], *, newest_first: bool, limit: int) -> list[Report]:
        """Up to ``limit`` reports by (submitted_at, id)."""
        way = DESCENDING if newest_first else ASCENDING
        with database_errors():
            cursor = self._reports.find(query).sort([("submitted_at", way), ("_id", way)]).limit(limit)
            found = cursor.max_time_ms(_QUERY_MS)
            return [from_document(document, Report) async for document in found]

    async def resolved_near(self, matter: str, point: Point, radius_m: float, since: datetime) -> str | None:
        """Number of the last report of this matter here whose result holds and came at ``since`` or later.

        What ended as abnormal, or was sent back, has no result.
        """
        sphere = [[point.longitude, point.latitude], radius_m / EARTH_RADIUS_M]
        query = {
            "matter.code": matter,
            "location.point": {"$geoWithin": {"$centerSphere": sphere}},
            "resolution.at": {"$gte": since},
            "stage": {"$in": [Stage.VERIFIED.value, Stage.CLOSED.value]},
        }
        with database_errors():
            found = await self._reports.find_one(
                query,
                {"number": True},
                sort=[("resolution.at", DESCENDING)],
                hint="resolved_place",
                max_time_ms=_LOOK_MS,
            )
        return found["number"] if found else None

    async def open_near(
        self, matters: Sequence[str | None], point: Point, radius_m: float, since: datetime, most: int
    ) -> list[Neighbour]:
        """Up to ``most`` open reports here of these matters, None for none, since then, oldest first."""
        sphere = [[point.longitude, point.latitude], radius_m / EARTH_RADIUS_M]
        query = {
            "matter.code": {"$in": list(matters)},
            "location.point": {"$geoWithin": {"$centerSphere": sphere}},
            "stage": {"$in": _OPEN},
            "submitted_at": {"$gte": since},
        }
        shown = {"_id": 0, **dict.fromkeys(_SEEN, 1), "followers": {"$size": "$outgoing"}}
        with database_errors():
            cursor = self._reports.find(query, shown).sort("submitted_at", ASCENDING).limit(most)
            found = cursor.hint("open_place").max_time_ms(_LOOK_MS)
            return [from_document(document, Neighbour) async for document in found]

    async def note_similar(self, report_id: str, similar: Sequence[Similar]) -> None:
        """Keep what a report resembles: a hint beside the version, which no command waits for."""
        with database_errors():
            noted = [to_document(each) for each in similar]
            await self._reports.update_one({"_id": report_id}, {"$set": {"similar": noted}})

    async def count(self, query: dict[str, Any], most: int) -> int:
        """How many match, counted no further than ``most``."""
        with database_errors():
            return await self._reports.count_documents(query, limit=most, maxTimeMS=_QUERY_MS)

    async def every(self) -> AsyncIterator[tuple[str, Report | None]]:
        """All reports by number, in the order of their ids; None for one that cannot be read."""
        with database_errors():
            async for document in self._reports.find({}).sort("_id", ASCENDING):
                yield str(document.get("number", document["_id"])), readable(document, Report)

    async def estimated_count(self) -> int:
        """About how many there are, from the collection's own books."""
        with database_errors():
            return await self._reports.estimated_document_count()

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[AsyncIterator[str]]:
        """Ids of reports as commands change them, from now on. Delivery marks are not changes."""
        moved = [{"operationType": "insert"}, {"updateDescription.updatedFields.version": {"$exists": True}}]
        pipeline: list[dict[str, Any]] = [{"$match": {"$or": moved}}, {"$project": {"documentKey": 1}}]
        with database_errors():
            async with self._reports.watch(pipeline) as stream:
                # Motor opens the stream with its first look; without it a change could slip by unseen
                first = await stream.try_next()
                yield _ids(first, stream)

    async def _one(self, query: dict[str, Any]) -> Report | None:
        with database_errors():
            document = await self._reports.find_one(query)
        return from_document(document, Report) if document else None


async def _ids(first: Any, stream: Any) -> AsyncIterator[str]:
    if first is not None:
        yield first["documentKey"]["_id"]
    async for change in stream:
        yield change["documentKey"]["_id"]


def _known(document: dict[str, Any]) -> Report | None:
    """The report, or None for a document that no release wrote: it must not hold up the others."""
    report = readable(document, Report)
    if report is None:
        _log.error("report %s cannot be read; its alarm waits", document.get("_id"))
    return report
