"""Beside the straight way: asking back, urging, taking up again, ending early."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInfo:
    """退回补正: say what is missing."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """补充: what was missing, in words and photos."""

    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interim:
    """阶段性答复: words for the reporter while the work goes on; whether the danger is fenced off."""

    words: str
    made_safe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """催办: ask for speed."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """结案 without an evaluation, which never counts as satisfied."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """重开: it is not solved; the same department learns of it."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """撤回: the reporter no longer asks for it."""

    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """作废: it should never have been a report."""

    words: str
