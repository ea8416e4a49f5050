"""The schema as a whole: committed, described, cached, and frugal with the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import strawberry.schema.schema
import strawberry.types
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
)
from pymongo import monitoring

import intake
from gateway.resources import Stores, connect
from intake import Actor, Role
from schema import build_schema
from schema.commands.command import CommandInput
from schema.mutation import Mutation
from support.images import jpeg
from support.service import REPORT, Person, running, settings

SNAPSHOT = Path(__file__).parents[2] / "schema" / "schema.graphql"
COMMAND_ERRORS = {
    "AlreadyDone",
    "Forbidden",
    "IdempotencyConflict",
    "InvalidInput",
    "NotFound",
    "Unauthenticated",
    "Unavailable",
    "VersionConflict",
    "WrongStage",
}
LISTING = (
    "{ reports(first: 20) { edges { cursor node { ...report identityReads { count } } } "
    "pageInfo { hasNextPage } } }" + REPORT
)


def test_the_committed_schema_is_the_schema() -> None:
    assert build_schema(introspection=True).as_str() + "\n" == SNAPSHOT.read_text("utf-8")


def test_everything_is_described() -> None:
    schema = build_schema(introspection=True)._schema
    bare = []
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in {"Boolean", "Float", "ID", "Int", "String"}:
            continue
        assert isinstance(
            kind,
            GraphQLObjectType
            | GraphQLInterfaceType
            | GraphQLInputObjectType
            | GraphQLUnionType
            | GraphQLEnumType
            | GraphQLScalarType,
        )
        if not kind.description:
            bare.append(name)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            bare += [f"{name}.{field}" for field, what in kind.fields.items() if not what.description]
        if isinstance(kind, GraphQLEnumType):
            bare += [f"{name}.{value}" for value, what in kind.values.items() if not what.description]
    assert bare == []


def test_scalars_of_ours_name_their_specification() -> None:
    types = build_schema(introspection=True)._schema.type_map
    for name in ("DateTime", "Longitude", "Latitude"):
        scalar = types[name]
        assert isinstance(scalar, GraphQLScalarType)
        assert scalar.specified_by_url


def test_every_mutation_answers_with_a_success_and_typed_errors() -> None:
    schema = build_schema(introspection=True)._schema
    error = schema.type_map["UserError"]
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        payload = getattr(field.type, "of_type", field.type)
        assert isinstance(payload, GraphQLUnionType), name
        errors = [each for each in payload.types if error in each.interfaces]
        assert len(payload.types) - len(errors) == 1, name
        signed_in = set() if name == "signIn" else {"Unauthenticated"}
        assert signed_in | {"Unavailable"} <= {each.name for each in errors}, name


def test_every_command_of_a_person_is_a_mutation_that_names_all_its_errors() -> None:
    schema = build_schema(introspection=True)._schema
    assert schema.mutation_type is not None
    given = []
    for each in strawberry.types.get_object_definition(Mutation, strict=True).fields:
        (argument,) = each.arguments
        kind = argument.type_annotation.annotation if argument.type_annotation else None
        if not (isinstance(kind, type) and issubclass(kind, CommandInput)):
            continue
        given.append(get_type_hints(kind.to_command)["return"])
        name = kind.__name__.removesuffix("Input")
        field = schema.mutation_type.fields[name[0].lower() + name[1:]]
        payload = getattr(field.type, "of_type", field.type)
        assert payload.name == f"{name}Payload"
        assert {member.name for member in payload.types} == {"ReportSuccess", *COMMAND_ERRORS}
    assert len(given) == len(set(given))
    assert set(given) == set(get_args(intake.Command)) - {intake.Warn}


def test_an_input_that_gives_no_command_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="to_command"):
        CommandInput(number="DG261123-7K3F9QWM-C")


async def test_a_repeated_document_is_validated_once(
    citizen: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    validations = 0
    plain = strawberry.schema.schema.validate

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal validations
        validations += 1
        return plain(*given, **named)

    monkeypatch.setattr(strawberry.schema.schema, "validate", counted)
    for _ in range(20):
        await citizen.ask("query Repeated { viewer { id role } }")
    assert validations == 1


class _Commands(monitoring.CommandListener):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.seen.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Only starts are counted."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Only starts are counted."""


@contextmanager
def _counting(commands: _Commands) -> Iterator[list[str]]:
    before = len(commands.seen)
    found: list[str] = []
    yield found
    found += [name for name in commands.seen[before:] if name in {"find", "aggregate", "getMore", "insert"}]


async def test_a_list_costs_the_same_queries_however_long(mongo_uri: str, stores: Stores) -> None:
    commands = _Commands()
    client = connect(mongo_uri, event_listeners=[commands])
    watched = Stores(database=client[stores.database.name], bucket=stores.bucket, children=())
    reporter = Actor(id="citizen-1", role=Role.REPORTER)
    async with running(watched, settings()) as service, service.person(reporter) as citizen:
        await _file(citizen, 2)
        with _counting(commands) as two:
            await citizen.ask(LISTING)
        await _file(citizen, 6, start=2)
        with _counting(commands) as six:
            answer = await citizen.ask(LISTING)
    client.close()
    assert len(answer["reports"]["edges"]) == 6
    # reports, then all their photos and who read the identities of all their reporters
    assert sorted(two) == sorted(six) == ["aggregate", "find", "find"]


async def _file(citizen: Person, upto: int, start: int = 0) -> None:
    for index in range(start, upto):
        photo = await citizen.upload(jpeg((200 + index, 150)))
        await citizen.filed(
            f"list-key-{index}",
            matter="C0118",
            location={"longitude": 113.74373, "latitude": 23.02486},
            photoIds=[photo],
        )


async def test_paging_forwards_and_backwards_meets_every_report_once(citizen: Person) -> None:
    for index in range(7):
        await citizen.filed(
            f"page-key-{index}", matter="C0118", location={"longitude": 113.74373, "latitude": 23.02486}
        )
    document = (
        "query($first: Int, $after: String, $last: Int, $before: String) "
        "{ reports(first: $first, after: $after, last: $last, before: $before) "
        "{ totalCount edges { node { number } } pageInfo "
        "{ hasNextPage hasPreviousPage startCursor endCursor } } }"
    )
    forwards, after = [], None
    while True:
        page = (await citizen.ask(document, first=3, after=after))["reports"]
        forwards += [edge["node"]["number"] for edge in page["edges"]]
        assert page["totalCount"] == 7
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(forwards) == len(set(forwards)) == 7
    page = (await citizen.ask(document, last=3, before=after))["reports"]
    assert [edge["node"]["number"] for edge in page["edges"]] == forwards[3:6]
    assert page["pageInfo"]["hasPreviousPage"] is True
    assert page["pageInfo"]["hasNextPage"] is True


async def test_the_catalogue_pages_and_searches(nobody: Person) -> None:
    document = (
        "query($after: String, $search: String) { matters(first: 50, after: $after, search: $search) "
        "{ edges { node { id code name limit { value unit } } } pageInfo { hasNextPage endCursor } } }"
    )
    first = (await nobody.ask(document))["matters"]
    second = (await nobody.ask(document, after=first["pageInfo"]["endCursor"]))["matters"]
    codes = [edge["node"]["code"] for edge in first["edges"] + second["edges"]]
    assert len(codes) == len(set(codes)) == 92
    found = (await nobody.ask(document, search="路灯"))["matters"]["edges"]
    assert {edge["node"]["code"] for edge in found} == {"C0106", "C0118"}
    node = await nobody.ask(
        "query($id: ID!) { node(id: $id) { ... on Matter { code } } }", id=found[0]["node"]["id"]
    )
    assert node["node"]["code"] in {"C0106", "C0118"}
    towns = await nobody.ask(
        '{ departments(town: "441900004000", unit: "CG") { edges { node { key name executes } } } }'
    )
    assert [edge["node"]["key"] for edge in towns["departments"]["edges"]] == ["CG-441900004000"]


async def test_a_matter_says_what_to_bring_and_how_it_is_handled(nobody: Person) -> None:
    answer = await nobody.ask(
        """{ matters(search: "E0401") { edges { node { aliases photos withinHours hint
        handling { accept steps standard reply limit { value unit } makeSafe { value unit } }
        urgent: handling(urgency: URGENT) { standard } } } } }"""
    )
    (edge,) = answer["matters"]["edges"]
    node, handling = edge["node"], edge["node"]["handling"]
    assert "110" in node["hint"]
    assert node["aliases"]
    assert (node["photos"], node["withinHours"]) == (0, None)
    assert (handling["limit"], handling["makeSafe"]) == (
        {"value": 3, "unit": "WORKING_DAY"},
        {"value": 1, "unit": "HOUR"},
    )
    assert handling["accept"]
    assert len(handling["steps"]) >= 3
    assert "{number}" in handling["reply"]
    assert node["urgent"] == {"standard": handling["standard"]}


@pytest.mark.parametrize("node_id", ["UmVwb3J0Om5vd2hlcmU=", "TWF0dGVyOkUwMDAw", "Tm9TdWNoOjE="])
async def test_a_node_that_is_not_there_is_null(citizen: Person, node_id: str) -> None:
    assert await citizen.ask("query($id: ID!) { node(id: $id) { id } }", id=node_id) == {"node": None}


async def test_a_dry_run_explains_itself_and_stores_nothing(citizen: Person, stores: Stores) -> None:
    answer = await citizen.ask(
        '{ suggestRoute(matter: "C0103", location: {longitude: 113.74373, latitude: 23.02486}) '
        "{ accept urgency signBy resolveBy lead { name } assisting { name } reasons { code words } } }"
    )
    suggestion = answer["suggestRoute"]
    assert suggestion["lead"]["name"] == "南城水务工程运营中心"
    assert suggestion["urgency"] == "EMERGENCY"
    assert suggestion["signBy"] < suggestion["resolveBy"]
    assert suggestion["reasons"]
    assert await stores.database["reports"].count_documents({}) == 0


@pytest.mark.parametrize(("text", "rule"), [("路" * 2001, "max_length"), ("灯\0坏了", "printable")])
async def test_who_tries_a_route_is_held_to_what_may_be_handed_in(
    nobody: Person, text: str, rule: str
) -> None:
    (error,) = await nobody.errors("query($t: String!) { suggestRoute(text: $t) { __typename } }", t=text)
    assert (error["extensions"]["rule"], error["extensions"]["path"]) == (rule, ["text"])
