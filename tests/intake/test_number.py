import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import new_number, parse_number

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


def _checked(stem: str) -> str:
    """The number with this stem and the one check character that holds."""
    (number,) = {f"{stem}-{check}" for check in ALPHABET if parse_number(f"{stem}-{check}") is not None}
    return number


NUMBERS = st.builds(
    lambda day, body: _checked(f"DG{day:%y%m%d}-{body}"),
    st.dates(),
    st.text(ALPHABET, min_size=8, max_size=8),
)


def _places(number: str) -> list[int]:
    """Where a character of the date, the random part or the check stands."""
    return [index for index, character in enumerate(number) if index > 1 and character != "-"]


def test_a_number_names_the_city_and_the_day_and_ends_in_a_check() -> None:
    assert re.fullmatch(rf"DG261123-[{ALPHABET}]{{8}}-[{ALPHABET}]", new_number(NOW))


@pytest.mark.parametrize(
    ("filed_at", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, 59, 999_000, UTC), "261123"),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), "261124"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "270101"),
    ],
)
def test_the_day_is_the_day_in_the_city(filed_at: datetime, day: str) -> None:
    assert new_number(filed_at)[2:8] == day


@pytest.mark.parametrize("number", ["DG261123-7K3F9QWM-F", "DG270101-00000001-6", "DG991231-ZZZZZZZZ-Y"])
def test_numbers_that_were_given_out_stay_valid(number: str) -> None:
    assert parse_number(number) == number


def test_ten_thousand_numbers_are_all_different_and_in_no_sequence() -> None:
    numbers = [new_number(NOW) for _ in range(10_000)]
    assert len(set(numbers)) == 10_000
    assert numbers != sorted(numbers)
    assert all(parse_number(number) == number for number in numbers)


@pytest.mark.parametrize("place", range(8))
def test_every_random_place_takes_every_character(place: int) -> None:
    assert {new_number(NOW)[9 + place] for _ in range(2_000)} == set(ALPHABET)


@given(NUMBERS, st.booleans(), st.sampled_from(["", "-", " ", " - "]))
def test_case_spaces_and_hyphens_are_forgiven(number: str, lower: bool, gap: str) -> None:  # noqa: FBT001 - generated
    typed = f" {number.replace('-', gap)} "
    assert parse_number(typed.lower() if lower else typed) == number


@given(NUMBERS, st.data())
def test_look_alikes_are_forgiven_in_the_date_and_after_it(number: str, data: st.DataObject) -> None:
    def typed(character: str) -> str:
        return data.draw(st.sampled_from({"1": "1IiLl", "0": "0Oo"}.get(character, character)))

    assert parse_number(number[:2] + "".join(map(typed, number[2:]))) == number


@given(NUMBERS)
def test_every_single_wrong_character_is_caught(number: str) -> None:
    for place in _places(number):
        wrong = {number[:place] + other + number[place + 1 :] for other in ALPHABET if other != number[place]}
        assert {parse_number(each) for each in wrong} == {None}


@given(NUMBERS)
def test_every_swap_of_neighbours_is_caught(number: str) -> None:
    places = _places(number)
    for left, right in pairwise(places):
        swapped = list(number)
        swapped[left], swapped[right] = swapped[right], swapped[left]
        if swapped[left] != swapped[right]:
            assert parse_number("".join(swapped)) is None


def test_swapped_letters_of_the_city_are_caught() -> None:
    assert parse_number("GD" + new_number(NOW)[2:]) is None


@pytest.mark.parametrize(
    "text",
    ["", "DG", "DG261123", "x" * 1_000_000, "DG261123-7K3F9QW-C", "DG261123-7K3F9QWMM-C", "null", "\x00"],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("digits", ["\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669"])
def test_digits_of_another_script_are_not_taken_for_ours(digits: str) -> None:
    foreign = str.maketrans("0123456789", digits)
    numbers = (new_number(NOW) for _ in range(200))
    assert {parse_number(number[:8].translate(foreign) + number[8:]) for number in numbers} == {None}
