"""What of a report is compared with others. Pure."""

from dataclasses import dataclass
from datetime import datetime

from intake.asset import Asset
from intake.decision import UNSURE, Decision, MatterCandidate, MatterRef
from intake.place import Point
from intake.report import Report
from intake.similar.neighbour import Neighbour
from intake.submission import Evidence, PhotoRef, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One side of a comparison.

    Attributes:
        matter: code of the matter it was judged as; None while that is not known.
        candidates: codes of the matters that its words may mean, where it was not judged.
        point: where, WGS-84.
        at: when it was handed in, aware UTC.
        reporter: pseudonymous reference of whoever did.
        text: their words.
        photos: their photos.
        asset: code of the thing that was scanned, or None.
    """

    matter: str | None
    candidates: frozenset[str] = frozenset()
    point: Point
    at: datetime
    reporter: str = ""
    text: str = ""
    photos: tuple[PhotoRef, ...] = ()
    asset: str | None = None


def judged_as(
    matter: MatterRef | None, candidates: tuple[MatterCandidate, ...]
) -> tuple[str | None, frozenset[str]]:
    """The code of the matter; where a person still has to judge, None and the codes that it may become."""
    if matter is not None and matter.code != UNSURE:
        return matter.code, frozenset()
    return None, frozenset(each.matter.code for each in candidates)


def traits_of(report: Report | Neighbour) -> Traits | None:
    """What is compared of a report; None without a place, since then nothing is near it."""
    if report.location is None:
        return None
    matter, candidates = judged_as(report.matter, report.candidates)
    return Traits(
        matter=matter,
        candidates=candidates,
        point=report.location.point,
        at=report.submitted_at,
        reporter=report.reporter,
        text=report.text,
        photos=report.photos,
        asset=report.asset.code if report.asset else None,
    )


def traits_before(
    submission: Submission,
    evidence: tuple[Evidence, ...],
    decision: Decision,
    now: datetime,
    asset: Asset | None = None,
) -> Traits | None:
    """The same of what is about to be handed in, as routing would judge it now."""
    if submission.location is None:
        return None
    matter, candidates = judged_as(decision.matter, decision.candidates)
    return Traits(
        matter=matter,
        candidates=candidates,
        point=submission.location.point,
        at=now,
        reporter=submission.reporter,
        text=submission.text,
        photos=tuple(item.ref for item in evidence),
        asset=asset.code if asset else None,
    )
