"""What ships: made-up sentences, the names of matters, and the model learned from both (data/SOURCE.md)."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from routing.classify.example import Example
from routing.classify.file import from_bytes
from routing.classify.linear import LinearClassifier
from routing.classify.table import read_examples
from routing.classify.train import Progress, train
from routing.matters import Matter

MODEL_FILE = "classifier.npz"
PRECISION = 0.95
"""Of the guesses that stand without a person, unless an operator requires another."""
_MADE_AT = datetime(2026, 11, 24, tzinfo=UTC)  # of the sentences: the same sentences give the same file


def name_examples(matters: Iterable[Matter]) -> tuple[Example, ...]:
    """Names and aliases of matters as examples: all that is known of a matter before anybody reports it."""
    return tuple(Example(name, each.code) for each in matters for name in (each.name, *each.aliases))


def builtin_sentences() -> tuple[Example, ...]:
    """The sentences that ship to learn from."""
    return _sentences("sentences.csv")


def heldout_sentences() -> tuple[Example, ...]:
    """The sentences that ship to examine with; nobody who wrote the others had seen them."""
    return _sentences("sentences_heldout.csv")


@cache
def builtin_classifier() -> LinearClassifier:
    """The model that ships, for the catalogue that ships."""
    return from_bytes((files("routing") / "data" / MODEL_FILE).read_bytes())


def make_builtin(matters: Iterable[Matter], progress: Progress | None = None) -> LinearClassifier:
    """Learn the model that ships anew.

    Raises:
        CannotTrain: scikit-learn is not installed.
    """
    return train(
        builtin_sentences(),
        names=name_examples(matters),
        precision=PRECISION,
        source="sentences",
        at=_MADE_AT,
        progress=progress,
    )


def _sentences(name: str) -> tuple[Example, ...]:
    return read_examples((files("routing") / "data" / name).read_bytes(), name).examples
