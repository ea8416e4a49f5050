"""How a department says it ended, what was checked about that, and what the reporter thinks of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.submission import PhotoRef


class ResultCode(StrEnum):
    """How a department says it ended."""

    FIXED = "fixed"
    PENALISED = "penalised"
    NOT_FOUND = "not_found"
    EXPLAINED = "explained"

    @property
    def needs_photo(self) -> bool:
        """Whether the ground must be shown as it is now."""
        return self in {ResultCode.FIXED, ResultCode.NOT_FOUND}

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _RESULT_ZH[self]


_RESULT_ZH = {
    ResultCode.FIXED: "已处置",
    ResultCode.PENALISED: "已查处",
    ResultCode.NOT_FOUND: "现场未发现",
    ResultCode.EXPLAINED: "已解释说明",
}


class Verdict(StrEnum):
    """What a check of a result found. What cannot be known is never passed silently."""

    PASSED = "passed"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Check:
    """One check against closing in form only 形式办结, as it was found.

    Attributes:
        rule: stable snake_case word, ``taken_after_dispatch``.
        verdict: whether it holds, or cannot be known. One that fails refuses the result.
        zh: what was found, in Chinese.
        en: the same in English.
    """

    rule: str
    verdict: Verdict
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """What was done about it."""

    result: ResultCode
    words: str
    photos: tuple[PhotoRef, ...]
    at: datetime
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What the reporter thinks of it: 1 (very bad) to 5 (very good) in three dimensions."""

    outcome: int
    speed: int
    attitude: int
    tags: tuple[str, ...]
    words: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """What the call desk heard when it asked the reporter 回访; None where nobody answered that."""

    reached: bool
    solved: bool | None
    satisfied: bool | None
    words: str | None
    at: datetime
