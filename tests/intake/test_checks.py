"""Against closing in form only: every check passes, fails or says that it cannot know."""

import math
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from intake import (
    Check,
    Evidence,
    InvalidInput,
    PhotoRef,
    Point,
    Reopen,
    Report,
    Resolve,
    ResultCode,
    Rework,
    Sign,
    Verdict,
)
from intake.effects.boilerplate import PHRASES
from intake.effects.checks import check_result
from intake.effects.step import Step
from intake.place import EARTH_RADIUS_M, metres_between
from support.reports import (
    NANCHENG,
    NOW,
    OFFICER,
    REPORTER,
    ROUTING,
    SALT,
    SUPERVISOR,
    act,
    filed,
    photo,
    place,
    submission,
)

FIXED = Resolve(result=ResultCode.FIXED, words="已清扫整条路面，清运垃圾两车。")
RULES = [
    "after_photo",
    "not_the_before_photo",
    "not_alike",
    "taken_after_dispatch",
    "taken_there",
    "words_not_boilerplate",
]
LATER = NOW + timedelta(hours=2)
HASHES = st.integers(0, 2**64 - 1)
_DEGREE_M = EARTH_RADIUS_M * math.pi / 180


def _seen(name: str, dhash: int | None, **changes: Any) -> Evidence:
    """A photo that shows this, taken on the spot between the dispatch and now."""
    ref = replace(photo(name).ref, dhash=None if dhash is None else f"{dhash:016x}")
    return replace(Evidence(ref, NANCHENG, NOW + timedelta(hours=1)), **changes)


BEFORE, AFTER = _seen("before", 0), _seen("after", 2**64 - 1)


def _report(*before: Evidence, **changes: Any) -> Report:
    return act(filed(submission(**changes), *before), Sign(), OFFICER)


def _checks(report: Report, *after: Evidence, command: Resolve = FIXED) -> dict[str, Check]:
    step = Step(actor=OFFICER, now=LATER, router=ROUTING, evidence=after, salt=SALT)
    found = check_result(report, command, step)
    assert [check.rule for check in found] == RULES
    for check in found:
        assert re.search(r"[一-鿿]", check.zh)
        assert not re.search(r"[,;:!?()]", check.zh)
        assert check.en.isascii()
    return {check.rule: check for check in found}


def _unverified(report: Report, *after: Evidence, command: Resolve = FIXED) -> list[str]:
    found = _checks(report, *after, command=command).values()
    return [check.rule for check in found if check.verdict is Verdict.UNVERIFIED]


def _refused(report: Report, *after: Evidence, command: Resolve = FIXED) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        _checks(report, *after, command=command)
    assert re.search(r"[一-鿿]", refused.value.zh)
    assert refused.value.en.isascii()
    field = "words" if refused.value.rule == "words_not_boilerplate" else "photoIds"
    assert refused.value.path == ("input", field)
    return refused.value


def _north(metres: float) -> Point:
    """So far north of the report's place."""
    return Point(NANCHENG.longitude, NANCHENG.latitude + metres / _DEGREE_M)


def test_an_honest_result_passes_every_check() -> None:
    assert _unverified(_report(BEFORE), AFTER) == []


def test_what_was_found_is_kept_on_the_result_and_on_its_entry() -> None:
    resolved = act(_report(BEFORE), FIXED, OFFICER, now=LATER, photos=(AFTER.ref,))
    assert resolved.resolution is not None
    assert [check.rule for check in resolved.resolution.checks] == RULES
    entry = next(each for each in resolved.timeline if each.action == "resolve")
    assert entry.details["checks"] == {
        "after_photo": "passed",
        "not_the_before_photo": "passed",
        "not_alike": "passed",
        "taken_after_dispatch": "unverified",
        "taken_there": "unverified",
        "words_not_boilerplate": "passed",
    }


@pytest.mark.parametrize("result", ResultCode)
def test_without_a_photo_nothing_about_photos_is_passed(result: ResultCode) -> None:
    command = replace(FIXED, result=result)
    if result.needs_photo:
        assert _refused(_report(BEFORE), command=command).rule == "after_photo"
    else:
        assert _unverified(_report(BEFORE), command=command) == RULES[:-1]


def test_the_file_handed_in_before_is_refused_by_its_place() -> None:
    again = replace(BEFORE, ref=replace(BEFORE.ref, id="another-id"))
    refusal = _refused(_report(BEFORE), AFTER, again)
    assert refusal.rule == "not_the_before_photo"
    assert "第 2 张" in refusal.zh


@given(HASHES, st.sets(st.integers(0, 63)))
def test_what_differs_in_six_bits_at_most_is_the_same_picture(dhash: int, flips: set[int]) -> None:
    report = _report(_seen("before", dhash))
    after = _seen("after", dhash ^ sum(1 << bit for bit in flips))
    if len(flips) <= 6:
        assert _refused(report, after).rule == "not_alike"
    else:
        assert _unverified(report, after) == []


def test_a_photo_without_a_hash_is_not_passed() -> None:
    unknown = _seen("unknown", None)
    assert _unverified(_report(unknown), AFTER) == _unverified(_report(BEFORE), unknown) == ["not_alike"]
    assert _unverified(_report(), AFTER) == []
    assert _refused(_report(unknown, BEFORE), replace(BEFORE, ref=PhotoRef("x", "f" * 64, "0" * 16)))


@pytest.mark.parametrize(
    "back", [(Rework(words="没有清扫干净"), SUPERVISOR), (Reopen(words="还是脏"), REPORTER)]
)
def test_the_photos_of_a_former_result_are_earlier_photos(back: tuple[Any, Any]) -> None:
    filed_by_grid = submission(channel="grid" if isinstance(back[0], Rework) else "iguanjia")
    report = act(filed(filed_by_grid, BEFORE), Sign(), OFFICER)
    report = act(report, FIXED, OFFICER, now=LATER, photos=(AFTER.ref,))
    report = act(report, *back, now=LATER)
    if isinstance(back[0], Reopen):
        report = act(report, Sign(), OFFICER, now=LATER)
    soon = LATER + timedelta(minutes=1)
    other = _seen("other", 0xFFFF, captured_at=soon)
    assert _unverified(report, other) == []
    assert _refused(report, replace(other, ref=AFTER.ref)).rule == "not_the_before_photo"
    alike = replace(other, ref=replace(other.ref, dhash=AFTER.ref.dhash))
    assert _refused(report, alike).rule == "not_alike"


@given(st.integers(-7200, 7200))
def test_a_photo_is_taken_after_the_dispatch_by_the_second(seconds: int) -> None:
    sent_at = NOW + timedelta(milliseconds=900)
    report = _report(BEFORE)
    assert report.assignment is not None
    report = replace(report, assignment=replace(report.assignment, at=sent_at))
    after = replace(AFTER, captured_at=NOW + timedelta(seconds=seconds))
    if seconds < 0:
        refusal = _refused(report, after)
        assert (refusal.rule, "2026-11-23 09:30" in refusal.zh) == ("taken_after_dispatch", True)
    else:
        assert _unverified(report, after) == []


@pytest.mark.parametrize(("ahead", "known"), [(0, True), (600, True), (601, False), (10**8, False)])
def test_a_clock_ahead_of_now_proves_nothing(ahead: int, *, known: bool) -> None:
    after = replace(AFTER, captured_at=LATER + timedelta(seconds=ahead))
    assert _unverified(_report(BEFORE), after) == ([] if known else ["taken_after_dispatch"])


def test_one_photo_that_does_not_say_when_or_where_leaves_it_open() -> None:
    mute = replace(AFTER, ref=photo("mute").ref, captured_at=None, point=None)
    mute = replace(mute, ref=replace(mute.ref, dhash="f" * 16))
    assert _unverified(_report(BEFORE), AFTER, mute) == ["taken_after_dispatch", "taken_there"]
    early = replace(AFTER, captured_at=NOW - timedelta(days=1))
    assert _refused(_report(BEFORE), mute, early).rule == "taken_after_dispatch"
    far = replace(AFTER, point=_north(2000))
    assert _refused(_report(BEFORE), mute, far).rule == "taken_there"


@given(st.floats(0, 500), st.one_of(st.none(), st.floats(0, 200)))
def test_a_photo_is_taken_within_two_hundred_metres(metres: float, accuracy_m: float | None) -> None:
    report = _report(BEFORE, location=place(accuracy_m=accuracy_m))
    after = replace(AFTER, point=_north(metres))
    away_m = metres_between(NANCHENG, after.point or NANCHENG)
    assert away_m == pytest.approx(metres, abs=0.01)
    if away_m > 200 + (accuracy_m or 0):
        refusal = _refused(report, after)
        assert (refusal.rule, f"{away_m:.0f} 米" in refusal.zh) == ("taken_there", True)
    else:
        assert _unverified(report, after) == ([] if away_m <= 200 else ["taken_there"])


def test_without_a_place_of_the_report_nobody_knows_whether_it_was_there() -> None:
    assert _unverified(replace(_report(BEFORE), location=None), AFTER) == ["taken_there"]


POINTS = st.builds(Point, st.floats(113.5, 114.3), st.floats(22.6, 23.2))


@given(POINTS, POINTS)
def test_metres_are_those_of_the_ground(one: Point, other: Point) -> None:
    known = geodesic((one.latitude, one.longitude), (other.latitude, other.longitude)).meters
    assert metres_between(one, other) == metres_between(other, one) == pytest.approx(known, rel=0.007)


def test_metres_reach_around_the_earth() -> None:
    assert metres_between(Point(180, 0), Point(-180, 0)) == pytest.approx(0, abs=1e-6)
    assert metres_between(Point(0, 0), Point(180, 0)) == pytest.approx(180 * _DEGREE_M)


@given(st.lists(st.sampled_from([*PHRASES, "。", "，", " ", "！", "的", "已"]), min_size=1, max_size=5))
def test_set_phrases_say_nothing(parts: list[str]) -> None:
    words = "，".join(parts)
    assert _refused(_report(BEFORE), AFTER, command=replace(FIXED, words=words)).rule == RULES[-1]


@pytest.mark.parametrize(
    "words",
    [
        "已处理",
        "已办结。",
        "情况属实，已处理。感谢您的反映！",
        "已处理" + "\u3164" * 6,
        "已转相关部门处理",
        "您好！您反映的问题我单位已处理完毕。",
        "……！！！——（）",
        "路面脏",
        "换了灯",
        " 路面 很脏，请尽快来清扫 ",
    ],
)
def test_words_that_say_nothing_are_refused(words: str) -> None:
    report = _report(BEFORE, text="路面很脏，请尽快来清扫！")
    assert _refused(report, AFTER, command=replace(FIXED, words=words)).rule == RULES[-1]


@pytest.mark.parametrize(
    "words",
    ["更换路灯灯泡", "情况属实，已更换灯头和保险。", "Lamp replaced", "已处理：清运建筑垃圾三车。谢谢！"],
)
def test_words_that_say_what_was_done_pass(words: str) -> None:
    assert _unverified(_report(BEFORE), AFTER, command=replace(FIXED, words=words)) == []
