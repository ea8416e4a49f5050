"""What a report keeps of those that it resembles: a number, and why, every part shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SimilarPart:
    """One reason for a score.

    Attributes:
        mark: what was compared: ``matter``, ``place``, ``time``, ``words``, ``picture``, ``file`` or
            ``asset``.
        likeness: how alike the two are in it, 0-1; 0 also where either has nothing to compare.
        weight: what full likeness adds to the score.
    """

    mark: str
    likeness: float
    weight: float

    @property
    def points(self) -> float:
        """What it adds to the score."""
        return self.likeness * self.weight


@dataclass(frozen=True, slots=True)
class Similar:
    """Another report that may be of the same thing, for staff.

    Attributes:
        number: its number.
        score: how alike the two were when this one was handed in, 0-1.
        parts: why, every part once.
    """

    number: str
    score: float
    parts: tuple[SimilarPart, ...]
