"""What the three lists that ship say."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from routing import builtin_catalogue
from routing.implementation import REPLY_FIELDS, parse_implementation
from routing.powers import Spot
from routing.refusal import BadRow

CATALOGUE = builtin_catalogue()
ROW = dict(CATALOGUE.tables.implementation[0])
SPOT = Spot(matter="E9999", town="441900004000", at=datetime(2026, 11, 23, 1, 30, tzinfo=UTC))


def test_a_word_means_one_matter() -> None:
    words = Counter(word for matter in CATALOGUE.matters.values() for word in (matter.name, *matter.aliases))
    assert [word for word, count in words.items() if count > 1] == []
    assert {len(matter.aliases) for matter in CATALOGUE.matters.values()} <= set(range(3, 9))


def test_every_matter_has_a_short_hint() -> None:
    for matter in CATALOGUE.matters.values():
        assert 0 < len(matter.hint) <= 60
        assert 0 < len(matter.hint_en) <= 120


def test_every_matter_is_told_from_acceptance_to_reply() -> None:
    assert {code for code, _ in CATALOGUE.implementations} == set(CATALOGUE.matters)
    for handled in CATALOGUE.implementations.values():
        assert handled.accept
        assert handled.standard
        assert 3 <= len(handled.steps) <= 5
        reply = handled.reply.format(number="DG", department="南城", result="已修复。")
        assert "DG" in reply
        assert reply.endswith("已修复。")


@pytest.mark.parametrize(
    "reply", ["{name}", "{}", "{number", "}", "{number!r}", "{result:>9}", "{result.zh}"]
)
def test_a_reply_names_only_what_it_can_be_given(reply: str) -> None:
    with pytest.raises(BadRow) as refused:
        parse_implementation({**ROW, "reply": reply}, CATALOGUE.matters)
    assert refused.value.rule == "reply"
    assert all(f"{{{name}}}" in refused.value.zh for name in REPLY_FIELDS)


def test_every_matter_has_a_lead_and_every_basis_is_a_proposal() -> None:
    assert set(CATALOGUE.matters) <= set(CATALOGUE.powers.by_id)
    assert all(power.basis.startswith("建议，待本市权责清单确认") for power in CATALOGUE.powers.rules)


@pytest.mark.parametrize(
    ("spot", "rule", "lead"),
    [
        (replace(SPOT, matter="E0110", places=("highway",)), "E0110-highway", "JT"),
        (replace(SPOT, matter="E0110", places=("street",)), "E0110", "CG"),
        (replace(SPOT, matter="E0102", places=("river",)), "E0102-river", "SW"),
        (replace(SPOT, matter="C0126", places=("estate",)), "C0126-estate", "ZJ"),
        (replace(SPOT, matter="E0505", places=("sidewalk", "street")), "E0505-sidewalk", "CG"),
        (replace(SPOT, matter="E0408", asset="4419000116000007"), "E0408-power", "GD"),
        (replace(SPOT, matter="E0408", asset="4419000115000007"), "E0408", "TX"),
        (replace(SPOT, matter="E2206", town="441900402000"), "E2206-gang", "ZF"),
        (replace(SPOT, matter="E0301", at=SPOT.at + timedelta(hours=13)), "E0301-night", "CG"),
        (replace(SPOT, matter="E0301"), "E0301", "ZJ"),
    ],
)
def test_the_most_specific_rule_that_ships_is_followed(spot: Spot, rule: str, lead: str) -> None:
    power = CATALOGUE.powers.find(spot)
    assert power is not None
    assert (power.rule, power.lead) == (rule, lead)
