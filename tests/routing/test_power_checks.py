import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing import (
    Catalogue,
    CatalogueRefused,
    Fault,
    Powers,
    Spot,
    builtin_catalogue,
    read_catalogue,
)
from routing.power_order import Numbered, order_faults
from support.rules import row, rule

SHIPPED = builtin_catalogue()
DONGCHENG, NANCHENG = "441900003000", "441900004000"
IN_DONGCHENG, IN_NANCHENG = "441900003001", "441900004003"


def read(*rows: dict[str, str]) -> Catalogue:
    return read_catalogue(replace(SHIPPED.tables, powers=rows))


def faults(*rows: dict[str, str]) -> list[Fault]:
    with pytest.raises(CatalogueRefused) as refused:
        read(*rows)
    assert {fault.table for fault in refused.value.faults} == {"powers.csv"}
    return list(refused.value.faults)


def told(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    """Row, name and broken rule of every fault."""
    return [(fault.row, fault.name, fault.rule) for fault in faults(*rows)]


def test_two_rules_that_cannot_be_told_apart_are_both_told_with_an_example() -> None:
    one = row("one", matter="E01*", town=DONGCHENG, window="1-5 08:00-18:00")
    other = row("other", matter="E01*", town=DONGCHENG, window="17:00-20:00", lead="JT")
    first, second = faults(one, row("between", matter="E0101"), other)
    assert [(each.row, each.rule) for each in (first, second)] == [(2, "overlap"), (4, "overlap")]
    assert "第 4 行规则 other" in first.zh
    assert "如 E0101, 441900003000，周一 17:00" in first.zh
    assert "row 2" in second.en
    assert "JT, CG" in second.en


def test_rules_that_never_meet_or_send_to_the_same_lead_do_not_overlap() -> None:
    read(
        row("day", matter="E0101", window="06:00-22:00"),
        row("night", matter="E0101", window="22:00-06:00", lead="JT"),
        row("east", matter="E0101", town=DONGCHENG, lead="JT"),
        row("south", matter="E0101", town=NANCHENG),
        row("lake", matter="E0101", zone="songshanhu", lead="JT"),
        row("port", matter="E0101", zone="gang"),
        row("market", matter="E0101", place="market", lead="JT"),
        row("school", matter="E0101", place="school"),
        row("lamp", asset="4419", lead="JT"),
        row("bin", asset="4418"),
        row("monday", matter="E0102", window="1 08:00-12:00"),
        row("also", matter="E0102", window="1-2 10:00-14:00"),
    )


def test_a_rule_that_higher_ones_leave_nothing_of_is_told_with_those() -> None:
    whole, part = row("whole", matter="E0101"), row("part", matter="E0101*")
    (only,) = faults(whole, part)
    assert (only.row, only.rule) == (3, "unreachable")
    assert "whole" in only.zh
    by_hours = [
        row("day", matter="E01*", window="06:00-22:00"),
        row("night", matter="E01*", window="22:00-06:00", lead="JT"),
    ]
    (only,) = faults(*by_hours, row("never", matter="E0101"))
    assert (only.row, only.name, only.rule) == (4, "never", "unreachable")
    assert only.en.endswith("day, night")
    by_towns = [row(town, town=town) for town in SHIPPED.towns]
    (only,) = faults(*by_towns, row("never", matter="E0101"))
    assert (only.name, only.rule) == ("never", "unreachable")
    assert only.en.endswith(" …")
    read(*by_towns[1:], row("in one", matter="E0101"))


def test_a_rule_that_others_fall_back_on_is_never_out_of_reach() -> None:
    towns = [row(town, town=town, matter="E0101", lead="LY") for town in SHIPPED.towns]
    read(row("city", matter="E0101"), *[{**each, "fallback": "city"} for each in towns])


def test_hours_that_are_all_hours_or_a_pattern_of_all_matters_are_no_condition() -> None:
    assert told(row("everything", window="00:00-00:00"), row("own", matter="E0101", lead="JT")) == [
        (2, "everything", "always")
    ]
    assert told(row("everything", matter="*")) == [(2, "everything", "always")]
    read(row("everything"), row("own", matter="E0101", lead="JT"))


def test_a_village_must_lie_in_the_town_of_its_rule() -> None:
    assert told(row("x", town=DONGCHENG, village=IN_NANCHENG)) == [(2, "x", "village_in_town")]
    read(row("x", town=NANCHENG, village=IN_NANCHENG))


def test_a_fall_back_must_exist_and_lead_on() -> None:
    assert told(row("x", matter="E0101", fallback="y")) == [(2, "x", "known_fallback")]
    assert told(row("x", matter="E0101", fallback="x")) == [(2, "x", "circular_fallback")]
    circle = [row(name, matter=f"E010{at}", fallback="bca"[at - 1]) for at, name in enumerate("abc", 1)]
    found = faults(row("into it", matter="E0104", fallback="a"), *circle)
    assert [(each.name, each.rule) for each in found] == [(name, "circular_fallback") for name in "abc"]
    assert {each.en for each in found} == {"its fall-backs go in a circle: a → b → c → a"}


def test_fall_backs_end_after_eight() -> None:
    line = [row(str(at), matter=f"E01{at:02}", fallback=str(at + 1)) for at in range(1, 9)]
    read(*line, row("9", matter="E0109"))
    last = [row("9", matter="E0109", fallback="10"), row("10", matter="E0110")]
    assert told(*line, *last) == [(2, "1", "fallback_depth")]


@pytest.mark.parametrize(
    ("cells", "fine"),
    [
        ({"lead": "CG"}, True),
        ({"lead": "WY"}, False),  # a kind of body, known case by case
        ({"lead": "WY", "fallback": "city"}, True),
        ({"lead": "GY", "town": NANCHENG}, True),
        ({"lead": "CW"}, True),
        ({"lead": "CW", "village": IN_NANCHENG}, True),
        ({"lead": "CW", "village": "441900401498"}, False),  # a stand-in of statistics has no committee
        ({"lead": "CW-441900004003", "town": DONGCHENG}, True),  # one department may be lent to another town
        ({"lead": "XC"}, True),  # a person sends it: by design, and worth a warning
    ],
)
def test_a_rule_must_be_able_to_name_somebody(cells: dict[str, str], *, fine: bool) -> None:
    rows = [row("x", matter="E0101", **cells), row("city", matter="E0102")]
    if fine:
        read(*rows)
    else:
        assert told(*rows) == [(2, "x", "no_department")]


def test_a_unit_or_a_town_that_is_gone_is_told_by_every_rule_that_names_it() -> None:
    rows = (row("a", matter="E0101", lead="JT"), row("b", matter="E0102", assist=f"JT-{NANCHENG} JT"))
    units = tuple(each for each in SHIPPED.tables.units if each["key"] != "JT")
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(replace(SHIPPED.tables, units=units, powers=rows))
    assert [(each.row, each.rule) for each in refused.value.faults] == [(2, "known_unit"), (3, "known_unit")]
    rows = (row("a", matter="E0101", lead=f"CG-{NANCHENG}"), row("b", matter="E0102", town=NANCHENG))
    towns = tuple(each for each in SHIPPED.tables.towns if each["code"] != NANCHENG)
    villages = tuple(each for each in SHIPPED.tables.villages if each["town_code"] != NANCHENG)
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(replace(SHIPPED.tables, towns=towns, villages=villages, powers=rows))
    assert [(each.row, each.rule) for each in refused.value.faults] == [(2, "known_unit"), (3, "known_town")]


def test_what_holds_but_may_not_be_meant_is_a_warning() -> None:
    catalogue = read(
        row("praise", matter="E2901", lead="XC"),
        row("estate", matter="E0101", place="estate", lead="WY", fallback="all", assist="WY CG XC"),
        row("whole town", town=NANCHENG),
        row("all"),
    )
    assert [(each.row, each.rule) for each in catalogue.warnings] == [
        (2, "lead_does_not_act"),
        (3, "assisting_nowhere"),
        (4, "everything_here"),
        (5, "everything_else"),
    ]
    assert all(each.zh and each.en for each in catalogue.warnings)


TIMES = [
    datetime(2026, 11, 22, hour, tzinfo=UTC) + timedelta(days=day)
    for day in (0, 1)
    for hour in (0, 6, 15, 20)
]
MATTERS, TOWNS = ["E0101", "E0102", "C0101"], [DONGCHENG, NANCHENG]


def spots() -> Iterator[Spot]:
    """Every spot that the rules below can tell apart."""
    for matter, (town, village), zones, places, asset, at in product(
        MATTERS,
        [(DONGCHENG, None), (NANCHENG, None), (NANCHENG, IN_NANCHENG)],
        [(), ("lake",)],
        [(), ("market",)],
        [None, "44"],
        TIMES,
    ):
        yield Spot(matter=matter, town=town, village=village, zones=zones, places=places, asset=asset, at=at)


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "matter": st.sampled_from(["", "E0101", "E01*", "E0102", "C*"]),
                "town": st.sampled_from(["", "", *TOWNS]),
                "village": st.sampled_from(["", "", "", IN_NANCHENG]),
                "zone": st.sampled_from(["", "", "", "lake"]),
                "place": st.sampled_from(["", "", "", "market"]),
                "asset": st.sampled_from(["", "", "", "44"]),
                "window": st.sampled_from(["", "", "22:00-06:00", "06:00-22:00", "1-5 06:00-20:00"]),
                "lead": st.sampled_from(["CG", "JT"]),
            }
        ).filter(lambda cells: not (cells["village"] and cells["town"] == DONGCHENG)),
        max_size=25,
    )
)
def test_the_checks_say_what_trying_every_spot_says(rows: list[dict[str, str]]) -> None:
    rules = [rule(str(number), **cells) for number, cells in enumerate(rows, 2)]
    found = {
        (fault.row, fault.rule)
        for fault in order_faults([*map(Numbered, range(2, 99), rules)], MATTERS, TOWNS)
    }
    powers = Powers.of(rules)
    followed: set[str] = set()
    clashing: set[str] = set()
    for spot in spots():
        holding = [power for power in rules if power.holds(spot)]
        followed.update(power.rule for power in [powers.find(spot)] if power)
        clashing.update(
            one.rule
            for one in holding
            if any(one.rank == other.rank and one.lead != other.lead for other in holding)
        )
    assert {str(number) for number, told in found if told == "overlap"} == clashing
    never = {power.rule for power in rules} - followed - clashing
    assert {str(number) for number, told in found if told == "unreachable"} == never


def many(count: int) -> list[dict[str, str]]:
    """So many rules as a city might write them: exact or by heading, by village, kind of place and hours."""
    draw = random.Random(4)
    villages = [village.code for village in SHIPPED.villages.values() if village.has_committee]
    conditions = {
        (
            draw.choice([*SHIPPED.matters, "E01*", "E2*"]),
            draw.choice(villages),
            draw.choice(["", *SHIPPED.places]),
        )
        for _ in range(count * 2)
    }
    return [
        row(
            f"R{number}",
            matter=matter,
            village=village,
            place=place,
            window=draw.choice(["", "", "22:00-06:00", f"1-5 0{number % 9}:00-18:30"]),
            lead=draw.choice(["CG", "JT", "CW"]),
        )
        for number, (matter, village, place) in zip(range(count), sorted(conditions), strict=False)
    ]


def test_ten_thousand_rules_are_read_and_checked_in_two_seconds() -> None:
    rows = [*many(9_999), row("all")]
    began = process_time()
    catalogue = read(*rows)
    assert process_time() - began < 2
    assert len(catalogue.powers.rules) == 10_000
