"""Numbers of a run, from what was measured."""

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.drive import Answers

KEPT_WITHIN_MS = 100.0
"""A rate is kept when nothing failed and 95 % of the answers came within this time of their due moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One measurement of one side.

    Attributes:
        offered: arrivals a second; None for a closed loop.
        answers: what came back.
        server_s: processor seconds of the server under test while it ran.
        mongod_s: the same of the database.
        driver_s: the same of the driver.
        machine_s: the same of the whole machine, whoever used it.
    """

    offered: float | None
    answers: Answers
    server_s: float
    mongod_s: float
    driver_s: float
    machine_s: float

    @property
    def is_kept(self) -> bool:
        """Whether the server kept up."""
        return not self.answers.errors and percentile(self.answers.latencies_ms, 95) <= KEPT_WITHIN_MS

    @property
    def server_ms(self) -> float:
        """Processor milliseconds of the server for a report."""
        return ratio(self.server_s * 1000, self.answers.filed)

    @property
    def mongod_ms(self) -> float:
        """Processor milliseconds of the database for a report."""
        return ratio(self.mongod_s * 1000, self.answers.filed)


@dataclass(slots=True)
class Round:
    """What one side showed in one round; ``search`` holds every rate that was tried."""

    steady: Trial
    closed: Trial
    search: list[Trial] = field(default_factory=list)

    @property
    def kept(self) -> float:
        """The highest rate that was kept, in reports a second; 0 when none was."""
        return max((trial.answers.rate for trial in self.search if trial.is_kept), default=0.0)

    @property
    def trials(self) -> list[Trial]:
        """All of it."""
        return [self.steady, self.closed, *self.search]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One side after all rounds.

    Attributes:
        name: as tables show it.
        rounds: one after the other.
        peak_mb: the most memory its server ever held, in megabytes.
        answered: reports it said were stored, warming up included.
        stored: reports found in its database afterwards.
    """

    name: str
    rounds: list[Round]
    peak_mb: float
    answered: int
    stored: int

    @property
    def trials(self) -> list[Trial]:
        """Every trial of every round."""
        return [trial for each in self.rounds for trial in each.trials]

    def over(self, number: Callable[[Round], float]) -> "Spread":
        """A number over the rounds."""
        return Spread.of(map(number, self.rounds))

    def latency(self, percent: float) -> float:
        """A percentile of all answers at the fixed rate, in milliseconds."""
        return percentile([ms for each in self.rounds for ms in each.steady.answers.latencies_ms], percent)


@dataclass(frozen=True, slots=True)
class Spread:
    """A number over the rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """Of one value a round."""
        found = list(values)
        return cls(statistics.median(found), min(found), max(found))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed (nearest rank); nan of nothing."""
    if not values:
        return math.nan
    rank = math.ceil(len(values) * percent / 100)
    return sorted(values)[max(rank, 1) - 1]


def ratio(one: float, other: float) -> float:
    """One in units of the other; nan when there is no other."""
    return one / other if other else math.nan


def paired(one: Seen, other: Seen, number: Callable[[Round], float]) -> Spread:
    """One side's number in units of the other's, taken within each round."""
    rounds = zip(one.rounds, other.rounds, strict=True)
    return Spread.of(ratio(number(mine), number(its)) for mine, its in rounds)
