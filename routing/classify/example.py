"""Labelled words: what a model learns from, and how they are kept apart when it is examined."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.classifier import Facts
from routing.classify.features import fold

FOLDS = 5
"""Parts that labelled words are dealt into."""


@dataclass(frozen=True, slots=True)
class Example:
    """Words and what they mean.

    Attributes:
        text: the words.
        label: what they mean: the code of a matter, or a city's own word.
        group: examples that tell of the same scene share it; empty where only equal words belong together.
        facts: what else was known of the report; None where nothing was.
        weight: how much it counts in training; more than 1 where people have corrected a first answer.
    """

    text: str
    label: str
    group: str = ""
    facts: Facts | None = None
    weight: float = 1.0


def fingerprint(examples: Iterable[Example]) -> str:
    """SHA-256, hexadecimal, of words, labels and groups, whatever their order."""
    rows = sorted(f"{each.text}\0{each.label}\0{each.group}" for each in examples)
    return hashlib.sha256("\1".join(rows).encode()).hexdigest()


def deal(examples: Sequence[Example], folds: int = FOLDS) -> list[int]:
    """The part, 0 to ``folds`` - 1, of every example: alike for the same examples, whatever their order.

    Examples of one group, and examples whose folded words are equal, are in one part, and so is whatever
    hangs together through either: nothing that was learned is asked again. The groups of a label go round
    the parts, so that each has its share of every label.
    """
    owners = _owners(examples)
    first: dict[int, Example] = {}
    for example, owner in zip(examples, owners, strict=True):
        held = first.get(owner)
        if held is None or (example.label, example.text) < (held.label, held.text):
            first[owner] = example
    turn: dict[str, int] = {}
    part: dict[int, int] = {}
    for owner, example in sorted(first.items(), key=lambda item: (item[1].label, _scatter(item[1]))):
        place = turn.setdefault(example.label, int(_scatter(example)[:8], 16))
        turn[example.label] = place + 1
        part[owner] = place % folds
    return [part[owner] for owner in owners]


def _owners(examples: Sequence[Example]) -> list[int]:
    """For every example the first of those that it hangs together with."""
    parent = list(range(len(examples)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    seen: dict[tuple[str, str], int] = {}
    for at, example in enumerate(examples):
        for key in (("words", fold(example.text)), ("group", example.group)):
            if key[1]:
                one, other = sorted((root(seen.setdefault(key, at)), root(at)))
                parent[other] = one
    return [root(at) for at in range(len(examples))]


def _scatter(example: Example) -> str:
    """An order that has nothing to do with the words, the same on every machine."""
    return hashlib.sha256(f"{example.label}\0{example.text}".encode()).hexdigest()
