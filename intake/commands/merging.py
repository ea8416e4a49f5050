"""Two reports of one thing 并案."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """并案: it is the same thing as another report, whose news its reporter gets from now on."""

    primary: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge:
    """解除并案: it is a thing of its own after all."""

    words: str
