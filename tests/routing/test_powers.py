from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from routing import Power, Powers, Spot
from support.rules import rule

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday
TOWN, OTHER, VILLAGE = "441900004000", "441900121000", "441900004001"

CONDITIONS: Mapping[str, st.SearchStrategy[str]] = {
    "matter": st.sampled_from(["", "E0101", "E0102", "E01*", "E0101*", "E*", "C0101"]),
    "town": st.sampled_from(["", "", TOWN, OTHER]),
    "village": st.sampled_from(["", "", VILLAGE]),
    "zone": st.sampled_from(["", "", "lake", "port"]),
    "place": st.sampled_from(["", "", "market", "school"]),
    "asset": st.sampled_from(["", "", "4419", "44190101"]),
    "window": st.sampled_from(["", "", "22:00-06:00", "1-5 08:00-18:00"]),
}


def spot(matter: str = "E0101", **known: object) -> Spot:
    return Spot(**{"matter": matter, "town": TOWN, "at": NOON, **known})  # type: ignore[arg-type]  # by name


def found(powers: Powers, where: Spot) -> str | None:
    power = powers.find(where)
    return power and power.rule


def by_trying_all(powers: Powers, where: Spot) -> Power | None:
    """What `Powers.find` means, said in the plainest way."""

    def order(power: Power) -> tuple[object, ...]:
        place = where.places.index(power.place) if power.place else 0
        zone = where.zones.index(power.zone) if power.zone else 0
        return (tuple(-each for each in power.rank), place, zone, powers.rules.index(power))

    return min((power for power in powers.rules if power.holds(where)), key=order, default=None)


@given(
    st.lists(st.fixed_dictionaries(dict(CONDITIONS)), max_size=40),
    st.builds(
        spot,
        st.sampled_from(["E0101", "E0102", "E0201", "C0101"]),
        town=st.sampled_from([TOWN, OTHER]),
        at=st.integers(0, 7 * 24).map(lambda hours: NOON + timedelta(hours=hours)),
        village=st.sampled_from([None, VILLAGE]),
        zones=st.sampled_from([(), ("lake",), ("port", "lake"), ("lake", "port")]),
        places=st.sampled_from([(), ("school",), ("market", "school"), ("school", "market")]),
        asset=st.sampled_from([None, "44", "4419", "4419010100000001"]),
    ),
)
def test_the_rule_found_is_the_one_that_trying_all_of_them_finds(
    rows: list[dict[str, str]], where: Spot
) -> None:
    powers = Powers.of(rule(str(number), **cells) for number, cells in enumerate(rows))
    assert powers.find(where) == by_trying_all(powers, where)


def test_a_rule_without_any_condition_is_only_followed_where_no_other_holds() -> None:
    """Why it needs no refusal: whatever it is asked about, any rule that says anything comes before it."""
    said = {
        "matter": "E*",
        "town": TOWN,
        "village": VILLAGE,
        "zone": "lake",
        "place": "market",
        "asset": "4",
        "window": "00:00-13:00",
    }
    everywhere = rule("everywhere", lead="ZF")
    where = spot(village=VILLAGE, zones=("lake",), places=("market",), asset="44")
    for column, cell in said.items():
        assert found(Powers.of([everywhere, rule("one", **{column: cell})]), where) == "one"
    assert found(Powers.of([everywhere]), where) == "everywhere"


def test_of_two_zones_or_kinds_of_place_the_one_with_precedence_decides() -> None:
    powers = Powers.of([rule("lake", zone="lake"), rule("port", zone="port")])
    assert found(powers, spot(zones=("port", "lake"))) == "port"
    assert found(powers, spot(zones=("lake", "port"))) == "lake"
    powers = Powers.of([rule("school", place="school"), rule("market", place="market")])
    assert found(powers, spot(places=("market", "school"))) == "market"
    powers = Powers.of([rule("school", place="school", matter="E0101"), rule("market", place="market")])
    assert found(powers, spot(places=("market", "school"))) == "school"  # it says more of the same kind
