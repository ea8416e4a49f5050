"""The schema, with its limits, its caches and its way with errors."""

import logging
from collections.abc import Callable, Mapping
from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.extensions import (
    DisableIntrospection,
    MaskErrors,
    SchemaExtension,
)
from strawberry.schema.config import StrawberryConfig

import intake
from schema import enums  # noqa: F401 - shows the domain's enums before the types name them
from schema.admission import Admission
from schema.context import Context
from schema.errors import HANDLERS
from schema.mutation import Mutation
from schema.query import Query
from schema.scalars import SCALARS
from schema.subscription import Subscription

_log = logging.getLogger(__name__)


class TellErrors(MaskErrors):
    """Errors outside a payload: expected ones keep their code and field, unexpected ones are masked.

    What is masked is logged under the request's correlation id, which the caller gets to quote.
    """

    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda error: _cause(error) is not None)

    def anonymise_error(self, error: GraphQLError) -> GraphQLError:
        """The error as the caller sees it."""
        context, cause = self.execution_context.context, _cause(error)
        chinese = not isinstance(context, Context) or context.chinese
        if isinstance(cause, intake.UserError):
            extensions = {"code": cause.code.name, "path": list(cause.path), "rule": cause.rule}
            return _told(error, cause.zh if chinese else cause.en, extensions)
        correlation_id = context.correlation_id if isinstance(context, Context) else ""
        _log.error("unexpected error in %s", error.path, exc_info=cause)
        words = (
            "系统内部错误，请提供关联编号联系我们" if chinese else "Internal error; quote the correlation id"
        )
        return _told(error, words, {"code": "INTERNAL", "correlationId": correlation_id})


@cache
def build_schema(*, introspection: bool) -> strawberry.Schema:
    """The schema; without introspection for production, where nothing is suggested either."""
    extensions: list[type[SchemaExtension] | Callable[[], SchemaExtension]] = [
        Admission,
        TellErrors,
    ]
    if not introspection:
        extensions.append(DisableIntrospection)
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=extensions,
        exception_handlers=HANDLERS,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=not introspection),
    )


def _cause(error: GraphQLError) -> BaseException | None:
    """What a resolver raised; None for errors of the document itself, which are told as they are."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _told(error: GraphQLError, words: str, extensions: Mapping[str, object]) -> GraphQLError:
    return GraphQLError(
        words,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=dict(extensions),
    )
