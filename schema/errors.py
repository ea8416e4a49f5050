"""Expected failures as types of the schema, and how raised errors become them."""

from typing import Any, Self

import strawberry
from strawberry.types.field import StrawberryField

import intake
import media
import routing
from schema.context import Info

_MOST_FAULTS = 200


@strawberry.interface(description="可预期的失败。An expected failure: what rule, which field, in words.")
class UserError:
    """Fields that every error type has."""

    code: intake.ErrorCode = strawberry.field(description="错误代码。")
    message: str = strawberry.field(description="说明，语言随 Accept-Language。In words, by Accept-Language.")
    path: list[str] = strawberry.field(
        description="出错的字段，由外到内。The field at fault, outermost first."
    )
    rule: str = strawberry.field(description="违反的规则，稳定的英文词。The broken rule, a stable word.")

    @classmethod
    def of(cls, error: intake.UserError, info: Info) -> Self:
        """This type, filled from a raised error."""
        return cls(**_common(error, info))


@strawberry.type(description="没有登录或登录已失效。Nobody is signed in.")
class Unauthenticated(UserError):
    """Nobody is signed in."""


@strawberry.type(description="字段不合规则，什么都没有保存。A field breaks a rule; nothing was stored.")
class InvalidInput(UserError):
    """A field breaks a rule."""


@strawberry.type(description="没有这个对象，或您无权查看。There is none, or it is not yours to see.")
class NotFound(UserError):
    """No such thing."""


@strawberry.type(description="可以查看但无权操作。You may see it but not do this.")
class Forbidden(UserError):
    """Not allowed."""


@strawberry.type(description="诉求当前阶段不能执行该操作。The report does not stand where this starts.")
class WrongStage(UserError):
    """The stage does not allow it."""


@strawberry.type(description="已被他人更新。Somebody changed it first.")
class VersionConflict(UserError):
    """A stale version."""

    current_version: int = strawberry.field(description="现在的版本。The version stored now.")

    @classmethod
    def of(cls, error: intake.UserError, info: Info) -> Self:
        """With the version stored now."""
        current = error.current if isinstance(error, intake.VersionConflict) else 0
        return cls(**_common(error, info), current_version=current)


@strawberry.type(description="幂等键已用于另一份内容。The key was used for another content.")
class IdempotencyConflict(UserError):
    """A key used twice."""


@strawberry.type(description="此前已完成，诉求已不归您查看。Done before, and no longer yours to see.")
class AlreadyDone(UserError):
    """A retry whose first try succeeded, by somebody who may not read the report any more."""


@strawberry.type(description="照片未通过检查。The photo was refused; `rule` says why.")
class PhotoRefused(UserError):
    """A photo that is not kept."""


@strawberry.type(
    description="依赖的服务暂不可用，可原样重试。Away for a moment; send the same request again."
)
class Unavailable(UserError):
    """A part is away."""

    retry_after_seconds: int = strawberry.field(description="建议的等待秒数。Wait this long first.")

    @classmethod
    def of(cls, error: intake.UserError, info: Info) -> Self:
        """With the time to wait."""
        wait = error.retry_after_s if isinstance(error, intake.Unavailable) else 1
        return cls(**_common(error, info), retry_after_seconds=wait)


@strawberry.type(description="数据的一处错误。A faulty row, or feature.")
class DataFault:
    """A fault."""

    table: str = strawberry.field(description="表，或图层的 features。")
    row: int = strawberry.field(description="行号，表头为 1；整体为 0。The heading is 1; 0 for the whole.")
    name: str = strawberry.field(description="行的主键。What names the row.")
    rule: str = strawberry.field(description="违反的规则，稳定的英文词。")
    message: str = strawberry.field(description="说明，语言随 Accept-Language。")


@strawberry.type(description="数据未通过检查，逐行列出，最多 200 处。Refused; up to 200 faults are told.")
class DataRefused(UserError):
    """Faulty tables or layers."""

    total: int = strawberry.field(description="共几处。How many faults there are.")
    faults: list[DataFault] = strawberry.field(description="各处。")

    @classmethod
    def of(cls, error: intake.UserError, info: Info) -> Self:
        """With every fault, as far as they are told."""
        faults = error.faults if isinstance(error, routing.DataRefused) else ()
        told = [
            DataFault(
                table=each.table,
                row=each.row,
                name=each.name,
                rule=each.rule,
                message=each.zh if info.context.chinese else each.en,
            )
            for each in faults[:_MOST_FAULTS]
        ]
        return cls(**_common(error, info), total=len(faults), faults=told)


_TYPES: dict[type[intake.UserError], type[UserError]] = {
    intake.Unauthenticated: Unauthenticated,
    routing.DataRefused: DataRefused,
    intake.InvalidInput: InvalidInput,
    intake.NotFound: NotFound,
    intake.Forbidden: Forbidden,
    intake.WrongStage: WrongStage,
    intake.VersionConflict: VersionConflict,
    intake.IdempotencyConflict: IdempotencyConflict,
    intake.AlreadyDone: AlreadyDone,
    intake.Unavailable: Unavailable,
    media.PhotoRefused: PhotoRefused,
}


class RaisedError:
    """Turns one kind of raised error into its type, wherever the field's union has that type."""

    def __init__(self, raised: type[intake.UserError], shown: type[UserError]) -> None:
        self.exception_type = raised
        self.error_type = shown

    def handle(self, exception: intake.UserError, *, field: StrawberryField, info: Info) -> UserError:  # noqa: ARG002 - the protocol's signature
        """The error as a value."""
        shown: type[UserError] = self.error_type
        return shown.of(exception, info)


HANDLERS = [RaisedError(raised, shown) for raised, shown in _TYPES.items()]


def _common(error: intake.UserError, info: Info) -> dict[str, Any]:
    message = error.zh if info.context.chinese else error.en
    return {"code": error.code, "message": message, "path": list(error.path), "rule": error.rule}
