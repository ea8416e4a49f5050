"""What reads a report's words: the port of all classifiers of matters."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a report besides its words.

    Attributes:
        at: when it was handed in, aware.
        photos: how many photos came with it.
        places: keys of the kinds of place it is from.
    """

    at: datetime
    photos: int = 0
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guess:
    """A label that the words may mean.

    Attributes:
        label: code of a matter.
        confidence: how likely it is right, 0-1, calibrated on held-out data.
    """

    label: str
    confidence: float


class Classifier(Protocol):
    """A trained model. Reading is pure, in memory, and takes less than a millisecond."""

    @property
    def version(self) -> str:
        """Names the model and what it learned from; stored with every decision."""
        ...

    @property
    def threshold(self) -> float:
        """From which confidence on a guess may stand without a person."""
        ...

    def rank(self, text: str, facts: Facts) -> tuple[Guess, ...]:
        """The likeliest labels, best first, at most five; none for words that say nothing."""
        ...
