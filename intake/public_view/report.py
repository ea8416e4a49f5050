"""The public's view of one report. Pure: what is not written here is not told to anybody."""

from dataclasses import dataclass, replace
from datetime import datetime

from intake.assignment import Assignment
from intake.deadline import Deadline, DeadlineKind
from intake.decision import UNSURE, DepartmentRef, MatterRef
from intake.place import Jurisdiction, Point
from intake.publication import Publication
from intake.reasons import RedactReason
from intake.screening import Screening
from intake.similar.offer import NEVER
from intake.stage import Stage

DECIMALS = 3
"""Decimals of a degree to which a place is rounded: steps of about 100 m, several houses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Fields as in ``intake.Report``: as much of one as its public view is made from."""

    number: str
    stage: Stage
    submitted_at: datetime
    updated_at: datetime
    matter: MatterRef | None = None
    point: Point | None = None
    jurisdiction: Jurisdiction | None = None
    assignment: Assignment | None = None
    deadlines: tuple[Deadline, ...] = ()
    publication: Publication | None = None
    primary: str | None = None
    redaction: RedactReason | None = None
    screening: Screening | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReport:
    """A report as anybody may see it.

    Attributes:
        number: what its reporter knows it by.
        stage: where it stands.
        is_open: whether somebody still has to act; one that was merged is as open as its primary.
        submitted_at: aware UTC.
        updated_at: aware UTC of the last command.
        matter: what it was judged as, or None.
        words: what the publicity reviewer wrote for the public; None where nothing was published.
        point: its place, rounded to 0.001 degree; None where no place may be told.
        town: name of the town, or None likewise.
        department: who has it, or None likewise.
        resolve_by: when it is due; None before it was dispatched.
    """

    number: str
    stage: Stage
    is_open: bool
    submitted_at: datetime
    updated_at: datetime
    matter: MatterRef | None = None
    words: str | None = None
    point: Point | None = None
    town: str | None = None
    department: DepartmentRef | None = None
    resolve_by: datetime | None = None


def is_guarded(seen: Seen) -> bool:
    """Whether its place tells too much: by what it is about, by decision, or while nobody knows that.

    Quarrels, dangers at home and acts of others would let whoever was reported find out that they were.
    What a machine holds to be risky waits for a reviewer.
    """
    if seen.matter is None or seen.matter.code == UNSURE or seen.matter.code.startswith(NEVER):
        return True
    if seen.publication is None:
        return seen.screening is Screening.RISKY
    return not seen.publication.is_public


def public_report(seen: Seen, *, is_open: bool) -> PublicReport:
    """What anybody may see of it."""
    due = [each.due_by for each in seen.deadlines if each.kind is DeadlineKind.RESOLVE]
    told = PublicReport(
        number=seen.number,
        stage=seen.stage,
        is_open=is_open,
        submitted_at=seen.submitted_at,
        updated_at=seen.updated_at,
        matter=seen.matter,
        resolve_by=due[-1] if due else None,
    )
    if is_guarded(seen):
        return told
    published = seen.publication if seen.redaction is None else None
    return replace(
        told,
        words=published.words if published else None,
        point=_rounded(seen.point),
        town=seen.jurisdiction.town_name if seen.jurisdiction else None,
        department=seen.assignment.lead if seen.assignment else None,
    )


def _rounded(point: Point | None) -> Point | None:
    return Point(round(point.longitude, DECIMALS), round(point.latitude, DECIMALS)) if point else None
