"""Two reports of one thing 并案."""

from dataclasses import dataclass

from intake.similar.rule import MergeGround


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """并案: it is the same thing as another report, whose news its reporter gets from now on.

    Attributes:
        primary: number of that report.
        words: for the reporter.
        ground: what the rules go by; None where a member of staff decides.
    """

    primary: str
    words: str | None = None
    ground: MergeGround | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """解除并案: it is a thing of its own after all."""

    words: str
