from intake import Actor, Role
from routing import write_csv
from support.editions import CATALOGUE, renamed
from support.service import ERRORS, Person, Service

EDITION = "... on EditionSuccess { edition { version state lists { table rows } steps { act by } } }"
FAULTS = "... on DataRefused { total faults { table row rule message } }"
ADMIN = Actor("admin-1", Role.ADMINISTRATOR)
OTHER = Actor("admin-2", Role.ADMINISTRATOR)


async def act(person: Person, mutation: str, **given: object) -> dict[str, object]:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    faults = "" if mutation == "discardEdition" else FAULTS
    chosen = f"{{ __typename {EDITION} {ERRORS} {faults} }}"
    document = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {chosen} }}"
    payload: dict[str, object] = (await person.ask(document, input=given))[mutation]
    return payload


def csv(name: str) -> str:
    return write_csv(renamed(name).tables.matters, "matters").decode()


async def test_an_edition_lives_through_graphql_and_the_running_server_follows(
    service: Service, citizen: Person
) -> None:
    await citizen.filed(
        "report-of-before", matter="E0101", location={"longitude": 113.7437, "latitude": 23.0249}
    )
    async with service.person(ADMIN) as one, service.person(OTHER) as other:
        drafted = await act(
            one, "draftEdition", kind="CATALOGUE", tables=[{"table": "matters", "csv": csv("甲")}]
        )
        assert drafted["__typename"] == "EditionSuccess", drafted
        version = renamed("甲").version
        refused = await act(other, "approveEdition", version=version)
        assert (refused["__typename"], refused["rule"]) == ("WrongStage", "dry_run")
        query = "query($v: String!) { editionDryRun(version: $v, days: 3) { looked moved complete words } }"
        tried = (await one.ask(query, v=version))["editionDryRun"]
        assert (tried["looked"], tried["moved"], tried["complete"]) == (1, 0, True)
        assert "改派" in tried["words"]
        refused = await act(one, "approveEdition", version=version)
        assert (refused["__typename"], refused["rule"]) == ("Forbidden", "second_person")
        approved = await act(other, "approveEdition", version=version)
        assert approved["edition"]["state"] == "EFFECTIVE"  # type: ignore[index] # it is one of EDITION
        known = await service.resources.live.look(service.resources.services.clock())
        assert known is not None
        service.resources.services.routing.turn_to(known)
        table = (
            await one.ask('{ editionTable(table: "matters", first: 1) { version total columns rows } }')
        )["editionTable"]
        shown = (await one.http.get("/metrics")).text
        assert f'suishoupai_edition_effective_seconds{{kind="catalogue",version="{version}"}}' in shown
        assert (table["version"], table["total"]) == (version, len(CATALOGUE.matters))
        assert table["rows"][0][table["columns"].index("name")] == "甲"
        chosen = "{ changes { key kind cells { column after } } }"
        diff = f"query($b: String!, $a: String!) {{ editionDiff(before: $b, after: $a) {chosen} }}"
        found = (await one.ask(diff, b=CATALOGUE.version, a=version))["editionDiff"]
        assert found["changes"] == [
            {"key": "E0101", "kind": "CHANGED", "cells": [{"column": "name", "after": "甲"}]}
        ]
        listed = (await one.ask("{ editions(kind: CATALOGUE) { version state } }"))["editions"]
        assert [each["state"] for each in listed] == ["EFFECTIVE", "RETIRED"]
        assert (await act(one, "discardEdition", version=version))["rule"] == "stage"


async def test_faulty_rows_are_told_and_strangers_refused(service: Service, citizen: Person) -> None:
    broken = csv("甲").replace("occurrence", "accident", 1)
    async with service.person(ADMIN) as one:
        told = await act(one, "draftEdition", kind="CATALOGUE", tables=[{"table": "matters", "csv": broken}])
        assert told["__typename"] == "DataRefused"
        assert told["faults"][0]["table"] == "matters.csv"  # type: ignore[index] # it is one of FAULTS
        layer = await act(one, "draftEdition", kind="TOWNS", geojson="not json")
        assert (layer["__typename"], layer["total"]) == ("DataRefused", 1)
        none = await act(one, "adoptProposals", rules=["CJ-nothing"])
        assert (none["__typename"], none["rule"]) == ("InvalidInput", "known_proposal")
        assert (await one.ask("{ powersProposals { rule } reports { edges { node { id } } } }")) == {
            "powersProposals": [],
            "reports": {"edges": []},
        }
    assert (await act(citizen, "draftEdition", kind="CATALOGUE"))["__typename"] == "Forbidden"
    (error,) = await citizen.errors("{ editions { version } }")
    assert error["extensions"]["code"] == "FORBIDDEN"
