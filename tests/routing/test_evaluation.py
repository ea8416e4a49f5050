"""Figures of a model, and the threshold."""

import pytest

from routing import Share
from routing.classify.evaluation import Told, evaluate
from routing.classify.threshold import NEVER, choose, passing


def test_wilson() -> None:
    low, high = Share(95, 100).interval  # Wilson (1927), as statsmodels gives it
    assert (low, high) == pytest.approx((0.88825, 0.97846), abs=1e-5)
    assert Share(0, 0).interval == (0, 1)
    assert Share(10, 10).interval[1] == pytest.approx(1)


def test_figures_add_up() -> None:
    found = evaluate(
        [
            Told("a", ("a", "b"), 0.95, passes=True),
            Told("a", ("b", "a"), 0.55, passes=False),
            Told("b", ("b",), 0.75, passes=True),
            Told("b", ("a",), 0.85, passes=True),
            Told("c", (), 0.0, passes=False),
        ]
    )
    assert (found.right.value, found.in_three.value) == (0.4, 0.6)
    assert (found.passed.value, found.kept.part, found.kept.whole) == (0.6, 2, 3)
    assert found.macro_f1 == pytest.approx((0.5 + 0.5 + 0) / 3)
    assert [(each.label, each.rows, each.precision, each.recall) for each in found.labels] == [
        ("a", 2, 0.5, 0.5),
        ("b", 2, 0.5, 0.5),
        ("c", 1, 0, 0),
    ]
    assert [(each.label, each.told, each.rows) for each in found.confusions] == [("a", "b", 1), ("b", "a", 1)]
    assert found.ece == pytest.approx((0.05 + 0.55 + 0.25 + 0.85) / 5)


def test_the_lowest_threshold_that_is_precise_enough_is_chosen() -> None:
    sure = [1 - number / 100 for number in range(100)]
    right = [number < 90 or number % 2 == 0 for number in range(100)]
    chosen = choose(sure, right, 0.95)
    kept = [holds for each, holds in zip(sure, right, strict=True) if each >= chosen]
    assert sum(kept) / len(kept) >= 0.95
    assert len(kept) == 100
    assert choose(sure, right, 0.96) > chosen
    assert choose(sure, [not each for each in right], 0.95) == NEVER
    assert choose(sure[:19], right[:19], 0.5) == NEVER


def test_equal_confidences_pass_together() -> None:
    assert choose([0.9] * 30, [True] * 25 + [False] * 5, 0.9) == NEVER


def test_no_guess_is_judged_by_a_threshold_that_saw_it() -> None:
    sure, right = [0.9] * 30 + [0.95] * 30, [True] * 30 + [False] * 30
    assert passing(sure, right, [0] * 30 + [1] * 30, 0.95) == [False] * 30 + [True] * 30
