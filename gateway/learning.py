"""What the classifier of matters learns from and is examined on, gathered for the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake import Actor, Intake, ReportFilter, Role
from routing import (
    Catalogue,
    Example,
    Reading,
    builtin_sentences,
    examples_of,
    heldout_sentences,
    name_examples,
    read_examples,
)

_READER = Actor("classifier", Role.SUPERVISOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What to train on.

    Attributes:
        own: the operator's examples, which the model is also examined on.
        besides: what ships, to learn from only: names of matters and made-up sentences; empty where the
            operator's labels are not those of the catalogue.
        skipped: rows of a file that were left out.
        encoding: of the file; None without one.
    """

    own: tuple[Example, ...]
    besides: tuple[Example, ...]
    skipped: int = 0
    encoding: str | None = None


def from_file(path: Path, catalogue: Catalogue, *, skip_faulty: bool, alone: bool) -> Material:
    """A table of labelled words, with what ships unless ``alone``.

    Raises:
        TrainingRefused: rows do not hold.
        OSError: it cannot be read.
    """
    found = read_table(path, skip_faulty=skip_faulty)
    besides = () if alone else _besides(found.examples, catalogue)
    return Material(own=found.examples, besides=besides, skipped=found.faulty, encoding=found.encoding)


async def from_reports(intake: Intake, catalogue: Catalogue, *, alone: bool) -> Material:
    """Reports whose matters people have settled, with what ships unless ``alone``."""
    reports = intake.each(_READER, ReportFilter())
    own = tuple([each async for each in examples_of(reports) if each.label in catalogue.matters])
    return Material(own=own, besides=() if alone else _besides(own, catalogue))


def read_table(path: Path, *, skip_faulty: bool = False) -> Reading:
    """A table of labelled words.

    Raises:
        TrainingRefused: rows do not hold.
        OSError: it cannot be read.
    """
    return read_examples(path.read_bytes(), path.name, skip_faulty=skip_faulty)


def exam(path: Path | None, catalogue: Catalogue) -> tuple[Example, ...]:
    """What to examine on: the operator's table, else the held-out sentences of the catalogue's matters.

    Raises:
        TrainingRefused: rows of the table do not hold.
        OSError: it cannot be read.
    """
    if path is not None:
        return read_table(path).examples
    return tuple(each for each in heldout_sentences() if each.label in catalogue.matters)


def _besides(own: Sequence[Example], catalogue: Catalogue) -> tuple[Example, ...]:
    """What ships, for labels that are codes of the catalogue."""
    if any(each.label not in catalogue.matters for each in own):
        return ()
    sentences = (each for each in builtin_sentences() if each.label in catalogue.matters)
    return (*name_examples(catalogue.matters.values()), *sentences)
