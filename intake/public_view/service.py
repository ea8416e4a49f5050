"""Reads reports for the public."""

from collections.abc import Collection

from intake.number import parse_number
from intake.public_view.filter import PublicFilter
from intake.public_view.report import PublicReport, Seen, public_report
from intake.public_view.store import PublicStore
from intake.stage import Stage
from intake.store import Database

_STEPS = 5  # a primary that was merged itself is followed so far; beyond, the report counts as ended


class PublicReports:
    """Reports as anybody may see them; whoever reads here needs no actor."""

    def __init__(self, database: Database) -> None:
        self._store = PublicStore(database)

    async def find(self, wanted: PublicFilter) -> list[PublicReport]:
        """Part of what may be listed: no place that tells too much, nothing that was withheld.

        A page may hold fewer than its limit: whether a merged report is open is seen by its primary.

        Raises:
            InvalidInput: the window breaks a limit.
            Unavailable: the database is away.
        """
        wanted.check()
        query, index = wanted.to_query()
        found = await self._told(await self._store.find(query, index, wanted.skip, wanted.limit))
        return [each for each in found if wanted.is_open in {None, each.is_open}]

    async def numbered(self, numbers: Collection[str]) -> list[PublicReport]:
        """The reports with these numbers, as people type them, newest first; unknown ones are left out.

        Raises:
            Unavailable: the database is away.
        """
        known = {number for number in map(parse_number, numbers) if number is not None}
        return await self._told(await self._store.numbered(known)) if known else []

    async def _told(self, found: list[Seen]) -> list[PublicReport]:
        ends = {each.number: (each.stage, each.primary) for each in found}
        for _ in range(_STEPS):
            unseen = {primary for _, primary in ends.values() if primary is not None} - ends.keys()
            if not unseen:
                break
            ends |= await self._store.stands(unseen)
        return [public_report(each, is_open=_is_open(each.number, ends)) for each in found]


def _is_open(number: str, ends: dict[str, tuple[Stage, str | None]]) -> bool:
    for _ in range(_STEPS + 1):
        stage, primary = ends.get(number, (Stage.CLOSED, None))
        if stage is not Stage.MERGED or primary is None:
            return stage.is_open
        number = primary
    return False
