"""One line of statistics: counts, and rates that are None where there is nothing to divide by. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from intake.tally import MARKS

Keys = tuple[str | None, ...]
SCORES = ("outcome", "speed", "attitude")


class Group(NamedTuple):
    """Reports with the same keys and the same marks, as the database counts them.

    Attributes:
        keys: a value for each dimension that was asked for; None where a report has none.
        marks: as in ``Tally.marks``.
        reports: how many there are.
        respond_s: seconds to the first signature, of all of them together.
        resolve_s: seconds to the first result, likewise.
        scores: points for outcome, speed and attitude, likewise.
    """

    keys: Keys
    marks: str
    reports: int
    respond_s: int
    resolve_s: int
    scores: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """What reporters think in one dimension; those who did not evaluate are not in it.

    Attributes:
        mean: of the scores 1-5; None without any.
        good_share: how many of them are 4 or 5, 0-1; None without any.
    """

    mean: float | None
    good_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsRow:
    """What the reports of one group come to. ``docs/statistics.md`` defines each figure.

    Attributes:
        keys: a value for each dimension, in the order asked for; None where a report has none.
        returned: of those directly dispatched, how many were returned.
        repeated: how many repeat an earlier one or were merged.
        bad: how many ever got a score of 2 or less.
        classified: how many a rule accepted as the matter that a classifier read.
        reclassified: of these, how many a person gave another matter.
        respond_mean_s: mean seconds from submission to the first signature.
        resolve_mean_s: mean seconds from submission to the first result.
    """

    keys: Keys
    submitted: int
    accepted: int
    dispatched: int
    direct: int
    returned: int
    responded: int
    resolved: int
    timed: int
    on_time: int
    overdue: int
    reworked: int
    reopened: int
    urged: int
    repeated: int
    closed: int
    evaluated: int
    bad: int
    classified: int
    reclassified: int
    respond_mean_s: float | None
    resolve_mean_s: float | None
    outcome: Satisfaction
    speed: Satisfaction
    attitude: Satisfaction

    @property
    def not_evaluated(self) -> int:
        """Closed with a result and without an evaluation: never counted as satisfied."""
        return self.closed - self.evaluated

    @property
    def direct_rate(self) -> float | None:
        """Directly dispatched ÷ accepted."""
        return rate(self.direct, self.accepted)

    @property
    def accuracy(self) -> float | None:
        """Not returned ÷ directly dispatched."""
        return rate(self.direct - self.returned, self.direct)

    @property
    def classified_accuracy(self) -> float | None:
        """Not reclassified ÷ classified."""
        return rate(self.classified - self.reclassified, self.classified)

    @property
    def on_time_rate(self) -> float | None:
        """On time ÷ those of which that is decided."""
        return rate(self.on_time, self.timed)


class Sums:
    """Groups of the same keys, added up."""

    def __init__(self) -> None:
        self.reports = 0
        self.respond_s = 0
        self.resolve_s = 0
        self._marked = dict.fromkeys(MARKS, 0)
        self._scores = [0, 0, 0]

    def add(self, group: Group) -> None:
        """Count these too."""
        self.reports += group.reports
        self.respond_s += group.respond_s
        self.resolve_s += group.resolve_s
        for index, points in enumerate(group.scores):
            self._scores[index] += points
        for name in _held(group.marks):
            self._marked[name] += group.reports

    def marked(self, name: str) -> int:
        """How many have this mark."""
        return self._marked[name]

    def satisfaction(self, dimension: str) -> Satisfaction:
        """What those who evaluated think in one dimension."""
        evaluated, points = self.marked("evaluated"), self._scores[SCORES.index(dimension)]
        return Satisfaction(
            mean=rate(points, evaluated), good_share=rate(self.marked(f"good_{dimension}"), evaluated)
        )


@lru_cache(maxsize=4096)
def _held(marks: str) -> tuple[str, ...]:
    """The marks that hold; a report that was written before a mark existed has fewer digits."""
    return tuple(name for name, digit in zip(MARKS, marks, strict=False) if digit == "1")


def rate(part: int, whole: int) -> float | None:
    """Part ÷ whole; None of nothing, which is not zero."""
    return part / whole if whole else None


def added_up(groups: Iterable[Group], sums: dict[Keys, Sums]) -> None:
    """Add groups to the sums of their keys."""
    for group in groups:
        sums.setdefault(group.keys, Sums()).add(group)


def to_row(keys: Keys, sums: Sums) -> StatisticsRow:
    """The line of one group."""
    return StatisticsRow(
        keys=keys,
        submitted=sums.reports,
        accepted=sums.marked("accepted"),
        dispatched=sums.marked("dispatched"),
        direct=sums.marked("direct"),
        returned=sums.marked("direct_returned"),
        responded=sums.marked("responded"),
        resolved=sums.marked("resolved"),
        timed=sums.marked("timed"),
        on_time=sums.marked("on_time"),
        overdue=sums.marked("overdue"),
        reworked=sums.marked("reworked"),
        reopened=sums.marked("reopened"),
        urged=sums.marked("urged"),
        repeated=sums.marked("repeated"),
        closed=sums.marked("closed"),
        evaluated=sums.marked("evaluated"),
        bad=sums.marked("bad"),
        classified=sums.marked("classified"),
        reclassified=sums.marked("reclassified"),
        respond_mean_s=rate(sums.respond_s, sums.marked("responded")),
        resolve_mean_s=rate(sums.resolve_s, sums.marked("resolved")),
        outcome=sums.satisfaction("outcome"),
        speed=sums.satisfaction("speed"),
        attitude=sums.satisfaction("attitude"),
    )


def in_order(keys: Keys) -> tuple[tuple[bool, str], ...]:
    """Sorts rows by their keys, those without one last."""
    return tuple((key is None, key or "") for key in keys)
