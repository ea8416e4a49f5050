"""Hot spots: the densest circles first, and only of what one may read."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import (
    Actor,
    Database,
    Forbidden,
    HotSpot,
    HotSpotFilter,
    HotSpots,
    Intake,
    InvalidInput,
    Point,
    Report,
    Role,
    Sighting,
    Stage,
    hot_spots,
)
from intake.document import to_document
from intake.hotspots import service
from intake.place import metres_between
from support.reports import DISPATCHER, NANCHENG, OFFICER, REPORTER, filed, place, submission

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
DAY = date(2026, 11, 23)
WEEK = HotSpotFilter(since=DAY - timedelta(days=6), until=DAY, least=3)


def east(metres: float, point: Point = NANCHENG) -> Point:
    """A point so many metres to the east."""
    step = metres / (111_319.5 * math.cos(math.radians(point.latitude)))
    return Point(point.longitude + step, point.latitude)


def seen(number: int, point: Point = NANCHENG, **changes: object) -> Sighting:
    """A report of a dirty road."""
    each = Sighting(
        number=f"N{number}",
        matter="E0104",
        town="441900004000",
        point=point,
        at=NOON,
        reporter=f"r{number}",
        is_open=True,
        repeated=False,
    )
    return each._replace(**changes)


def spots(*sightings: Sighting, radius_m: float = 200, least: int = 3) -> list[HotSpot]:
    """The spots among them; the later half begins at noon."""
    return hot_spots(sightings, radius_m=radius_m, least=least, middle=NOON, most=100)


def test_reports_that_gather_are_one_spot() -> None:
    (spot,) = spots(
        seen(1, at=NOON - timedelta(days=2), is_open=False),
        seen(2, east(40), repeated=True),
        seen(3, east(80), reporter="r1"),
        seen(4, east(5000)),
    )
    assert (spot.matter, spot.town, spot.reports, spot.reporters) == ("E0104", "441900004000", 3, 2)
    assert (spot.open, spot.repeated, spot.days, spot.later_half) == (2, 1, 2, 2)
    assert (spot.first_at, spot.last_at) == (NOON - timedelta(days=2), NOON)
    assert spot.numbers == ("N3", "N2", "N1")
    assert spot.radius_m == pytest.approx(40, abs=1)


def test_too_few_are_no_spot_and_matters_are_kept_apart() -> None:
    assert spots(seen(1), seen(2)) == []
    assert spots(seen(1), seen(2), seen(3, matter="C0118")) == []


def test_a_long_street_becomes_several_spots() -> None:
    street = [seen(number, east(50.0 * number)) for number in range(100)]
    found = spots(*street)
    assert len(found) > 5
    assert all(spot.radius_m <= 1.5 * 200 for spot in found)
    assert sum(spot.reports for spot in found) <= 100


def test_many_people_come_before_many_reports() -> None:
    nagging = [seen(number, reporter="same") for number in range(9)]
    neighbours = [seen(20 + number, east(3000)) for number in range(4)]
    first, second = spots(*nagging, *neighbours)
    assert (first.reporters, first.reports) == (4, 4)
    assert (second.reporters, second.reports) == (1, 9)


@given(
    st.lists(st.tuples(st.floats(0, 3000), st.sampled_from(["E0104", "C0118"])), max_size=60),
    st.integers(2, 6),
)
def test_no_report_is_in_two_spots_and_all_lie_within_reach(
    placed: list[tuple[float, str]], least: int
) -> None:
    sightings = [seen(number, east(metres), matter=matter) for number, (metres, matter) in enumerate(placed)]
    found = spots(*sightings, least=least)
    numbers = [number for spot in found for number in spot.numbers]
    if all(spot.reports <= 20 for spot in found):
        assert len(numbers) == len(set(numbers))
    by_number = {each.number: each for each in sightings}
    for spot in found:
        assert spot.reports >= least
        for number in spot.numbers:
            assert by_number[number].matter == spot.matter
            assert metres_between(by_number[number].point, spot.centre) <= spot.radius_m + 1e-6
        assert spot.radius_m <= 2 * 200 * 1.25


async def stored(database: Database, *reports: Report) -> None:
    await Intake.ensure_indexes(database)
    await database.reports.insert_many([to_document(report) for report in reports])


def gathered(count: int, **changes: object) -> list[Report]:
    """Reports at one place of as many people."""
    return [
        replace(filed(submission(reporter=f"reporter-{number}", location=place(east(number)))), **changes)  # type: ignore[arg-type]
        for number in range(count)
    ]


async def test_stored_reports_are_found(mongo_db: Database) -> None:
    mine = gathered(4)
    await stored(mongo_db, *mine)
    (spot,) = await HotSpots(mongo_db).find(DISPATCHER, WEEK)
    assert (spot.reports, spot.reporters, spot.town) == (4, 4, "441900004000")
    assert set(spot.numbers) == {report.number for report in mine}
    assert await HotSpots(mongo_db).find(DISPATCHER, replace(WEEK, matter="C0118")) == []
    assert await HotSpots(mongo_db).find(DISPATCHER, replace(WEEK, least=5)) == []
    before = replace(WEEK, since=DAY - timedelta(days=9), until=DAY - timedelta(days=1))
    assert await HotSpots(mongo_db).find(DISPATCHER, before) == []


async def test_what_was_turned_away_says_nothing_of_a_place(mongo_db: Database) -> None:
    await stored(mongo_db, *gathered(2), *gathered(3, stage=Stage.VOIDED), *gathered(3, location=None))
    assert await HotSpots(mongo_db).find(DISPATCHER, WEEK) == []


async def test_everybody_finds_among_what_they_may_read(mongo_db: Database) -> None:
    await stored(mongo_db, *gathered(4))
    hot = HotSpots(mongo_db)
    assert len(await hot.find(OFFICER, WEEK)) == 1
    assert await hot.find(Actor("officer-9", Role.OFFICER, frozenset({"JT-441900121000"})), WEEK) == []
    assert await hot.find(Actor("i", Role.INSPECTOR, towns=frozenset({"441900121000"})), WEEK) == []
    with pytest.raises(Forbidden):
        await hot.find(REPORTER, WEEK)


@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"until": DAY - timedelta(days=9)}, ("filter", "until"), "day_order"),
        ({"since": DAY - timedelta(days=92)}, ("filter", "until"), "max_days"),
        ({"radius_m": 19}, ("filter", "radiusMetres"), "range"),
        ({"least": 1}, ("filter", "least"), "range"),
    ],
)
async def test_what_breaks_a_rule_is_refused(
    mongo_db: Database, changes: dict[str, object], path: tuple[str, ...], rule: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await HotSpots(mongo_db).find(DISPATCHER, replace(WEEK, **changes))  # type: ignore[arg-type]
    assert (refused.value.path, refused.value.rule) == (path, rule)


async def test_too_many_reports_are_refused(mongo_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await stored(mongo_db, *gathered(4))
    monkeypatch.setattr(service, "MAX_REPORTS", 3)
    with pytest.raises(InvalidInput) as refused:
        await HotSpots(mongo_db).find(DISPATCHER, WEEK)
    assert refused.value.rule == "max_reports"
    with pytest.raises(InvalidInput) as refused:
        await HotSpots(mongo_db).find(DISPATCHER, WEEK, 0)
    assert refused.value.path == ("first",)
