"""What can go wrong for a caller, as data: a code, the field, the rule, and words in Chinese and English."""

from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """The kinds of expected failure; a caller may branch on these and on nothing else."""

    UNAUTHENTICATED = "unauthenticated"
    INVALID_INPUT = "invalid_input"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    WRONG_STAGE = "wrong_stage"
    VERSION_CONFLICT = "version_conflict"
    IDEMPOTENCY_CONFLICT = "idempotency_conflict"
    PHOTO_REFUSED = "photo_refused"
    ALREADY_DONE = "already_done"
    UNAVAILABLE = "unavailable"


class UserError(Exception):
    """An expected failure, told to the caller in full.

    Attributes:
        zh: the sentence in Chinese.
        en: the same in English.
        path: the field at fault, outermost first, as the caller names it: ``("input", "location")``.
        rule: the rule that was broken, a stable snake_case word: ``max_length``.
    """

    code: ClassVar[ErrorCode]

    def __init__(self, zh: str, en: str, *, path: tuple[str, ...] = (), rule: str = "") -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.path = path
        self.rule = rule


class Unauthenticated(UserError):
    """Nobody is signed in, or the token does not hold."""

    code = ErrorCode.UNAUTHENTICATED

    def __init__(self, zh: str = "请先登录", en: str = "Sign in first") -> None:
        super().__init__(zh, en, rule="signed_in")


class InvalidInput(UserError):
    """A field breaks a rule; nothing was stored."""

    code = ErrorCode.INVALID_INPUT


class NotFound(UserError):
    """No such thing, or none that this actor may see: the two are told alike on purpose."""

    code = ErrorCode.NOT_FOUND


class Forbidden(UserError):
    """The actor may see the thing but not do this to it."""

    code = ErrorCode.FORBIDDEN


class WrongStage(UserError):
    """The command has no row in the lifecycle table for the report's stage."""

    code = ErrorCode.WRONG_STAGE


class VersionConflict(UserError):
    """Somebody changed it first; read it again and decide anew.

    Attributes:
        current: the version stored now.
    """

    code = ErrorCode.VERSION_CONFLICT

    def __init__(self, current: int, thing_zh: str = "诉求", thing: str = "report") -> None:
        super().__init__(
            f"{thing_zh}已被他人更新（当前版本 {current}），请刷新后再操作",
            f"The {thing} has changed since you read it (now version {current}); read it again",
            path=("input", "version"),
            rule="current_version",
        )
        self.current = current


class IdempotencyConflict(UserError):
    """The key was used before, with another content."""

    code = ErrorCode.IDEMPOTENCY_CONFLICT

    def __init__(self) -> None:
        super().__init__(
            "该幂等键已用于另一份内容，请换一个键",
            "This idempotency key was used for another content; use a new key",
            path=("input", "idempotencyKey"),
            rule="same_key_same_content",
        )


class AlreadyDone(UserError):
    """A retry of what this actor did, on a report that they may not read any more: it was done."""

    code = ErrorCode.ALREADY_DONE

    def __init__(self) -> None:
        super().__init__(
            "该操作此前已完成，诉求现已不归您查看",
            "This was done before; the report is no longer yours to see",
            path=("input", "number"),
            rule="done_before",
        )


class Unavailable(UserError):
    """A part we depend on is away; the same request may be sent again.

    Attributes:
        part: ``database``, ``object_store``, ``photo_service`` or ``routing``.
        retry_after_s: seconds to wait before trying again.
    """

    code = ErrorCode.UNAVAILABLE

    def __init__(self, part: str, retry_after_s: int = 2) -> None:
        super().__init__(
            "服务暂时不可用，请稍后原样重试",
            f"The {part.replace('_', ' ')} is away for a moment; send the same request again",
            rule="retriable",
        )
        self.part = part
        self.retry_after_s = retry_after_s
