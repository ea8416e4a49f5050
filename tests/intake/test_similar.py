"""Likeness, as laws: whichever is named first, and never more alike by being farther apart."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import UNSURE, MatterRef, PhotoRef
from intake.similar.likeness import WEIGHTS, WITHIN, near_m, parts_of, picture_likeness, score_of
from intake.similar.traits import Traits, traits_of
from intake.similar.words import words_likeness
from support.reports import NANCHENG, NOW, filed, submission, unclear
from support.similar import north

HASHES = st.none() | st.integers(0, 2**64 - 1).map(lambda bits: f"{bits:016x}")
PHOTOS = st.builds(PhotoRef, st.just("p"), st.sampled_from("abc"), HASHES)
CODES = ("E0104", "E0110", "C0118")
SIDES = st.builds(
    Traits,
    matter=st.none() | st.sampled_from(CODES),
    candidates=st.frozensets(st.sampled_from(CODES)),
    point=st.floats(0, 120).map(lambda metres: north(NANCHENG, metres)),
    at=st.integers(0, 40).map(lambda days: NOW + timedelta(days=days)),
    reporter=st.sampled_from("ab"),
    text=st.text("路面很脏坑灯亮 ，!Aa1", max_size=30),
    photos=st.tuples() | st.tuples(PHOTOS) | st.tuples(PHOTOS, PHOTOS),
    asset=st.none() | st.sampled_from("12"),
)
HERE = Traits(matter="E0104", point=NANCHENG, at=NOW, reporter="a", text="路面很脏，泥头车掉了一路泥")


def _score(one: Traits, other: Traits) -> float:
    return score_of(parts_of(one, other))


@given(SIDES, SIDES)
def test_it_is_symmetric_and_every_part_is_a_share(one: Traits, other: Traits) -> None:
    parts = parts_of(one, other)
    assert parts == parts_of(other, one)
    assert [part.mark for part in parts] in ([], list(WEIGHTS))
    assert all(0 <= part.likeness <= 1 for part in parts)
    assert 0 <= score_of(parts) <= 1


@given(st.floats(0, 150), st.floats(0, 150), st.floats(0, 40), st.floats(0, 40), SIDES)
def test_farther_and_longer_apart_is_never_more_alike(
    metres: float, more_m: float, days: float, more_days: float, other: Traits
) -> None:
    at = replace(other, point=north(NANCHENG, metres), at=NOW + timedelta(days=days))
    farther = replace(at, point=north(NANCHENG, metres + more_m))
    later = replace(at, at=at.at + timedelta(days=more_days))
    assert _score(HERE, farther) <= _score(HERE, at)
    assert _score(HERE, later) <= _score(HERE, at)


@given(st.integers(0, 64), st.integers(0, 64))
def test_pictures_that_differ_in_more_are_never_more_alike(bits: int, more: int) -> None:
    assert 0 <= picture_likeness(bits + more) <= picture_likeness(bits) <= 1


@given(st.text(max_size=40), st.text(max_size=40), st.text("，。 !?　😀", max_size=5))
def test_words_are_symmetric_and_marks_between_them_say_nothing(one: str, other: str, marks: str) -> None:
    assert words_likeness(one, other) == words_likeness(other, one)
    assert words_likeness(one + marks, other) == words_likeness(one, other)
    assert words_likeness(one, one) in {0.0, 1.0}


@pytest.mark.parametrize(
    ("one", "other", "short", "likeness"),
    [
        ("路灯坏了", "路灯坏了", False, 0.0),
        ("路灯坏了", "路灯坏了！", True, 1.0),
        ("路灯坏了", "路灯亮了", True, 0.0),
        ("", "", True, 0.0),
        ("😀😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀", True, 0.0),
        ("灯杆ＤＧ０２３１不亮了", "灯杆dg0231不亮了", False, 1.0),
        ("路面有个大坑很深", "宏图路口路面有个大坑很深，电动车摔了", False, 1.0),
        ("灯杆231号的路灯不亮了", "灯杆２３２号的路灯不亮了", False, 0.0),
        ("灯杆231号的路灯不亮了", "路口灯杆231号的路灯不亮了，报了3天", False, 1.0),
        ("路面有个大坑很深", "垃圾堆了两天没有人来清理", False, 0.0),
        ("路面有个大坑很深", "路面有个大坑很深" + "".join(map(chr, range(0x4E00, 0x4E00 + 63))), False, 0.5),
    ],
)
def test_words_are_compared_by_pairs_of_characters(
    one: str, other: str, *, short: bool, likeness: float
) -> None:
    assert words_likeness(one, other, short=short) == likeness


@pytest.mark.parametrize(
    "other",
    [
        replace(HERE, matter="E0110"),
        replace(HERE, matter=None, candidates=frozenset({"E0110"})),
        replace(HERE, point=north(NANCHENG, 101)),
        replace(HERE, at=NOW - WITHIN - timedelta(seconds=1)),
        replace(HERE, asset="2"),
    ],
)
def test_what_cannot_be_of_one_thing_has_no_score(other: Traits) -> None:
    assert _score(replace(HERE, asset="1"), other) == 0


def test_components_have_neighbours_of_their_kind_sooner() -> None:
    assert (near_m("C0118"), near_m("E0104"), near_m(None)) == (30, 100, 100)
    lamp = replace(HERE, matter="C0118")
    assert _score(lamp, replace(lamp, point=north(NANCHENG, 31))) == 0
    assert _score(HERE, replace(HERE, point=north(NANCHENG, 31))) > 0


def test_the_same_file_is_the_same_picture_and_more() -> None:
    one, other = PhotoRef("1", "a" * 64, "0" * 16), PhotoRef("2", "b" * 64, "0" * 16)
    picture = parts_of(replace(HERE, photos=(one,)), replace(HERE, photos=(other,)))
    same = parts_of(replace(HERE, photos=(one,)), replace(HERE, photos=(replace(one, id="3"),)))
    assert [part.likeness for part in picture][-3:-1] == [1, 0]
    assert [part.likeness for part in same][-3:-1] == [1, 1]


def test_a_matter_that_nobody_is_sure_of_is_none() -> None:
    report = replace(filed(), matter=MatterRef(UNSURE, "不确定"))
    traits: Any = traits_of(report)
    assert traits.matter is None
    assert traits_of(filed(unclear(location=None))) is None
    assert traits_of(filed(submission())) is not None
