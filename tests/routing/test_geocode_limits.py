"""What a look-up remembers and when it leaves a service alone, on a clock of the test's own."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from geopy.exc import GeocoderAuthenticationFailure, GeocoderQueryError, GeocoderServiceError

from intake import Crs, Point
from routing.geocode import cache
from routing.geocode.cache import AddressCache, cell_of
from routing.geocode.lookup import AddressLookup


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Told:
    """A geocoder that answers what it is told to."""

    error: Exception | None = None
    words: str = "鸿福路"
    questions: list[tuple[float, float]] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.questions)

    async def reverse(self, query: tuple[float, float]) -> SimpleNamespace | None:
        self.questions.append(query)
        if self.error is not None:
            raise self.error
        return SimpleNamespace(address=self.words)


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def lookup(told: Told, clock: Seconds) -> AddressLookup:
    return AddressLookup(told, "amap", Crs.WGS84, per_second=1e6, clock=clock)


def somewhere(number: int) -> Point:
    return Point(113.7 + number / 1000, 23.0)


async def ask(lookup: AddressLookup, clock: Seconds, numbers: range) -> list[str | None]:
    answers = []
    for number in numbers:
        clock.now += 0.01
        answers.append(await lookup.address(somewhere(number)))
    return answers


async def test_an_address_is_kept_for_a_day_and_its_lack_for_ten_minutes(
    lookup: AddressLookup, told: Told, clock: Seconds
) -> None:
    await lookup.address(somewhere(1))
    told.words = ""
    await lookup.address(somewhere(2))
    clock.now += 599
    assert [await lookup.address(somewhere(number)) for number in (1, 2)] == ["鸿福路", None]
    assert told.asked == 2
    clock.now += 1
    told.words = "新路"
    assert [await lookup.address(somewhere(number)) for number in (1, 2)] == ["鸿福路", "新路"]
    clock.now += 86_400 - 600
    assert await lookup.address(somewhere(1)) == "新路"
    assert told.asked == 4


def test_the_cache_is_bounded_and_forgets_what_was_not_asked_for_longest(
    clock: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST", 3)
    kept = AddressCache(clock)
    for number in range(3):
        kept.put(cell_of(somewhere(number)), str(number))
    assert kept.get(cell_of(somewhere(0))) == "0"
    kept.put(cell_of(somewhere(3)), "3")
    assert len(kept) == 3
    with pytest.raises(KeyError):
        kept.get(cell_of(somewhere(1)))
    assert kept.get(cell_of(somewhere(0))) == "0"


def test_a_cell_is_about_eleven_metres() -> None:
    assert cell_of(Point(113.74631, 23.04621)) == cell_of(Point(113.74634, 23.04624)) == (113.7463, 23.0462)
    assert cell_of(Point(113.74631, 23.04621)) != cell_of(Point(113.7464, 23.04621))


async def test_after_five_failures_in_a_row_the_service_rests_and_one_more_begins_the_next_rest(
    lookup: AddressLookup, told: Told, clock: Seconds
) -> None:
    told.error = GeocoderServiceError("no")
    await ask(lookup, clock, range(4))
    told.error = None
    await ask(lookup, clock, range(4, 5))
    told.error = GeocoderServiceError("no")
    await ask(lookup, clock, range(10, 15))
    assert told.asked == 10  # four, a success that starts the count again, five
    await ask(lookup, clock, range(15, 20))
    assert told.asked == 10
    clock.now += 30
    await ask(lookup, clock, range(20, 23))
    assert told.asked == 11
    told.error = None
    clock.now += 30
    assert await ask(lookup, clock, range(23, 25)) == ["鸿福路", "鸿福路"]
    assert lookup.outcomes == {"unavailable": 10, "found": 3, "resting": 7}


async def test_a_key_that_is_refused_is_not_shown_again_for_ten_minutes(
    lookup: AddressLookup, told: Told, clock: Seconds
) -> None:
    told.error = GeocoderAuthenticationFailure("no")
    await ask(lookup, clock, range(5))
    clock.now += 599
    await ask(lookup, clock, range(5, 10))
    assert told.asked == 1
    clock.now += 1
    await ask(lookup, clock, range(10, 11))
    assert told.asked == 2


async def test_questions_that_a_service_refuses_do_not_stop_those_of_others(
    lookup: AddressLookup, told: Told, clock: Seconds
) -> None:
    told.error = GeocoderQueryError("abroad")
    await ask(lookup, clock, range(20))
    assert await lookup.address(somewhere(0)) is None
    assert told.asked == 20  # remembered, like the lack of an address
    told.error = None
    assert await ask(lookup, clock, range(20, 21)) == ["鸿福路"]


async def test_a_failure_is_told_again_after_an_hour(
    lookup: AddressLookup, told: Told, clock: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    told.error = GeocoderServiceError("no")
    await ask(lookup, clock, range(3))
    assert len(caplog.records) == 1
    clock.now += 3600
    await ask(lookup, clock, range(3, 6))
    assert len(caplog.records) == 2
