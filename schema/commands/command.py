"""How a command becomes a mutation: an input of its own, a union payload of its own."""

from abc import ABC, abstractmethod
from typing import Annotated, Any

import strawberry

import intake
from schema.context import Info
from schema.errors import (
    AlreadyDone,
    Forbidden,
    IdempotencyConflict,
    InvalidInput,
    NotFound,
    Unauthenticated,
    Unavailable,
    VersionConflict,
    WrongStage,
)
from schema.payloads import ReportSuccess
from schema.report import Report

_Result = (
    ReportSuccess
    | Unauthenticated
    | NotFound
    | Forbidden
    | InvalidInput
    | WrongStage
    | VersionConflict
    | IdempotencyConflict
    | AlreadyDone
    | Unavailable
)


@strawberry.input(description="对哪条诉求操作。Which report a command is for.")
class CommandInput(ABC):
    """Fields of every command."""

    number: str = strawberry.field(description="诉求编号。")
    version: int | None = strawberry.field(
        default=None, description="读到的版本；给出时，若已被他人更新则拒绝。Refused when stale."
    )
    idempotency_key: str | None = strawberry.field(default=None, description="幂等键；重试时原样带上。")

    @abstractmethod
    def to_command(self) -> intake.Command:
        """As the domain takes it."""


def command(given: type[CommandInput]) -> Any:
    """The mutation that gives the command of this input.

    ``SignReportInput`` answers with the union ``SignReportPayload``; input and mutation share a description.
    """
    name = given.__name__.removesuffix("Input")
    payload: Any = Annotated[
        _Result, strawberry.union(f"{name}Payload", description="操作的结果。What came of it.")
    ]

    async def apply(info: Info, input: CommandInput) -> ReportSuccess:  # noqa: A002 - the schema's word
        report = await info.context.services.intake.apply(
            input.number,
            input.to_command(),
            info.context.signed_in,
            version=input.version,
            key=input.idempotency_key,
        )
        return ReportSuccess(report=Report.of(report))

    apply.__annotations__ |= {"input": given, "return": payload}  # what strawberry reads
    shown: Any = given
    return strawberry.mutation(apply, description=shown.__strawberry_definition__.description)
