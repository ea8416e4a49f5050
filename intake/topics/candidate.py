"""Which matter in which town makes the most trouble: a score whose every part is shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.statistics.row import Keys, Sums

WEIGHTS: Mapping[str, int] = {
    "repeated": 3,  # it was resolved and came back: the cause is still there
    "bad": 3,  # those who live there say that it is not solved
    "reopened": 2,
    "returned": 2,  # nobody is clearly in charge
    "overdue": 1,
}
"""Points for each report with this mark, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One reason for a score.

    Attributes:
        mark: which figure, a key of ``WEIGHTS``.
        reports: how many reports have it.
        weight: points for each.
    """

    mark: str
    reports: int
    weight: int

    @property
    def points(self) -> int:
        """What it adds to the score."""
        return self.reports * self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A matter in a town that may become a topic.

    Attributes:
        matter: its code.
        town: its code.
        reports: how many were handed in.
        parts: why it stands where it stands, every weight once.
    """

    matter: str
    town: str
    reports: int
    parts: tuple[ScorePart, ...]

    @property
    def score(self) -> int:
        """The points of all parts."""
        return sum(part.points for part in self.parts)


def ranked(sums: Mapping[Keys, Sums], most: int) -> list[Candidate]:
    """The candidates with the highest scores, by (matter, town); those without any point are left out.

    Equal scores go by the number of reports, then by code.
    """
    found = [
        Candidate(
            matter=matter,
            town=town,
            reports=added.reports,
            parts=tuple(ScorePart(mark, added.marked(mark), weight) for mark, weight in WEIGHTS.items()),
        )
        for (matter, town), added in sums.items()
        if matter is not None and town is not None
    ]
    troubled = [each for each in found if each.score]
    troubled.sort(key=lambda each: (-each.score, -each.reports, each.matter, each.town))
    return troubled[:most]
