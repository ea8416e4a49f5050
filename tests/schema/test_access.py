"""Who a reporter is, over HTTP: told for a purpose, written down, and shown to whom it concerns."""

import base64
from typing import Any

import pytest

from intake import Actor, Role
from support.service import Person, Service

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP: dict[str, Any] = {"text": "路灯不亮", "matter": "C0118", "location": NAN_CHENG}
REVEAL = """
mutation($input: RevealReporterInput!) { revealReporter(input: $input) { __typename
  ... on RevealReporterSuccess { reporter { channel ref anonymity } }
  ... on UserError { code message path rule } } }"""
LOG = """
query($number: String!, $first: Int, $after: String) {
  accessLog(number: $number, first: $first, after: $after) {
    edges { cursor node { seq at actor role origin purpose words refused } }
    pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
READS = "query($number: String!) { report(number: $number) { identityReads { count lastAt lastRole } } }"


async def _reveal(person: Person, number: str, words: str = "核实地点") -> dict[str, Any]:
    asked = {"number": number, "purpose": "CONTACT", "words": words}
    told: dict[str, Any] = (await person.ask(REVEAL, input=asked))["revealReporter"]
    return told


async def _reads(person: Person, number: str) -> Any:
    return (await person.ask(READS, number=number))["report"]["identityReads"]


async def test_an_identity_is_told_written_down_and_its_reporter_sees_that(
    service: Service, citizen: Person, dispatcher: Person, supervisor: Person, officer: Person
) -> None:
    number = (await citizen.filed("key-00000001", **LAMP))["number"]
    assert await _reads(citizen, number) == {"count": 0, "lastAt": None, "lastRole": None}
    assert await _reveal(dispatcher, number.lower()) == {
        "__typename": "RevealReporterSuccess",
        "reporter": {"channel": "iguanjia", "ref": "citizen-1", "anonymity": "HIDDEN_FROM_UNIT"},
    }
    refused = await _reveal(officer, number)
    assert (refused["__typename"], refused["rule"], refused["path"]) == (
        "Forbidden",
        "hidden_from_unit",
        ["input", "number"],
    )
    assert refused["message"] == "诉求人的身份不向承办单位提供"
    async with service.person(Actor("auditor-1", Role.AUDITOR)) as auditor:
        log = (await auditor.ask(LOG, number=number))["accessLog"]
    officers, dispatchers = (edge["node"] for edge in log["edges"])
    assert (officers["actor"], officers["refused"]) == ("officer-CG-441900004000", "hidden_from_unit")
    assert dispatchers["origin"].startswith("desk")
    assert {name: dispatchers[name] for name in ("seq", "actor", "role", "purpose", "words", "refused")} == {
        "seq": 1,
        "actor": "dispatcher-1",
        "role": "DISPATCHER",
        "purpose": "CONTACT",
        "words": "核实地点",
        "refused": None,
    }
    assert await _reads(citizen, number) == {
        "count": 1,
        "lastAt": dispatchers["at"],
        "lastRole": "DISPATCHER",
    }
    assert await _reads(supervisor, number) is None


async def test_what_is_not_asked_rightly_is_told_by_field(
    citizen: Person, neighbour: Person, dispatcher: Person, nobody: Person
) -> None:
    number = (await citizen.filed("key-00000001", **LAMP))["number"]
    empty = await _reveal(dispatcher, number, words=" ")
    assert (empty["__typename"], empty["path"], empty["rule"]) == (
        "InvalidInput",
        ["input", "words"],
        "required",
    )
    assert (await _reveal(neighbour, number))["__typename"] == "NotFound"
    assert (await _reveal(citizen, number))["rule"] == "role"
    assert (await _reveal(nobody, number))["__typename"] == "Unauthenticated"
    (error,) = await dispatcher.errors(LOG, number=number)
    assert error["extensions"] == {"code": "FORBIDDEN", "path": ["number"], "rule": "role"}


async def test_the_log_comes_in_pages(citizen: Person, supervisor: Person) -> None:
    number = (await citizen.filed("key-00000001", **LAMP))["number"]
    for _ in range(3):
        await _reveal(supervisor, number)
    first = (await supervisor.ask(LOG, number=number, first=2))["accessLog"]
    assert [edge["node"]["seq"] for edge in first["edges"]] == [3, 2]
    assert (first["pageInfo"]["hasNextPage"], first["pageInfo"]["hasPreviousPage"]) == (True, False)
    after = first["pageInfo"]["endCursor"]
    last = (await supervisor.ask(LOG, number=number, first=2, after=after))["accessLog"]
    assert [edge["node"]["seq"] for edge in last["edges"]] == [1]
    assert (last["pageInfo"]["hasNextPage"], last["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize(
    "place", ["x", "2026-11-23T01:30:00+00:00|one", "2026-11-23T01:30:00+00:00|" + "9" * 5000]
)
async def test_a_cursor_that_was_not_given_out_is_refused(
    citizen: Person, supervisor: Person, place: str
) -> None:
    number = (await citizen.filed("key-00000001", **LAMP))["number"]
    cursor = base64.urlsafe_b64encode(place.encode()).decode()
    (error,) = await supervisor.errors(LOG, number=number, after=cursor)
    assert (error["extensions"]["rule"], error["extensions"]["path"]) == ("cursor", ["after"])


async def test_no_reporter_is_named_on_the_timeline(citizen: Person, dispatcher: Person) -> None:
    number = (await citizen.filed("key-00000001", **LAMP))["number"]
    query = "query($number: String!) { report(number: $number) { timeline { role actor } } }"
    lines = (await dispatcher.ask(query, number=number))["report"]["timeline"]
    assert {(line["role"], line["actor"]) for line in lines} == {("REPORTER", None), ("RULE", "rule")}
