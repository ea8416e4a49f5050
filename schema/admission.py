"""Which documents are executed at all: judged once per distinct text, before anything costly looks at them.

Validation compares every pair of fields that answer under one name, so a document of a few kilobytes can
hold a processor for seconds; and aliases let one request ask for the same costly field again and again.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    SelectionSetNode,
    ValidationRule,
    Visitor,
    parse,
    visit,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

MAX_DOCUMENT = 20_000
MAX_TOKENS = 1_000
MAX_FIELDS = 400
MAX_SAME_NAME = 60
MAX_ALIASES = 5
MAX_COSTLY = 2
COSTLY = frozenset(
    {
        "addressOf",
        "editionDiff",
        "editionDryRun",
        "powersProposals",
        "statistics",
        "topicCandidates",
    }
)
"""Fields that read a year of reports, each for seconds of a processor of the database, or that ask a service
which counts its answers."""
MAX_LISTS = 10
LISTS = frozenset({"reports", "similarReports"})
"""Fields that read up to a hundred reports each, wherever in a document they stand: fragments hold their own
five aliases, so that these would add up."""
CACHED = 256


class Admission(SchemaExtension):
    """Parses, or takes from the cache, and refuses documents beyond the limits.

    A refused document is handed on with a single rule that reports why, so that the refusal takes the same
    way to the caller as every other error of a document. One that does not parse is left to the engine.
    """

    def on_operation(self) -> Iterator[None]:
        """The engine's own parse obeys the limit too."""
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        yield

    def on_parse(self) -> Iterator[None]:
        """Put the parsed document in place before the engine parses."""
        query = self.execution_context.query
        if query:
            document, refusal = _admit(query) if len(query) <= MAX_DOCUMENT else (_NOTHING, TooLong)
            if document is not None:
                self.execution_context.graphql_document = document
            if refusal is not None:
                self.execution_context.validation_rules = (refusal,)
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate once per distinct text; hashing a parsed document costs as much as answering it."""
        context = self.execution_context
        if context.query and len(context.query) <= MAX_DOCUMENT:
            schema = context.schema._schema  # noqa: SLF001 - what the engine's own validation takes
            context.pre_execution_errors = _validate(schema, context.query, context.validation_rules)
        yield


class _Refusal(ValidationRule):
    words = ""

    def enter_document(self, _node: DocumentNode, *_: Any) -> None:
        self.report_error(GraphQLError(self.words))


class TooLong(_Refusal):
    """The text is too long; parsed documents are cached, so each costs memory."""

    words = (
        f"查询文本最多 {MAX_DOCUMENT} 字符，请用变量传值 · "
        f"A document has at most {MAX_DOCUMENT} characters; pass values as variables"
    )


class TooBroad(_Refusal):
    """Too many fields, or too many that answer under one name."""

    words = (
        f"查询最多 {MAX_FIELDS} 个字段，同名最多 {MAX_SAME_NAME} 个，同一字段别名最多 {MAX_ALIASES} 个，"
        f"诉求列表最多 {MAX_LISTS} 个，统计和地址查询最多 {MAX_COSTLY} 项 · "
        f"A document has at most {MAX_FIELDS} fields, {MAX_SAME_NAME} of one name, "
        f"{MAX_ALIASES} aliases of one field, {MAX_LISTS} lists of reports, "
        f"and {MAX_COSTLY} statistics or addresses"
    )


_NOTHING = parse("{ __typename }")


@lru_cache(maxsize=CACHED)
def _admit(query: str) -> tuple[DocumentNode | None, type[_Refusal] | None]:
    try:
        document = parse(query, max_tokens=MAX_TOKENS)
    except GraphQLError:
        return None, None
    counter = _Counter()
    visit(document, counter)
    return document, TooBroad if counter.is_too_broad else None


@lru_cache(maxsize=CACHED)
def _validate(
    schema: GraphQLSchema, query: str, rules: tuple[type[ASTValidationRule], ...]
) -> list[GraphQLError] | None:
    document, _ = _admit(query)
    return validate_document(schema, document, rules) if document is not None else None


class _Counter(Visitor):
    """Counts what stands in the document; fragments count once, however often they are spread."""

    def __init__(self) -> None:
        super().__init__()
        self._fields = 0
        self._names: Counter[str] = Counter()
        self._aliases = 0
        self._costly = 0
        self._lists = 0

    @property
    def is_too_broad(self) -> bool:
        return (
            self._fields > MAX_FIELDS
            or self._aliases > MAX_ALIASES
            or self._costly > MAX_COSTLY
            or self._lists > MAX_LISTS
            or max(self._names.values(), default=0) > MAX_SAME_NAME
        )

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        fields = [each for each in node.selections if isinstance(each, FieldNode)]
        self._fields += len(fields)
        self._names.update(each.alias.value if each.alias else each.name.value for each in fields)
        same = Counter(each.name.value for each in fields)
        self._aliases = max(self._aliases, *same.values(), 0)
        self._costly += sum(same[name] for name in COSTLY)
        self._lists += sum(same[name] for name in LISTS)
