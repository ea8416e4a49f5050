"""From which confidence on a guess may stand, chosen on what the model had not learned from."""

from collections.abc import Sequence

NEVER = 2.0
"""A threshold that no confidence reaches."""
FEWEST_KEPT = 20
"""Guesses that a threshold must let pass: fewer prove nothing."""


def choose(confidence: Sequence[float], right: Sequence[bool], precision: float) -> float:
    """The lowest confidence from which on at least ``precision`` of the guesses are right.

    Args:
        confidence: of the first guess of each example.
        right: whether it was right.
        precision: required, 0-1.

    Returns:
        The threshold, or ``NEVER`` when none reaches that precision on at least ``FEWEST_KEPT`` guesses.
    """
    ordered = sorted(zip(confidence, right, strict=True), reverse=True)
    chosen, kept = NEVER, 0
    for count, (sure, holds) in enumerate(ordered, 1):
        kept += holds
        # equal confidences pass together
        last = count == len(ordered) or ordered[count][0] < sure
        if last and count >= FEWEST_KEPT and kept >= precision * count:
            chosen = sure
    return chosen


def passing(
    confidence: Sequence[float], right: Sequence[bool], parts: Sequence[int], precision: float
) -> list[bool]:
    """Which guesses pass a threshold that was chosen without their own part.

    So that what is reported as achieved was not also what the threshold was fitted to.
    """
    chosen = {
        part: choose(
            [each for each, at in zip(confidence, parts, strict=True) if at != part],
            [each for each, at in zip(right, parts, strict=True) if at != part],
            precision,
        )
        for part in set(parts)
    }
    return [each >= chosen[part] for each, part in zip(confidence, parts, strict=True)]
