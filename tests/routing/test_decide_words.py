"""What a decision makes of words that a classifier has read."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from intake import Ask, Crs, Decision, Location, LocationSource, MatterSource, Point
from routing import Facts, Guess, Knowledge, builtin_catalogue, builtin_layer, decide

CATALOGUE = builtin_catalogue()
LAYER = builtin_layer(CATALOGUE)
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
NANCHENG = Point(113.74373, 23.02486)


@dataclass
class Reads:
    """A classifier that finds what the test says."""

    guesses: tuple[Guess, ...]
    version: str = "m1"
    threshold: float = 0.9
    facts: Facts | None = None

    def rank(self, text: str, facts: Facts) -> tuple[Guess, ...]:
        """What the test says, for any words but none."""
        self.facts = facts
        return self.guesses if text else ()


def decided(reads: Reads | None, *, matter: str | None = None, text: str = "路灯不亮") -> Decision:
    place = Location(point=NANCHENG, raw=(0, 0), crs=Crs.WGS84, source=LocationSource.MAP)
    ask = Ask(matter=matter, location=place, text=text, photos=2)
    return decide(ask, Knowledge(catalogue=CATALOGUE, layer=LAYER, classifier=reads), NOW)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def test_words_that_are_certain_name_the_matter() -> None:
    reads = Reads((Guess("C0118", 0.9999), Guess("C0106", 0.0001)))
    decision = decided(reads)
    assert decision.accept
    assert decision.matter is not None
    assert (decision.matter.code, decision.matter_source) == ("C0118", MatterSource.CLASSIFIED)
    assert decision.lead is not None
    assert codes(decision)[0] == "matter_classified"
    assert decision.reasons[0].zh.endswith("把握 99%")
    assert decision.model == "m1"
    assert [(each.matter.code, each.confidence) for each in decision.candidates] == [
        ("C0118", 0.9999),
        ("C0106", 0.0001),
    ]
    assert reads.facts == Facts(at=NOW, photos=2)


@pytest.mark.parametrize("matter", [None, "E9999"])
def test_words_that_are_not_certain_go_to_a_person_with_what_they_may_mean(matter: str | None) -> None:
    decision = decided(Reads((Guess("C0118", 0.899), Guess("C0106", 0.1))), matter=matter)
    assert not decision.accept
    assert decision.lead is None
    assert codes(decision)[:2] == [
        "matter_uncertain",
        "needs_judgement" if matter else "matter_missing",
    ]
    assert "89%" in decision.reasons[0].en
    assert [each.matter.code for each in decision.candidates] == ["C0118", "C0106"]


def test_who_is_not_sure_is_helped_by_certain_words() -> None:
    decision = decided(Reads((Guess("C0118", 0.95),)), matter="E9999")
    assert decision.accept
    assert decision.matter is not None
    assert decision.matter.code == "C0118"


def test_a_matter_that_was_chosen_is_not_read_from_the_words() -> None:
    reads = Reads((Guess("C0118", 1.0),))
    decision = decided(reads, matter="E0104")
    assert decision.matter is not None
    assert (decision.matter.code, decision.matter_source) == ("E0104", MatterSource.CHOSEN)
    assert (decision.model, decision.candidates, reads.facts) == (None, (), None)


def test_words_that_certainly_mean_nothing_go_to_a_person() -> None:
    decision = decided(Reads((Guess("E9999", 0.99),)))
    assert not decision.accept
    assert decision.matter is None


def test_labels_that_the_catalogue_lacks_count_for_nothing() -> None:
    decision = decided(Reads((Guess("E4040", 0.99), Guess("C0118", 0.005))))
    assert [each.matter.code for each in decision.candidates] == ["C0118"]
    assert not decision.accept


@pytest.mark.parametrize("reads", [None, Reads((Guess("C0118", 0.95),))])
def test_without_words_or_classifier_a_person_judges(reads: Reads | None) -> None:
    decision = decided(reads, text="")
    assert codes(decision)[0] == "matter_missing"
    assert decision.candidates == ()
