"""Reads what public views are made from out of the reports collection."""

from collections.abc import Collection
from typing import Any

from intake.document import from_document
from intake.public_view.report import Seen
from intake.stage import Stage
from intake.store import Database, database_errors

_FIELDS = (
    "number",
    "stage",
    "submitted_at",
    "updated_at",
    "matter",
    "location.point",
    "jurisdiction",
    "assignment",
    "deadlines",
    "publication",
    "primary",
    "redaction",
    "screening",
)
_QUERY_MS = 5_000
_OLDEST_CHANGE = [("updated_at", 1), ("_id", 1)]
_NEWEST = [("submitted_at", -1), ("_id", -1)]


class PublicStore:
    """Reads the ``reports`` collection."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")

    async def find(self, query: dict[str, Any], index: str, skip: int, limit: int) -> list[Seen]:
        """Up to ``limit`` of what matches, in the order of the index.

        Raises:
            Unavailable: the database is away.
        """
        order = _OLDEST_CHANGE if index == "updated" else _NEWEST
        fields = {"_id": False, **dict.fromkeys(_FIELDS, True)}
        with database_errors():
            cursor = self._reports.find(query, fields, hint=index, max_time_ms=_QUERY_MS)
            return [_seen(each) async for each in cursor.sort(order).skip(skip).limit(limit)]

    async def numbered(self, numbers: Collection[str]) -> list[Seen]:
        """Those of these numbers that are a report's, newest first.

        Raises:
            Unavailable: the database is away.
        """
        fields = {"_id": False, **dict.fromkeys(_FIELDS, True)}
        with database_errors():
            cursor = self._reports.find({"number": {"$in": list(numbers)}}, fields, hint="number")
            found = [_seen(each) async for each in cursor.max_time_ms(_QUERY_MS)]
        return sorted(found, key=lambda each: each.submitted_at, reverse=True)

    async def stands(self, numbers: Collection[str]) -> dict[str, tuple[Stage, str | None]]:
        """Stage and, where it was merged, primary of each of these numbers.

        Raises:
            Unavailable: the database is away.
        """
        fields = {"_id": False, "number": True, "stage": True, "primary": True}
        with database_errors():
            cursor = self._reports.find({"number": {"$in": list(numbers)}}, fields, hint="number")
            return {
                each["number"]: (Stage(each["stage"]), each.get("primary"))
                async for each in cursor.max_time_ms(_QUERY_MS)
            }


def _seen(document: dict[str, Any]) -> Seen:
    place = document.pop("location", None) or {}
    return from_document({**document, "point": place.get("point")}, Seen)
