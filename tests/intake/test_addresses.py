"""What a map service calls a place, beside the reporter's own words and never in the way of the report."""

import asyncio
import time
from dataclasses import dataclass, field

import pytest

from intake import Database, GeocodedAddress, Intake, Point
from support.clock import Clock
from support.reports import NANCHENG, REPORTER, ROUTING, Album, open_intake, photo, place, submission

HERE = GeocodedAddress(words="东莞市南城街道鸿福路", provider="amap")


@dataclass
class Map:
    """A map service that is quick, slow or broken as told."""

    words: str | None = HERE.words
    after_s: float = 0.0
    error: Exception | None = None
    asked: list[Point] = field(default_factory=list)
    provider: str = HERE.provider

    async def address(self, point: Point) -> str | None:
        self.asked.append(point)
        await asyncio.sleep(self.after_s)
        if self.error is not None:
            raise self.error
        return self.words


@pytest.fixture
def plan() -> Map:
    return Map()


@pytest.fixture
async def intake(mongo_db: Database, clock: Clock, plan: Map) -> Intake:
    await Intake.ensure_indexes(mongo_db)
    album = Album()
    album.add(REPORTER, photo("a", Point(113.75, 23.03)))
    return Intake(mongo_db, router=ROUTING, photos=album, clock=clock, addresses=plan, address_budget_s=0.2)


async def test_a_place_without_words_is_stored_with_its_address_apart(intake: Intake, plan: Map) -> None:
    filed = await intake.submit(submission())
    assert filed == await intake.read(filed.number, REPORTER)
    assert filed.location == place(geocoded_address=HERE)
    assert filed.location.address is None
    assert plan.asked == [NANCHENG]


async def test_the_reporters_words_are_not_checked_against_a_map(intake: Intake, plan: Map) -> None:
    filed = await intake.submit(submission(location=place(address="鸿福路口")))
    assert filed.location == place(address="鸿福路口")
    assert plan.asked == []


async def test_the_place_of_a_photo_is_looked_up_too_and_no_place_is_not(intake: Intake, plan: Map) -> None:
    filed = await intake.submit(submission(location=None, photo_ids=("a",)))
    assert filed.location is not None
    assert filed.location.geocoded_address == HERE
    assert (await intake.submit(submission(location=None))).location is None
    assert plan.asked == [Point(113.75, 23.03)]


async def test_a_slow_map_costs_its_budget_and_no_more(intake: Intake, plan: Map) -> None:
    plan.after_s = 30.0
    began = time.perf_counter()
    filed = await intake.submit(submission())
    assert time.perf_counter() - began < 2.0
    assert filed.location == place()


async def test_a_broken_map_costs_the_address_only_and_its_error_is_not_quoted(
    intake: Intake, plan: Map, caplog: pytest.LogCaptureFixture
) -> None:
    plan.error = RuntimeError("no road at 113.74373,23.02486")
    assert (await intake.submit(submission())).location == place()
    assert "filed without: RuntimeError" in caplog.text
    assert "113.7" not in caplog.text


async def test_no_address_there_leaves_the_place_as_it_is(intake: Intake, plan: Map) -> None:
    plan.words = None
    assert (await intake.submit(submission())).location == place()


async def test_a_retry_is_the_same_report_whatever_the_map_says_now(intake: Intake, plan: Map) -> None:
    handed_in = submission()
    first = await intake.submit(handed_in)
    plan.words = "别处"
    assert await intake.submit(handed_in) == first


async def test_without_a_map_service_there_are_no_addresses(mongo_db: Database, clock: Clock) -> None:
    intake = await open_intake(mongo_db, clock)
    assert (await intake.submit(submission())).location == place()
