"""An open report near another one, with as much of it as is compared and told."""

from dataclasses import dataclass
from datetime import datetime

from intake.asset import Asset
from intake.assignment import Assignment
from intake.decision import MatterCandidate, MatterRef
from intake.place import Location
from intake.stage import Stage
from intake.submission import PhotoRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Fields as in ``intake.Report``, without the timeline and all else that makes a report large.

    Attributes:
        followers: how many people are told of it, its own reporter included.
    """

    number: str
    reporter: str
    stage: Stage
    submitted_at: datetime
    text: str
    photos: tuple[PhotoRef, ...]
    location: Location
    followers: int
    matter: MatterRef | None = None
    candidates: tuple[MatterCandidate, ...] = ()
    asset: Asset | None = None
    assignment: Assignment | None = None
    salt: str | None = None
