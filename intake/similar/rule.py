"""Which two reports may become one without a member of staff. Pure."""

from enum import StrEnum

from intake.similar.likeness import are_two_assets
from intake.similar.traits import Traits

OWN_EVIDENCE = "E21"
"""Traffic violations: each is evidence of one act, filed by somebody under their real name."""


class MergeGround(StrEnum):
    """What two reports are merged for, where no member of staff says so."""

    ALIKE = "alike"
    SAID = "said"


def may_merge(one: Traits, other: Traits, ground: MergeGround) -> bool:
    """Whether what the two are about lets the rules merge them, whichever into which.

    Where the score alone says so both must be judged as the same matter; the reporter's word also counts
    where one of them is not judged yet. Two things that were scanned are never one.
    """
    matters = {one.matter, other.matter}
    if are_two_assets(one, other) or any(each and each.startswith(OWN_EVIDENCE) for each in matters):
        return False
    if ground is MergeGround.ALIKE:
        return one.matter is not None and one.matter == other.matter
    return len(matters - {None}) <= 1
