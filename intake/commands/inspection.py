"""Whether a result holds: verified, sent back, asked about."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify:
    """核查: the result holds, with what an inspector saw."""

    words: str | None = None
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rework:
    """返工: the result does not hold."""

    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRevisit:
    """回访: what the reporter says when asked; None where that was not answered."""

    reached: bool
    solved: bool | None = None
    satisfied: bool | None = None
    words: str | None = None
