"""Reads what hot spots look at from the reports collection."""

from typing import Any

from intake.document import from_document
from intake.hotspots.cluster import Sighting
from intake.place import Point
from intake.stage import Stage
from intake.statistics.store import QUERY_MS, in_time
from intake.store import Database, database_errors

_FIELDS = (
    "number",
    "matter.code",
    "jurisdiction.town_code",
    "location.point",
    "submitted_at",
    "reporter",
    "stage",
    "tally.repeated",
)
_NOTHING = [Stage.DECLINED.value, Stage.WITHDRAWN.value, Stage.VOIDED.value]
"""What ended so says nothing of the place."""


class HotSpotStore:
    """Reads the ``reports`` collection."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")

    async def sightings(self, query: dict[str, Any], index: str, most: int) -> list[Sighting]:
        """At most ``most`` reports that match, with a matter and a place, in no order.

        Raises:
            InvalidInput: it takes too long.
            Unavailable: the database is away.
        """
        there = {"matter.code": {"$ne": None}, "location.point": {"$ne": None}, "stage": {"$nin": _NOTHING}}
        placed = {"$and": [query, there]}
        fields = {"_id": False, **dict.fromkeys(_FIELDS, True)}
        with database_errors(), in_time():
            cursor = self._reports.find(placed, fields, limit=most, hint=index, max_time_ms=QUERY_MS)
            return [_sighting(document) async for document in cursor]


def _sighting(document: dict[str, Any]) -> Sighting:
    return Sighting(
        number=document["number"],
        matter=document["matter"]["code"],
        town=(document.get("jurisdiction") or {}).get("town_code"),
        point=from_document(document["location"]["point"], Point),
        at=document["submitted_at"],
        reporter=document["reporter"],
        is_open=Stage(document["stage"]).is_open,
        repeated=bool(document["tally"]["repeated"]),
    )
