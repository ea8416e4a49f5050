"""What a reporter is told of others' reports before handing in their own: enough to decide, no more. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from intake.decision import DepartmentRef, MatterRef
from intake.effects.merging import ADOPTING
from intake.number import CITY_ZONE
from intake.place import Point, metres_between
from intake.similar.likeness import HINT, parts_of, score_of
from intake.similar.neighbour import Neighbour
from intake.similar.record import SimilarPart
from intake.similar.rule import MergeGround, may_merge
from intake.similar.token import new_token
from intake.similar.traits import Traits, traits_of
from intake.stage import Stage

GRID_DECIMALS = 4
"""Decimals of a degree to which the place of another's report is rounded: steps of about 10 m."""

GRID_M = 10.0
"""How far rounding moves a place at most, with room: half the diagonal of a step is 7.6 m."""

MOST = 5
"""More than these nobody reads."""

VERY_LIKELY = 0.55
"""From here on, words left aside, it most likely is the same thing: its matter within 20 m these days."""

NEVER = ("E21", "E22", "E23", "E24")
"""Matters of what somebody does: traffic violations, dangers and quarrels at home, discharges, unlicensed
trade. Whoever was reported could ask whether they were."""


class Likelihood(StrEnum):
    """How likely it is the same thing, in words."""

    VERY_LIKELY = "very_likely"
    MAYBE = "maybe"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _LIKELIHOOD_ZH[self]


_LIKELIHOOD_ZH = {Likelihood.VERY_LIKELY: "很可能是同一问题", Likelihood.MAYBE: "可能是同一问题"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An open report near the place, as its reporter's neighbour sees it.

    Attributes:
        matter: what it was judged as; None only for one's own.
        metres: how far, in whole tens, from its rounded place.
        since: the day it was handed in, in the city.
        stage: where it stands.
        followers: how many people follow it, its reporter included.
        department: who has it; None while nobody has.
        likelihood: in words; nobody's words are compared for it.
        number: for one's own report; None for everybody else's.
        token: names it in ``Submission.same_as``; None when nothing can follow it any more.
    """

    matter: MatterRef | None
    metres: int
    since: date
    stage: Stage
    followers: int
    department: DepartmentRef | None
    likelihood: Likelihood
    number: str | None
    token: str | None


def offers(traits: Traits, found: list[Neighbour], now: datetime) -> list[Offer]:
    """The likeliest of those found that may be told to this reporter, likeliest first.

    Of another's, everything is computed from the rounded place, the day, the matter and the photos: who asks
    again and again from elsewhere learns that rounded place and no better, and who tries words out against
    another's learns nothing at all.
    """
    told = [_Told(each, shown, parts_of(traits, shown)) for each in found if (shown := as_told(each, traits))]
    own = traits.reporter
    likely = [each for each in told if each.score >= HINT and (each.is_of(own) or each.may_be_told)]
    likely.sort(key=lambda each: (-each.score, each.shown.at, each.neighbour.number))
    return [_offer(traits, each, now) for each in likely[:MOST]]


@dataclass(frozen=True, slots=True)
class _Told:
    """A report that was found, what of it this reporter may have compared, and how alike that is."""

    neighbour: Neighbour
    shown: Traits
    parts: tuple[SimilarPart, ...]

    @property
    def score(self) -> float:
        return score_of(self.parts)

    @property
    def may_be_told(self) -> bool:
        return self.shown.matter is not None and not self.shown.matter.startswith(NEVER)

    def is_of(self, reporter: str) -> bool:
        return self.neighbour.reporter == reporter


def as_told(neighbour: Neighbour, asker: Traits) -> Traits | None:
    """What of a report is compared for this asker: of another's the rounded place, the day, and no words."""
    traits = traits_of(neighbour)
    if traits is None or neighbour.reporter == asker.reporter:
        return traits
    day = traits.at.astimezone(CITY_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    longitude, latitude = (
        round(degrees, GRID_DECIMALS) for degrees in (traits.point.longitude, traits.point.latitude)
    )
    return replace(traits, point=Point(longitude, latitude), at=day, text="")


def _offer(traits: Traits, told: _Told, now: datetime) -> Offer:
    neighbour, shown = told.neighbour, told.shown
    can_follow = neighbour.stage in ADOPTING and may_merge(traits, shown, MergeGround.SAID)
    return Offer(
        matter=neighbour.matter,
        metres=round(metres_between(traits.point, shown.point) / 10) * 10,
        since=shown.at.astimezone(CITY_ZONE).date(),
        stage=neighbour.stage,
        followers=neighbour.followers,
        department=neighbour.assignment.lead if neighbour.assignment else None,
        likelihood=Likelihood.VERY_LIKELY if told.score >= VERY_LIKELY else Likelihood.MAYBE,
        number=neighbour.number if told.is_of(traits.reporter) else None,
        token=new_token(neighbour, traits.reporter, now) if can_follow else None,
    )
