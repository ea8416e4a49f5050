"""What the thresholds achieve on pairs that people labelled: the figures of docs/similar.md."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest

from intake import PhotoRef, Point
from intake.similar.likeness import HINT, MERGE, parts_of, score_of
from intake.similar.traits import Traits
from support.reports import NANCHENG, NOW
from support.similar import north

PAIRS = Path(__file__).parents[1] / "data" / "similar_pairs.csv"
PAGE = Path(__file__).parents[2] / "docs" / "similar.md"


def _rows() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _side(
    matter: str, words: str, reporter: str, point: Point, days: float, photos: tuple[PhotoRef, ...]
) -> Traits:
    judged = None if matter.startswith("?") else matter
    return Traits(
        matter=judged,
        candidates=frozenset(filter(None, matter[1:].split("|"))) if judged is None else frozenset(),
        point=point,
        at=NOW + timedelta(days=days),
        reporter=reporter,
        text=words,
        photos=photos,
    )


def _photos(told: str) -> tuple[tuple[PhotoRef, ...], tuple[PhotoRef, ...]]:
    """The same file, two pictures so many bits apart, or none."""
    if not told:
        return (), ()
    if told == "same":
        photo = PhotoRef("a", "a" * 64)
        return (photo,), (photo,)
    bits = (1 << int(told)) - 1
    return (PhotoRef("a", "a" * 64, f"{0:016x}"),), (PhotoRef("b", "b" * 64, f"{bits:016x}"),)


def _score(row: dict[str, str]) -> float:
    mine, its = _photos(row["photos"])
    other = "reporter-1" if row["own"] else "reporter-2"
    return score_of(
        parts_of(
            _side(row["matter"], row["words"], "reporter-1", NANCHENG, 0, mine),
            _side(
                row["other_matter"],
                row["other_words"],
                other,
                north(NANCHENG, float(row["metres"])),
                float(row["days"]),
                its,
            ),
        )
    )


def _achieved(threshold: float) -> tuple[int, int, int]:
    """How many are found, how many of these are alike, and how many are alike in all."""
    rows = _rows()
    found = [row for row in rows if _score(row) >= threshold]
    right = sum(row["alike"] == "1" for row in found)
    return len(found), right, sum(row["alike"] == "1" for row in rows)


@pytest.mark.parametrize(
    ("name", "threshold", "precision", "recall"), [("HINT", HINT, 0.7, 0.9), ("MERGE", MERGE, 1.0, 0.15)]
)
def test_a_threshold_achieves_what_the_page_says(
    name: str, threshold: float, precision: float, recall: float
) -> None:
    found, right, alike = _achieved(threshold)
    assert right / found >= precision
    assert right / alike >= recall
    line = f"| `{name}` | {threshold:.2f} | {found} | {right / found:.2f} | {right / alike:.2f} |"
    assert line in PAGE.read_text("utf-8"), f"put this line into {PAGE.name}:\n{line}"
