"""Statistics of what somebody may read."""

from contextlib import aclosing
from typing import Any

from intake.errors import Forbidden, InvalidInput
from intake.stage import Actor, Role
from intake.statistics.filter import Dimension, StatisticsFilter, check
from intake.statistics.row import Keys, StatisticsRow, Sums, added_up, in_order, to_row
from intake.statistics.store import StatisticsStore
from intake.store import Database
from intake.visibility import readable_by

MAX_ROWS = 5_000
_BY_DEPARTMENT = frozenset({Role.OFFICER, Role.HUB})


class Statistics:
    """Counts and rates of reports, by the same rule as reading them."""

    def __init__(self, database: Database) -> None:
        self._store = StatisticsStore(database)

    async def rows(
        self, actor: Actor, wanted: StatisticsFilter, group_by: tuple[Dimension, ...]
    ) -> list[StatisticsRow]:
        """A row for each combination of the dimensions that has reports, in the order of its keys.

        Without dimensions one row, of everything wanted, even when that is nothing.

        Raises:
            Forbidden: the actor is a reporter.
            InvalidInput: the days or the dimensions break a rule, there would be more than 5,000 rows, or
                it takes longer than 12 s.
            Unavailable: the database is away.
        """
        sums = await self.sums(actor, wanted, group_by)
        return [to_row(keys, sums[keys]) for keys in sorted(sums, key=in_order)]

    async def sums(
        self, actor: Actor, wanted: StatisticsFilter, group_by: tuple[Dimension, ...]
    ) -> dict[Keys, Sums]:
        """The same before rates are taken of it; raises as ``rows``."""
        if actor.role is Role.REPORTER:
            raise Forbidden(
                "诉求人不能查看统计", "Statistics are not for reporters", path=("filter",), rule="role"
            )
        check(wanted, group_by)
        sums: dict[Keys, Sums] = {} if group_by else {(): Sums()}
        query, index = to_query(actor, wanted)
        async with aclosing(self._store.groups(query, group_by, index)) as found:
            async for groups in found:
                added_up(groups, sums)
                if len(sums) > MAX_ROWS:
                    raise InvalidInput(
                        f"结果超过 {MAX_ROWS} 行，请缩小日期范围或减少分组",
                        f"That is more than {MAX_ROWS} rows; ask for fewer days or dimensions",
                        path=("groupBy",),
                        rule="max_rows",
                    )
        return sums


def to_query(actor: Actor, wanted: StatisticsFilter) -> tuple[dict[str, Any], str]:
    """What to count, and the index to go by; ``statistics`` answers alone, without a report being fetched.

    An index over a list, such as a report's departments, never answers alone. Whoever sees the reports of
    their departments only has few: they are found by the index of that list, which is by instant.
    """
    readable, query = readable_by(actor), wanted.to_query()
    if actor.role in _BY_DEPARTMENT:
        query.pop(Dimension.DAY.field)
        query["submitted_at"] = {"$gte": wanted.start, "$lt": wanted.end}
        return {"$and": [readable, query]}, "department_queue"
    return ({"$and": [readable, query]} if readable else query), "statistics"
