"""The one aggregation over the reports collection."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pymongo.errors import ExecutionTimeout

from intake.errors import InvalidInput
from intake.statistics.filter import Dimension
from intake.statistics.row import SCORES, Group
from intake.store import Database, database_errors

QUERY_MS = 12_000
"""Statistics that take longer are given up; less than a socket waits."""
_BATCH = 5_000


class StatisticsStore:
    """Reads the ``reports`` collection."""

    def __init__(self, database: Database) -> None:
        self._reports = database.get_collection("reports")

    async def groups(
        self, query: dict[str, Any], group_by: Sequence[Dimension], index: str
    ) -> AsyncGenerator[list[Group]]:
        """All groups, a batch at a time.

        Args:
            query: which reports.
            group_by: the dimensions.
            index: name of the index to go by.

        Raises:
            InvalidInput: it takes too long.
            Unavailable: the database is away.
        """
        with database_errors(), in_time():
            found = self._reports.aggregate(
                pipeline(query, group_by),
                maxTimeMS=QUERY_MS,
                batchSize=_BATCH,
                hint=index,
            )
            try:
                while documents := await found.to_list(_BATCH):
                    yield [_group(each, group_by) for each in documents]
            finally:
                await found.close()


@contextmanager
def in_time() -> Iterator[None]:
    """Refuse what a limit of time ended.

    The same would take as long again: somebody who asked for too much is told to ask for less.
    """
    try:
        yield
    except ExecutionTimeout as error:
        raise InvalidInput(
            "统计用时过长，请缩小日期范围或增加筛选条件",
            "That takes too long; ask for fewer days, or filter more",
            path=("filter",),
            rule="time_limit",
        ) from error


def pipeline(query: dict[str, Any], group_by: Sequence[Dimension]) -> list[dict[str, Any]]:
    """Count reports that are alike together: few sums for each key of the index, whatever is counted.

    Reports without one of the dimensions are a group of their own.
    """
    by = {dimension.value: f"${dimension.field}" for dimension in group_by}
    sums = ("respond_s", "resolve_s", *SCORES)
    grouped = {
        "_id": {**by, "marks": "$tally.marks"},
        "reports": {"$sum": 1},
        **{name: {"$sum": f"$tally.{name}"} for name in sums},
    }
    return [{"$match": query}, {"$group": grouped}]


def _group(document: dict[str, Any], group_by: Sequence[Dimension]) -> Group:
    shared = document["_id"]
    outcome, speed, attitude = (document[name] for name in SCORES)
    return Group(
        keys=tuple(shared.get(dimension.value) for dimension in group_by),
        marks=shared.get("marks") or "",
        reports=document["reports"],
        respond_s=document["respond_s"],
        resolve_s=document["resolve_s"],
        scores=(outcome, speed, attitude),
    )
