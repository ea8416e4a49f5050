"""Looks for reports of the same thing: while one is handed in, and before. Bounded, and never in its way."""

import asyncio
import logging
import math
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from intake.decision import UNSURE, Decision
from intake.effects.merging import ADOPTING
from intake.place import Location, metres_between
from intake.report import Report
from intake.similar.likeness import HINT, MERGE, WITHIN, near_m, parts_of, score_of
from intake.similar.neighbour import Neighbour
from intake.similar.offer import GRID_M, Offer, as_told, offers
from intake.similar.record import Similar
from intake.similar.rule import MergeGround, may_merge
from intake.similar.token import is_meant
from intake.similar.traits import Traits, traits_of
from intake.store import ReportStore

REPEAT_M = 50
"""Metres around a report within which another of its matter is the same thing: a phone's fix among houses."""

REPEAT_WITHIN = timedelta(days=15)
"""How long after a result the same thing at the same place puts it in doubt; the window for reopening."""

MAX_HINTS = 3
"""More than these nobody compares by hand."""

MAX_FOLLOWERS = 200
"""From so many on the rules add no more to a report: it is one document, and who reads it reads them all."""

_LOOK_S = 0.6  # the database's own limit for a look, and the way there and back
_MOST = 64  # open reports of one matter within 100 m; more than that is one thing, or a place to walk to
_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look found.

    Attributes:
        similar: the most alike, for staff.
        primary: number of the report that this one is to be merged into; None for none.
        ground: what for; set where ``primary`` is.
    """

    similar: tuple[Similar, ...] = ()
    primary: str | None = None
    ground: MergeGround | None = None


class Lookout:
    """The looks that a submission waits for.

    Args:
        store: of the reports.
        merge_alike: whether a report is to be merged for the score alone.
    """

    def __init__(self, store: ReportStore, *, merge_alike: bool) -> None:
        self._store = store
        self._merge_from = MERGE if merge_alike else math.inf

    async def repeated(self, decision: Decision, location: Location | None, now: datetime) -> str | None:
        """Number of the report just resolved that one of this matter here repeats; None without either.

        A look that fails or takes too long costs the flag, never the report.
        """
        if decision.matter is None or location is None:
            return None
        code, since = decision.matter.code, now - REPEAT_WITHIN
        return await _bounded(self._store.resolved_near(code, location.point, REPEAT_M, since))

    async def alike(self, report: Report, same_as: str | None, now: datetime) -> Seen:
        """What a report that was just stored resembles, and what it is to be merged into.

        It looks after the insert, so that of two handed in at once the later look finds the other one.
        """
        traits = traits_of(report)
        found = await _bounded(self._near(traits, now)) if traits else None
        if not traits or not found:
            return Seen()
        others = [each for each in found if each.number != report.number]
        meant = _meant(report, traits, others, same_as, now)
        compared = [(parts_of(traits, other), each) for each in others if (other := traits_of(each))]
        likely = [
            Similar(each.number, score_of(parts), parts)
            for parts, each in compared
            if score_of(parts) >= HINT or each is meant
        ]
        likely.sort(key=lambda each: (-each.score, each.number))
        if meant is not None:
            return Seen(tuple(likely[:MAX_HINTS]), meant.number, MergeGround.SAID)
        sure = {each.number for each in likely if each.score >= self._merge_from}
        primary = _oldest(report, traits, [each for each in others if each.number in sure])
        hints = tuple(likely[:MAX_HINTS])
        return Seen(hints, primary.number, MergeGround.ALIKE) if primary else Seen(hints)

    async def offers(self, traits: Traits, now: datetime) -> list[Offer]:
        """What somebody is told before they hand in a report with these traits.

        Raises:
            Unavailable: the database is away, or takes too long.
        """
        return offers(traits, await self._near(traits, now), now)

    async def _near(self, traits: Traits, now: datetime) -> list[Neighbour]:
        judged = {traits.matter} if traits.matter is not None else traits.candidates
        radius_m = near_m(traits.matter) + GRID_M
        codes = (*sorted(judged), UNSURE, None)
        return await self._store.open_near(codes, traits.point, radius_m, now - WITHIN, _MOST)


def _meant(
    report: Report, traits: Traits, others: list[Neighbour], same_as: str | None, now: datetime
) -> Neighbour | None:
    """The report that its reporter said is the same thing, where it still is there to be followed.

    Near is measured as when it was offered: whether one is merged would tell the exact place else.
    """
    if same_as is None:
        return None
    return next(
        (
            each
            for each in others
            if each.stage in ADOPTING
            and is_meant(same_as, each, report.reporter, now)
            and (shown := as_told(each, traits)) is not None
            and metres_between(traits.point, shown.point) <= near_m(traits.matter)
            and may_merge(traits, shown, MergeGround.SAID)
        ),
        None,
    )


def _oldest(report: Report, traits: Traits, sure: list[Neighbour]) -> Neighbour | None:
    """The one that all the others are merged into; None for the oldest itself, which follows nobody."""
    own = (report.submitted_at, report.number)
    older = [
        each
        for each in sure
        if (each.submitted_at, each.number) < own
        and each.stage in ADOPTING
        and each.followers < MAX_FOLLOWERS
        and _fits(traits, each, MergeGround.ALIKE)
    ]
    return min(older, key=lambda each: (each.submitted_at, each.number), default=None)


def _fits(traits: Traits, neighbour: Neighbour, ground: MergeGround) -> bool:
    other = traits_of(neighbour)
    return other is not None and may_merge(traits, other, ground)


async def _bounded(look: Awaitable[T]) -> T | None:
    """What a look finds; None when it fails or takes too long, whatever the reason."""
    try:
        async with asyncio.timeout(_LOOK_S):
            return await look
    except Exception as error:  # noqa: BLE001 - whatever a database raises, the report is kept
        # its kind alone: the driver quotes the query, which holds the place
        _log.warning("no look for reports of the same thing: %s", type(error).__name__)
        return None
