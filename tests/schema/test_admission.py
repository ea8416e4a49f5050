"""Documents that would hold the process are refused before anything costly looks at them."""

import time

import pytest
from graphql import get_introspection_query

from schema import build_schema
from schema.admission import MAX_ALIASES, MAX_DOCUMENT, MAX_FIELDS, MAX_SAME_NAME
from support.service import Person

SCHEMA = build_schema(introspection=True)
CONFLICTS = (
    "{ ...a ...b } fragment a on Query { "
    + "viewer { id } " * 230
    + "} fragment b on Query { "
    + "viewer { role } " * 230
    + "}"
)
DOUBLING = (
    "{ ...f0 } "
    + "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(25))
    + "fragment f25 on Query { viewer { id } }"
)
STATISTICS = (
    "query($f: StatisticsFilterInput!) { a: statistics(filter: $f) { submitted } ...more } "
    "fragment more on Query { b: statistics(filter: $f) { submitted } topicCandidates(filter: $f) { score } }"
)

LISTS = "{ ...l0 ...l1 ...l2 } " + "".join(
    f"fragment l{n} on Query {{ "
    + " ".join(f"a{n}{m}: reports(first: 100) {{ totalCount }}" for m in range(4))
    + " } "
    for n in range(3)
)


async def _said(document: str) -> str:
    result = await SCHEMA.execute(document)
    assert result.errors
    return result.errors[0].message


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{ viewer { id } }" + " " * MAX_DOCUMENT, "characters"),
        ("{ " + " ".join(f"a{n}: viewer {{ id }}" for n in range(MAX_ALIASES + 1)) + " }", "aliases"),
        ("{ " + "viewer { id } " * (MAX_SAME_NAME + 1) + "}", "of one name"),
        (
            STATISTICS,
            "2 statistics",
        ),
        (
            "{ "
            + "".join(f'f{n}: node(id: "x") {{ i{n}: id }} ' for n in range(5))
            + "}"
            + "".join(
                f" fragment g{n} on Viewer {{ a{n}: id b{n}: role c{n}: id }}" for n in range(MAX_FIELDS // 3)
            ),
            "",
        ),
        (LISTS, "10 lists of reports"),
        (CONFLICTS, ""),
    ],
)
async def test_a_document_beyond_a_limit_is_refused(document: str, words: str) -> None:
    assert words in await _said(document)


async def test_the_costliest_documents_that_pass_are_cheap() -> None:
    """Bounded work, not a benchmark: without the limits these take seconds to hours."""
    for document in (CONFLICTS, DOUBLING, "{ " + "viewer { id } " * MAX_SAME_NAME + "}"):
        began = time.process_time()
        await SCHEMA.execute(document)
        assert time.process_time() - began < 0.5


async def test_the_explorers_own_question_passes(nobody: Person) -> None:
    assert "__schema" in await nobody.ask(get_introspection_query())
