"""Everything that can be wrong with what comes in: a typed error that names field and rule."""

from typing import Any

import pytest

from gateway.resources import Stores
from support.images import bomb_png, jpeg, renamed_text, truncated_jpeg
from support.service import Person

NAN_CHENG = {"longitude": 113.74373, "latitude": 23.02486}
LAMP = "C0118"
FINE: dict[str, Any] = {"text": "路灯不亮", "matter": LAMP, "location": NAN_CHENG}


async def _stored(stores: Stores) -> tuple[int, int]:
    reports = await stores.database["reports"].count_documents({})
    photos = await stores.database["photos"].count_documents({"state": "ready"})
    return reports, photos


@pytest.mark.parametrize(
    ("change", "path", "rule"),
    [
        ({"matter": "E0000"}, ["input", "matter"], "known_matter"),
        ({"text": "", "matter": None}, ["input", "text"], "text_or_matter"),
        ({"text": "   \n", "matter": None}, ["input", "text"], "text_or_matter"),
        ({"text": "灯" * 2001}, ["input", "text"], "max_length"),
        ({"text": "x" * 1_000_000}, ["input", "text"], "max_length"),
        ({"text": "灯\x00"}, ["input", "text"], "printable"),
        ({"text": "灯\u202e不亮"}, ["input", "text"], "printable"),
        ({"text": "\u200b\ufeff ", "matter": None}, ["input", "text"], "text_or_matter"),
        ({"location": {"longitude": 0, "latitude": 0}}, ["input", "location"], "not_null_island"),
        ({"location": {"longitude": 23.02486, "latitude": 113.74373}}, ["input", "location"], "not_swapped"),
        ({"location": {"longitude": 200, "latitude": 23}}, ["input", "location"], "range"),
        ({"location": {**NAN_CHENG, "accuracyMetres": -1}}, ["input", "location"], "accuracy"),
        ({"location": {**NAN_CHENG, "address": "路" * 201}}, ["input", "location", "address"], "max_length"),
        (
            {"location": {**NAN_CHENG, "villageCode": "440000000000"}},
            ["input", "location", "villageCode"],
            "known_village",
        ),
        ({"photoIds": [f"photo-{index}" for index in range(30)]}, ["input", "photoIds"], "max_items"),
        ({"photoIds": ["nowhere"]}, ["input", "photoIds", "0"], "own_ready_photo"),
        ({"photoIds": [""]}, ["input", "photoIds", "0"], "own_ready_photo"),
        ({"idempotencyKey": "short"}, ["input", "idempotencyKey"], "pattern"),
        ({"idempotencyKey": "有汉字的键不行吗"}, ["input", "idempotencyKey"], "pattern"),
    ],
)
async def test_a_bad_field_is_named_and_nothing_is_stored(
    citizen: Person, stores: Stores, change: dict[str, Any], path: list[str], rule: str
) -> None:
    payload = await citizen.do("submitReport", **{"idempotencyKey": "bad-input-1", **FINE, **change})
    assert payload["__typename"] == "InvalidInput"
    assert (payload["path"], payload["rule"]) == (path, rule)
    assert payload["message"]
    assert await _stored(stores) == (0, 0)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
async def test_what_is_no_json_number_is_refused_before_the_schema(citizen: Person, number: str) -> None:
    body = f'{{"query": "{{ viewer {{ id }} }}", "variables": {{"x": {number}}}}}'
    response = await citizen.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 400


async def test_an_endless_literal_is_no_place(citizen: Person) -> None:
    document = (
        'mutation { submitReport(input: {idempotencyKey: "bad-input-2", text: "x", '
        "location: {longitude: 1e999, latitude: 23}}) "
        "{ __typename ... on UserError { path rule } } }"
    )
    payload = (await citizen.ask(document))["submitReport"]
    assert payload == {"__typename": "InvalidInput", "path": ["input", "location"], "rule": "finite"}


async def test_a_photo_of_somebody_else_is_as_unknown_as_none(
    citizen: Person, neighbour: Person, stores: Stores
) -> None:
    theirs = await neighbour.upload(jpeg())
    payload = await citizen.submit("bad-input-3", **FINE, photoIds=[theirs])
    assert (payload["path"], payload["rule"]) == (["input", "photoIds", "0"], "own_ready_photo")
    assert await _stored(stores) == (0, 1)


@pytest.mark.parametrize(
    ("photo", "rule"),
    [
        (renamed_text(), "file_type"),
        (bomb_png(), "max_pixels"),
        (truncated_jpeg(), "decodable"),
        (b"", "not_empty"),
        (jpeg() + bytes(12 * 1024 * 1024), "max_bytes"),
    ],
    ids=["renamed text", "900 megapixels", "truncated", "empty", "too long"],
)
async def test_a_bad_photo_is_refused_with_its_rule(
    citizen: Person, stores: Stores, photo: bytes, rule: str
) -> None:
    response = await citizen.send_photo(photo)
    assert response.status_code == 422, response.text
    error = response.json()["error"]
    assert (error["code"], error["rule"], error["path"][-1]) == ("PHOTO_REFUSED", rule, "file")
    assert await _stored(stores) == (0, 0)


async def test_the_wrong_stage_is_told(citizen: Person, officer: Person) -> None:
    report = await citizen.filed("bad-input-4", **FINE)
    payload = await officer.do(
        "resolveReport", number=report["number"], result="EXPLAINED", words="已向您解释检修安排"
    )
    assert (payload["__typename"], payload["rule"]) == ("WrongStage", "stage")
    assert "已派单" in payload["message"]
    assert await _version(citizen, report["number"]) == report["version"]


async def test_another_departments_officer_does_not_even_see_it(citizen: Person, stranger: Person) -> None:
    report = await citizen.filed("bad-input-5", **FINE)
    payload = await stranger.do("signReport", number=report["number"])
    assert (payload["__typename"], payload["path"], payload["rule"]) == (
        "NotFound",
        ["input", "number"],
        "visible",
    )
    assert await _version(citizen, report["number"]) == report["version"]


async def test_a_reader_without_the_right_is_forbidden(citizen: Person, dispatcher: Person) -> None:
    report = await citizen.filed("bad-input-6", **FINE)
    for person, mutation in ((citizen, "signReport"), (dispatcher, "signReport")):
        payload = await person.do(mutation, number=report["number"])
        assert (payload["__typename"], payload["rule"]) == ("Forbidden", "role")


async def test_a_stale_version_is_told_the_current_one(citizen: Person, officer: Person) -> None:
    report = await citizen.filed("bad-input-7", **FINE)
    await officer.do("signReport", number=report["number"])
    payload = await officer.do(
        "resolveReport",
        number=report["number"],
        version=report["version"],
        result="EXPLAINED",
        words="已向您解释检修安排",
    )
    assert payload["__typename"] == "VersionConflict"
    assert payload["currentVersion"] == report["version"] + 1


async def test_a_replayed_key_gives_the_first_report(citizen: Person, stores: Stores) -> None:
    first = await citizen.filed("bad-input-8", **FINE)
    again = await citizen.filed("bad-input-8", **FINE)
    assert again["number"] == first["number"]
    other = await citizen.submit("bad-input-8", **{**FINE, "text": "别的内容"})
    assert (other["__typename"], other["rule"]) == ("IdempotencyConflict", "same_key_same_content")
    assert await _stored(stores) == (1, 0)


async def test_the_same_key_of_two_people_is_two_keys(citizen: Person, neighbour: Person) -> None:
    assert (await citizen.filed("bad-input-9", **FINE))["number"] != (
        await neighbour.filed("bad-input-9", **FINE)
    )["number"]


async def test_resolving_needs_a_photo_taken_afterwards(citizen: Person, officer: Person) -> None:
    photo = jpeg((320, 200))
    report = await citizen.filed("bad-input-10", **FINE, photoIds=[await citizen.upload(photo)])
    await officer.do("signReport", number=report["number"])
    bare = await officer.do("resolveReport", number=report["number"], result="FIXED", words="已更换路灯灯泡")
    assert (bare["path"], bare["rule"]) == (["input", "photoIds"], "after_photo")
    same = await officer.do(
        "resolveReport",
        number=report["number"],
        result="FIXED",
        words="已更换路灯灯泡",
        photoIds=[await officer.upload(photo)],
    )
    assert (same["path"], same["rule"]) == (["input", "photoIds"], "not_the_before_photo")


async def test_scores_have_bounds(citizen: Person, officer: Person) -> None:
    report = await citizen.filed("bad-input-11", **FINE)
    await officer.do("signReport", number=report["number"])
    await officer.do("resolveReport", number=report["number"], result="EXPLAINED", words="已向您解释检修安排")
    for outcome in (0, 6, -1):
        payload = await citizen.do(
            "evaluateReport", number=report["number"], outcome=outcome, speed=3, attitude=3
        )
        assert (payload["path"], payload["rule"]) == (["input", "outcome"], "score_range")


async def test_an_unknown_department_is_named(citizen: Person, dispatcher: Person) -> None:
    report = await citizen.filed("bad-input-12", text="建议路口多装路灯", matter="E2901", location=NAN_CHENG)
    unknown = await dispatcher.do("dispatchReport", number=report["number"], lead="XX-1")
    assert (unknown["path"], unknown["rule"]) == (["input", "lead"], "known_department")
    helper = await dispatcher.do(
        "dispatchReport", number=report["number"], lead="GD-441900004000", assisting=["XX-1"]
    )
    assert (helper["path"], helper["rule"]) == (["input", "assisting"], "known_department")
    none = await dispatcher.do("dispatchReport", number=report["number"])
    assert (none["path"], none["rule"]) == (["input", "lead"], "required")


async def test_nobody_is_asked_to_sign_in(nobody: Person) -> None:
    payload = await nobody.submit("bad-input-13", **FINE)
    assert payload["__typename"] == "Unauthenticated"
    assert (await nobody.send_photo(jpeg())).status_code == 401
    errors = await nobody.errors("{ reports { edges { cursor } } }")
    assert errors[0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_officers_do_not_file_reports(officer: Person) -> None:
    payload = await officer.submit("bad-input-14", **FINE)
    assert (payload["__typename"], payload["rule"]) == ("Forbidden", "role")


async def test_a_number_that_cannot_be_is_not_found(citizen: Person, dispatcher: Person) -> None:
    assert (await citizen.ask('{ report(number: "DG261123-AAAAAAAA-A") { id } }'))["report"] is None
    payload = await dispatcher.do("acceptReport", number="nonsense")
    assert payload["__typename"] == "NotFound"


async def _version(person: Person, number: str) -> int:
    found = await person.ask("query($n: String!) { report(number: $n) { version } }", n=number)
    version: int = found["report"]["version"]
    return version
