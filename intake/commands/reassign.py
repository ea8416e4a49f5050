"""Another matter, or another department's: classify, transfer, arbitrate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """归类: it is another matter than was thought."""

    matter: str
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """转派: to another department of the same unit."""

    target: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arbitrate:
    """裁决: whose it is, for good."""

    lead: str
    words: str
    assisting: tuple[str, ...] = ()
