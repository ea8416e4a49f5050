"""How alike two texts are, by the pairs of characters that they share. Pure."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

ENOUGH = 6
"""Pairs of characters from which on words say something of their own: 路灯坏了 is said of every lamp."""

LONGER = 5
"""How many times the pairs of a line a description may have: what says everything holds every line."""

_NUMBER = re.compile("[0-9]+")


def words_likeness(one: str, other: str, *, short: bool = False) -> float:
    """The share of the shorter text's pairs of characters that the longer one has too, 0-1.

    Who describes a thing at length and who does in a line say the same if the line is found in the
    description; so the shorter text is the measure, or a fifth of the longer one where
    that is more. Texts with fewer than ``ENOUGH`` pairs are not compared,
    0, but for the very same ones where ``short`` says that these count. Two texts that name numbers, of a
    house, a lamp or a car, and none in common speak of two things, 0.
    """
    left, right = _pairs(one), _pairs(other)
    numbers = _numbers(one), _numbers(other)
    if all(numbers) and not numbers[0] & numbers[1]:
        return 0.0
    if min(len(left), len(right)) < ENOUGH:
        return float(short and bool(left) and left == right)
    fewer, more = sorted((len(left), len(right)))
    return len(left & right) / max(fewer, more / LONGER)


@lru_cache(maxsize=1024)
def _pairs(text: str) -> frozenset[str]:
    """Neighbouring letters, digits and 汉字, whatever their width and case and what stands between them."""
    kept = [each for each in _plain(text) if each.isalnum()]
    return frozenset(left + right for left, right in pairwise(kept))


@lru_cache(maxsize=1024)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_plain(text)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
