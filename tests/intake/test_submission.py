from dataclasses import fields, replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import (
    Anonymity,
    Crs,
    IdempotencyConflict,
    Intake,
    InvalidInput,
    LocationSource,
    Point,
    Submission,
    check_point,
)
from intake.submission import check, check_key, fingerprint, located
from support.reports import HUMEN, NANCHENG, NOW, photo, place, submission

TEXT, PHOTOS, LOCATION = ("input", "text"), ("input", "photoIds"), ("input", "location")


@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"text": "", "matter": None}, TEXT, "text_or_matter"),
        ({"text": " \n\t\u3000", "matter": None}, TEXT, "text_or_matter"),
        ({"text": "字" * 2001}, TEXT, "max_length"),
        ({"text": "x" * 1_000_000}, TEXT, "max_length"),
        ({"text": "\u200b\ufeff\u2060", "matter": None}, TEXT, "text_or_matter"),
        ({"text": "\u3164\u2800\ufe0f\u034f\uffa0\U000e0100 ", "matter": None}, TEXT, "text_or_matter"),
        ({"text": "路面\u202e很脏"}, TEXT, "printable"),
        ({"text": "路面\x1b[31m很脏"}, TEXT, "printable"),
        ({"text": "路面\x00很脏"}, TEXT, "printable"),
        ({"text": "路面\ud800很脏"}, TEXT, "printable"),
        ({"photo_ids": tuple(f"p{n}" for n in range(10))}, PHOTOS, "max_items"),
        ({"photo_ids": tuple(f"p{n}" for n in range(30))}, PHOTOS, "max_items"),
        ({"photo_ids": ("a", "b", "a")}, PHOTOS, "unique_items"),
        ({"location": place(address="路" * 201)}, (*LOCATION, "address"), "max_length"),
        ({"location": place(address="路\x00")}, (*LOCATION, "address"), "printable"),
        ({"location": place(Point(0.0, 0.0))}, LOCATION, "not_null_island"),
        ({"location": place(accuracy_m=-1.0)}, LOCATION, "accuracy"),
    ],
)
def test_each_rule_names_its_field(changes: dict[str, Any], path: tuple[str, ...], rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(submission(**changes))
    assert (refused.value.path, refused.value.rule) == (path, rule)
    assert refused.value.zh
    assert refused.value.en


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"text": "字" * 2000},
        {"text": "第一行\n第二行\t完"},
        {"text": "", "matter": "E0104"},
        {"matter": None},
        {"location": None},
        {"photo_ids": tuple(f"p{n}" for n in range(9))},
        {"location": place(address="路" * 200, accuracy_m=0.0)},
        {"text": "👨‍👩‍👧‍👦 𠮷野家"},
    ],
)
def test_what_keeps_the_rules_passes(changes: dict[str, Any]) -> None:
    check(submission(**changes))


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 7, "x" * 129, "with space", "汉字汉字汉字汉字", "a/b/c/d/e", "12345678\n"]
)
def test_a_key_of_another_shape_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check(submission(idempotency_key=key))
    assert (refused.value.path, refused.value.rule) == (("input", "idempotencyKey"), "pattern")


@pytest.mark.parametrize("key", ["x" * 8, "x" * 128, "3f2b8c1e-0000-4abc_:.Z"])
def test_a_key_of_our_shape_passes(key: str) -> None:
    check_key(key)


@pytest.mark.parametrize(
    ("longitude", "latitude", "rule"),
    [
        (nan, 23.0, "finite"),
        (113.7, nan, "finite"),
        (inf, 23.0, "finite"),
        (113.7, -inf, "finite"),
        (23.0, 113.7, "not_swapped"),
        (-23.0, -113.7, "not_swapped"),
        (180.1, 23.0, "range"),
        (-180.1, 23.0, "range"),
        (113.7, 90.1, "range"),
        (1e308, 1e308, "range"),
        (0.0, 0.0, "not_null_island"),
        (-0.009, 0.009, "not_null_island"),
    ],
)
def test_a_pair_that_cannot_be_a_place_is_refused(longitude: float, latitude: float, rule: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_point(Point(longitude, latitude))
    assert (refused.value.path, refused.value.rule) == (LOCATION, rule)


@pytest.mark.parametrize("accuracy_m", [-0.1, 100_001.0, nan, inf])
def test_an_accuracy_that_cannot_be_is_refused(accuracy_m: float) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_point(NANCHENG, accuracy_m)
    assert (refused.value.path, refused.value.rule) == (LOCATION, "accuracy")


@given(st.floats(), st.floats())
def test_a_point_either_passes_or_is_refused_and_what_passes_is_on_earth(lon: float, lat: float) -> None:
    try:
        check_point(Point(lon, lat))
    except InvalidInput:
        return
    assert -180 <= lon <= 180
    assert -90 <= lat <= 90
    assert abs(lon) >= 0.01 or abs(lat) >= 0.01


def test_the_first_placed_photo_says_where_when_nobody_else_did() -> None:
    found = located(submission(location=None), (photo("a"), photo("b", HUMEN), photo("c", NANCHENG))).location
    assert found is not None
    assert (found.point, found.raw) == (HUMEN, (HUMEN.longitude, HUMEN.latitude))
    assert (found.crs, found.source) == (Crs.WGS84, LocationSource.PHOTO)


def test_a_reporter_s_place_outranks_the_photo_s() -> None:
    handed_in = submission(location=place(NANCHENG))
    assert located(handed_in, (photo("a", HUMEN),)) == handed_in


def test_photos_without_a_place_leave_the_report_without_one() -> None:
    handed_in = submission(location=None)
    assert located(handed_in, (photo("a"), photo("b"))) == handed_in


def test_photos_count_by_their_bytes() -> None:
    first, again = photo("a"), replace(photo("a"), ref=replace(photo("a").ref, id="uploaded-again"))
    handed_in = submission()
    assert fingerprint(handed_in, (first,)) == fingerprint(handed_in, (again,))
    assert fingerprint(handed_in, (first,)) != fingerprint(handed_in, (photo("b"),))
    assert fingerprint(handed_in, (first, photo("b"))) != fingerprint(handed_in, (photo("b"), first))
    assert fingerprint(handed_in, ()) != fingerprint(handed_in, (first,))


CONTENT: dict[str, Any] = {
    "text": "别的话",
    "matter": "E0102",
    "asset_code": "4419000103000123",
    "location": place(HUMEN),
    "anonymity": Anonymity.REAL_NAME,
    "occurred_at": NOW,
    "restricted": {"plate": "粤S12345"},
}


@pytest.mark.parametrize("name", CONTENT)
def test_another_content_has_another_fingerprint(name: str) -> None:
    handed_in = submission()
    assert fingerprint(handed_in, ()) != fingerprint(replace(handed_in, **{name: CONTENT[name]}), ())


@pytest.mark.parametrize(
    "changes",
    [{"crs": Crs.GCJ02}, {"address": "鸿福路"}, {"village_code": "441900004001"}, {"raw": (1.0, 2.0)}],
)
def test_another_place_has_another_fingerprint(changes: dict[str, Any]) -> None:
    there, elsewhere = submission(location=place()), submission(location=place(**changes))
    assert fingerprint(there, ()) != fingerprint(elsewhere, ())


async def test_an_app_hands_in_each_of_its_references_once(intake: Intake) -> None:
    first = await intake.submit(submission(channel="traffic", reporter="a", external_ref="JJ-1"))
    again = submission(channel="traffic", reporter="a", external_ref="JJ-1", idempotency_key="another-key")
    assert (await intake.submit(again)).number == first.number
    with pytest.raises(IdempotencyConflict):
        await intake.submit(replace(again, reporter="b"))
    other = await intake.submit(replace(again, channel="grid"))
    assert other.number != first.number
    assert [mark.to.ref for mark in first.outgoing] == ["JJ-1"]


@pytest.mark.parametrize("ref", ["", "有", "a b", "x" * 65])
async def test_a_reference_of_another_shape_is_refused(intake: Intake, ref: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await intake.submit(submission(channel="traffic", external_ref=ref))
    assert refused.value.path == ("input", "externalRef")


def test_every_field_of_a_submission_is_content_or_names_it() -> None:
    names = {"channel", "reporter", "idempotency_key", "photo_ids", "external_ref", "same_as"}
    assert {field.name for field in fields(Submission)} == names | set(CONTENT)
