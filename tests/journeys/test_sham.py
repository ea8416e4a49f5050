"""Closing in form only, tried over real HTTP with real photos, and told off; honest work passes."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from gateway.resources import Stores
from intake import CITY_ZONE, Point
from support.images import encode, exif, jpeg
from support.service import Person

HERE = Point(113.74373, 23.02486)
NEARBY = Point(113.74373, 23.02486 + 0.0015)
FAR = Point(113.74373, 23.02486 + 0.018)
LAMP: dict[str, Any] = {
    "text": "路灯三天没亮",
    "matter": "C0118",
    "location": {"longitude": HERE.longitude, "latitude": HERE.latitude},
}
WORDS = "已更换灯头和保险，路灯恢复照明。"
BEFORE, AFTER = 1, 2
CHECKS = "query($n: String!) { report(number: $n) { repeats resolution { checks { rule verdict words } } } }"


def _photo(seed: int, *, point: Point | None = HERE, ago: timedelta = timedelta(0)) -> bytes:
    """A photo of this scene, taken here and so long ago, by the clock of a phone in the city."""
    taken_at = (datetime.now(UTC) - ago).astimezone(CITY_ZONE)
    return jpeg((1600, 1200), seed=seed, point=point, taken_at=taken_at, offset="+08:00")


def _again(photo: bytes) -> bytes:
    """The same picture sent once more: smaller, compressed harder, with the marks of a new photo."""
    picture = Image.open(io.BytesIO(photo)).resize((800, 600))
    now = datetime.now(UTC).astimezone(CITY_ZONE)
    return encode(picture, "JPEG", exif(point=HERE, taken_at=now, offset="+08:00"), quality=60)


async def _in_progress(citizen: Person, officer: Person, key: str) -> tuple[str, bytes]:
    """A report that an officer has signed for: its number, and the photo it was filed with."""
    before = _photo(BEFORE, ago=timedelta(minutes=5))
    report = await citizen.filed(key, **LAMP, photoIds=[await citizen.upload(before)])
    signed = await officer.do("signReport", number=report["number"])
    assert signed["report"]["stage"] == "IN_PROGRESS"
    return report["number"], before


async def _resolve(officer: Person, number: str, *photos: bytes, **given: Any) -> dict[str, Any]:
    ids = [await officer.upload(photo) for photo in photos]
    told = {"number": number, "result": "FIXED", "words": WORDS, "photoIds": ids, **given}
    return await officer.do("resolveReport", **told)


async def test_what_is_only_made_to_look_done_is_refused_with_the_reason(
    citizen: Person, officer: Person
) -> None:
    number, before = await _in_progress(citizen, officer, "sham-journey-1")
    early, elsewhere = _photo(AFTER, ago=timedelta(hours=1)), _photo(AFTER, point=FAR)
    tried: list[tuple[dict[str, Any], list[str], str, str]] = [
        (await _resolve(officer, number), ["input", "photoIds"], "after_photo", "请上传处置后的现场照片"),
        (
            await _resolve(officer, number, _photo(AFTER), before),
            ["input", "photoIds"],
            "not_the_before_photo",
            "第 2 张照片与此前的照片完全相同",
        ),
        (
            await _resolve(officer, number, _again(before)),
            ["input", "photoIds"],
            "not_alike",
            "第 1 张照片的画面与此前的照片几乎一样",
        ),
        (
            await _resolve(officer, number, early),
            ["input", "photoIds"],
            "taken_after_dispatch",
            "早于派单时间",
        ),
        (
            await _resolve(officer, number, elsewhere),
            ["input", "photoIds"],
            "taken_there",
            "拍摄于距诉求位置约 2004 米处，超过 200 米",
        ),
        (
            await _resolve(officer, number, _photo(AFTER), words="情况属实，已处理。"),
            ["input", "words"],
            "words_not_boilerplate",
            "处置说明过于笼统",
        ),
        (
            await _resolve(officer, number, _photo(AFTER), words="路灯三天没亮！"),
            ["input", "words"],
            "words_not_boilerplate",
            "与诉求原文相同",
        ),
    ]
    for payload, path, rule, words in tried:
        assert (payload["__typename"], payload["path"], payload["rule"]) == ("InvalidInput", path, rule)
        assert words in payload["message"]
    stage = await officer.ask("query($n: String!) { report(number: $n) { stage version } }", n=number)
    assert stage["report"] == {"stage": "IN_PROGRESS", "version": 2}


@pytest.mark.parametrize("known", [True, False])
async def test_honest_work_passes_and_says_what_is_not_known(
    citizen: Person, officer: Person, stores: Stores, *, known: bool
) -> None:
    number, _ = await _in_progress(citizen, officer, "sham-journey-2")
    after = _photo(AFTER, point=NEARBY) if known else jpeg((800, 600), seed=AFTER)
    resolved = await _resolve(officer, number, after)
    assert resolved["report"]["stage"] == "VERIFIED"
    fact = "PASSED" if known else "UNVERIFIED"
    expected = {
        "after_photo": "PASSED",
        "not_the_before_photo": "PASSED",
        "not_alike": "PASSED",
        "taken_after_dispatch": fact,
        "taken_there": fact,
        "words_not_boilerplate": "PASSED",
    }
    shown = (await officer.ask(CHECKS, n=number))["report"]
    assert {each["rule"]: each["verdict"] for each in shown["resolution"]["checks"]} == expected
    assert (await citizen.ask(CHECKS, n=number))["report"]["resolution"]["checks"] is None
    stored = await stores.database["reports"].find_one({"number": number})
    assert stored is not None
    (entry,) = [each for each in stored["timeline"] if each["action"] == "resolve"]
    assert {rule: verdict.upper() for rule, verdict in entry["details"]["checks"].items()} == expected


async def test_what_comes_back_is_shown_to_staff_as_a_repeat(
    citizen: Person, neighbour: Person, officer: Person
) -> None:
    number, _ = await _in_progress(citizen, officer, "sham-journey-3")
    await _resolve(officer, number, _photo(AFTER, point=NEARBY))
    again = (await neighbour.filed("sham-journey-4", **LAMP))["number"]
    assert (await officer.ask(CHECKS, n=again))["report"]["repeats"] == number
    assert (await neighbour.ask(CHECKS, n=again))["report"]["repeats"] is None
