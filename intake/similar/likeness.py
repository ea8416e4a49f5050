"""How alike two reports are: a score whose every part is shown, and from where on it counts. Pure.

The weights and both thresholds were chosen on labelled pairs (tests/data/similar_pairs.csv); what they
achieve stands in docs/similar.md.
"""

from collections.abc import Mapping
from datetime import timedelta

from intake.place import metres_between
from intake.similar.record import SimilarPart
from intake.similar.traits import Traits
from intake.similar.words import words_likeness

NEAR_M = 100.0
"""Metres within which two reports may be of one thing: two phones among houses are off by up to 50 m each."""

NEAR_COMPONENT_M = 30.0
"""The same for what stands in the street and has neighbours of its kind: lamps are 30 m apart."""

WITHIN = timedelta(days=30)
"""How long apart they may have been handed in: what is open for longer has its own history by then."""

DIFFERENT_BITS = 12
"""Bits of 64 from which on two pictures have nothing in common. Copies of one differ in up to 6; unrelated
pictures in about 32, hardly ever in fewer than 12."""

WEIGHTS: Mapping[str, float] = {
    "matter": 0.25,
    "place": 0.25,
    "time": 0.10,  # what was seen today may have been there for weeks: a day more or less says little
    "words": 0.20,
    "picture": 0.20,
    "file": 0.15,  # beside the picture: nobody takes the very same photo twice
    "asset": 0.35,  # a plate names one thing in the city
}
"""What full likeness in each adds to the score, in the order in which parts are shown. Matter, place and time
reach 0.60 together: that two reports are near each other is no proof that they are of one thing."""

HINT = 0.45
"""From here on a person should look at both: the same matter half of the way apart, on one day."""

MERGE = 0.70
"""From here on nobody has to: same matter, place and day, and beside these the words, a photo or a scanned
plate. Of the labelled pairs that are not alike the hardest, two cars in one place, reaches 0.63."""

_OVERLAP = 0.6  # the words of one may mean the matter of the other
_UNKNOWN = 0.4  # nobody knows what one of them is about


def near_m(matter: str | None) -> float:
    """Metres within which another report may be of the same thing; codes of components begin with C."""
    return NEAR_COMPONENT_M if matter is not None and matter.startswith("C") else NEAR_M


def parts_of(one: Traits, other: Traits) -> tuple[SimilarPart, ...]:
    """How alike they are, part by part, whichever is named first; empty where they cannot be of one thing.

    They cannot when their matters are known and differ, when two different things were scanned, or when they
    are too far or too long apart.
    """
    matter = _matter(one, other)
    metres, apart = metres_between(one.point, other.point), abs(one.at - other.at)
    reach = min(near_m(one.matter), near_m(other.matter))
    if not matter or are_two_assets(one, other) or metres > reach or apart > WITHIN:
        return ()
    same_file = bool({photo.sha256 for photo in one.photos} & {photo.sha256 for photo in other.photos})
    likeness = {
        "matter": matter,
        "place": 1 - metres / reach,
        "time": 1 - apart / WITHIN,
        "words": words_likeness(
            one.text, other.text, short=bool(one.reporter) and one.reporter == other.reporter
        ),
        "picture": 1.0 if same_file else _picture(one, other),
        "file": float(same_file),
        "asset": float(one.asset is not None and one.asset == other.asset),
    }
    return tuple(SimilarPart(mark, round(likeness[mark], 3), weight) for mark, weight in WEIGHTS.items())


def score_of(parts: tuple[SimilarPart, ...]) -> float:
    """The points of all parts, 0-1, to a thousandth."""
    return round(min(1.0, sum(part.points for part in parts)), 3)


def picture_likeness(bits: int) -> float:
    """How alike two pictures are whose hashes differ in so many of 64 bits, 0-1."""
    return max(0.0, 1 - bits / DIFFERENT_BITS)


def _matter(one: Traits, other: Traits) -> float:
    """How alike in what they are about; 0 where that is known and differs."""
    if one.matter is not None and other.matter is not None:
        return float(one.matter == other.matter)
    left, right = _may_be(one), _may_be(other)
    if not left or not right:
        return _UNKNOWN
    return _OVERLAP if left & right else 0.0


def _may_be(traits: Traits) -> frozenset[str]:
    return frozenset({traits.matter}) if traits.matter is not None else traits.candidates


def are_two_assets(one: Traits, other: Traits) -> bool:
    """Whether a thing was scanned for each, and not the same."""
    return None not in {one.asset, other.asset} and one.asset != other.asset


def _picture(one: Traits, other: Traits) -> float:
    """By the two photos that are most alike; 0 where either side has none with a hash."""
    distances = [
        (int(mine.dhash, 16) ^ int(its.dhash, 16)).bit_count()
        for mine in one.photos
        for its in other.photos
        if mine.dhash is not None and its.dhash is not None
    ]
    return picture_likeness(min(distances)) if distances else 0.0
