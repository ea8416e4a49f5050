"""异常诉求: flagged, decided by a second person, appealed."""

from dataclasses import dataclass

from intake.reasons import AbnormalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagAbnormal:
    """标记异常: what is abnormal, and the evidence."""

    kind: AbnormalKind
    words: str
    photo_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmAbnormal:
    """认定异常: a second person agrees, which ends the report."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectAbnormal:
    """不予认定异常: it is handled like any other."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """申诉: the reporter objects to being called abnormal."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissAppeal:
    """驳回申诉: a third person finds that it was right."""

    words: str
