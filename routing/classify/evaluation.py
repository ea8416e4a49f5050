"""How well labels were told: figures with the room they leave, never a promise."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CONFUSIONS = 20
_Z95 = 1.959964
_BINS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with the interval of 95 % that counting so many leaves (Wilson).

    Attributes:
        part: how many.
        whole: of how many.
    """

    part: int
    whole: int

    @property
    def value(self) -> float:
        """0-1; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound; everything is possible of nothing."""
        if not self.whole:
            return 0.0, 1.0
        n, p, zz = self.whole, self.value, _Z95 * _Z95
        middle = (p + zz / (2 * n)) / (1 + zz / n)
        half = _Z95 / (1 + zz / n) * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label.

    Attributes:
        label: which.
        rows: examples of it.
        told: examples that were told to be it.
        right: examples of it that were told so.
        passed: examples of it whose first guess stands without a person.
        passed_right: those of them that were told right.
    """

    label: str
    rows: int
    told: int
    right: int
    passed: int
    passed_right: int

    @property
    def precision(self) -> float:
        """Right ÷ told so; 0 when nothing was."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Right ÷ all of it."""
        return self.right / self.rows if self.rows else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        both = self.told + self.rows
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """Examples of one label that were told to be another."""

    label: str
    told: str
    rows: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Examples whose first guess was about as sure: what it promised and what it kept.

    Attributes:
        rows: how many.
        confidence: their mean confidence.
        right: how many were right.
    """

    rows: int
    confidence: float
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How a model did on examples it had not learned from.

    Attributes:
        rows: examples.
        right: first guesses that were right.
        in_three: examples whose label is among the first three guesses.
        macro_f1: mean F1 of the labels that occur.
        passed: first guesses at or above the threshold, of all rows: the coverage.
        kept: right ones of those: the precision achieved.
        ece: expected calibration error, 0-1: mean distance of promised and kept, by bins.
        labels: every label that occurs, in order.
        confusions: the most frequent first.
        bins: ten, from unsure to sure.
    """

    rows: int
    right: Share
    in_three: Share
    macro_f1: float
    passed: Share
    kept: Share
    ece: float
    labels: tuple[LabelFigures, ...]
    confusions: tuple[Confusion, ...]
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a model said to one example.

    Attributes:
        label: what is right.
        guesses: its first labels, best first; none when it said nothing.
        confidence: of the first.
        passes: whether the first stands without a person.
    """

    label: str
    guesses: tuple[str, ...]
    confidence: float
    passes: bool

    @property
    def first(self) -> str | None:
        """The first guess."""
        return self.guesses[0] if self.guesses else None

    @property
    def right(self) -> bool:
        """Whether it is right."""
        return self.first == self.label


def evaluate(answers: Sequence[Told]) -> Evaluation:
    """Add up what was said."""
    labels = _by_label(answers)
    bins = _bins(answers)
    passed = [each for each in answers if each.passes]
    rows = len(answers)
    return Evaluation(
        rows=rows,
        right=Share(sum(each.right for each in answers), rows),
        in_three=Share(sum(each.label in each.guesses[:3] for each in answers), rows),
        macro_f1=sum(each.f1 for each in labels) / len(labels) if labels else 0.0,
        passed=Share(len(passed), rows),
        kept=Share(sum(each.right for each in passed), len(passed)),
        ece=sum(abs(each.confidence * each.rows - each.right) for each in bins) / rows if rows else 0.0,
        labels=labels,
        confusions=_confusions(answers),
        bins=bins,
    )


def _by_label(answers: Sequence[Told]) -> tuple[LabelFigures, ...]:
    rows = Counter(each.label for each in answers)
    told = Counter(each.first for each in answers)
    right = Counter(each.label for each in answers if each.right)
    passed = Counter(each.label for each in answers if each.passes)
    kept = Counter(each.label for each in answers if each.passes and each.right)
    return tuple(
        LabelFigures(label, rows[label], told[label], right[label], passed[label], kept[label])
        for label in sorted(rows)
    )


def _confusions(answers: Sequence[Told]) -> tuple[Confusion, ...]:
    pairs = Counter((each.label, each.first) for each in answers if each.first and not each.right)
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONFUSIONS]
    return tuple(Confusion(label, told or "", rows) for (label, told), rows in ordered)


def _bins(answers: Sequence[Told]) -> tuple[Bin, ...]:
    held: list[list[Told]] = [[] for _ in range(_BINS)]
    for each in answers:
        held[min(int(each.confidence * _BINS), _BINS - 1)].append(each)
    return tuple(
        Bin(
            len(each),
            sum(one.confidence for one in each) / len(each) if each else 0.0,
            sum(one.right for one in each),
        )
        for each in held
    )
