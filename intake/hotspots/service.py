"""Hot spots of what somebody may read."""

import asyncio

from intake.errors import Forbidden, InvalidInput
from intake.hotspots.cluster import HotSpot, hot_spots
from intake.hotspots.filter import HotSpotFilter
from intake.hotspots.store import HotSpotStore
from intake.stage import Actor, Role
from intake.statistics.service import to_query
from intake.store import Database

MAX_REPORTS = 50_000
MAX_SPOTS = 100


class HotSpots:
    """Where reports gather, by the same rule as reading them."""

    def __init__(self, database: Database) -> None:
        self._store = HotSpotStore(database)

    async def find(self, actor: Actor, wanted: HotSpotFilter, most: int = 20) -> list[HotSpot]:
        """The spots with the most people, at most ``most`` of them.

        Raises:
            Forbidden: the actor is a reporter.
            InvalidInput: the filter breaks a rule, or more than 50,000 reports match it.
            Unavailable: the database is away.
        """
        if actor.role is Role.REPORTER:
            raise Forbidden(
                "诉求人不能查看高频点位", "Hot spots are not for reporters", path=("filter",), rule="role"
            )
        wanted.check()
        if not 1 <= most <= MAX_SPOTS:
            raise InvalidInput(
                f"一次可取 1-{MAX_SPOTS} 个", f"1-{MAX_SPOTS} at once", path=("first",), rule="range"
            )
        query, index = to_query(actor, wanted.reports)
        sightings = await self._store.sightings(query, index, MAX_REPORTS + 1)
        if len(sightings) > MAX_REPORTS:
            raise InvalidInput(
                f"符合条件的诉求超过 {MAX_REPORTS} 件，请缩小日期范围或增加筛选条件",
                f"More than {MAX_REPORTS} reports match; ask for fewer days, or filter more",
                path=("filter",),
                rule="max_reports",
            )
        return await asyncio.to_thread(
            hot_spots,
            sightings,
            radius_m=wanted.radius_m,
            least=wanted.least,
            middle=wanted.middle,
            most=most,
        )
