"""Lists on the real MongoDB: who sees what, and pages that neither skip nor repeat."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import (
    RULE,
    Actor,
    Cursor,
    Database,
    Intake,
    Near,
    NotFound,
    Point,
    Report,
    ReportFilter,
    Role,
    Stage,
    Window,
    can_read,
)
from intake.document import to_document
from support.clock import Clock
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    HUMEN,
    HUMEN_CG,
    HUMEN_TOWN,
    NANCHENG,
    NANCHENG_CG,
    NANCHENG_TOWN,
    NOW,
    OFFICER,
    OUTSIDE,
    REPORTER,
    SUPERVISOR,
    filed,
    place,
    submission,
    unclear,
)

ALL = ReportFilter()
PEOPLE = ("reporter-1", "reporter-2", "officer-1")
UNITS = ("A", "B", "C")
REPORTS = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.lists(st.sampled_from(UNITS), unique=True).map(tuple),
        st.sampled_from(Stage),
        st.integers(0, 3),
    ),
    max_size=12,
)
ACTORS = st.builds(
    Actor,
    id=st.sampled_from(PEOPLE),
    role=st.sampled_from(Role),
    departments=st.frozensets(st.sampled_from(UNITS)),
    towns=st.frozensets(st.sampled_from([NANCHENG_TOWN, HUMEN_TOWN])),
)
FILTERS = st.builds(
    ReportFilter,
    stages=st.lists(st.sampled_from(Stage), max_size=2, unique=True).map(tuple),
    department=st.sampled_from([None, *UNITS]),
)


async def _keep(database: Database, reports: Sequence[Report]) -> None:
    await database.reports.delete_many({})
    if reports:
        await database.reports.insert_many(to_document(report) for report in reports)


def _newest_first(reports: Sequence[Report]) -> list[Report]:
    return sorted(reports, key=lambda report: (report.submitted_at, report.id), reverse=True)


def _units_told(report: Report, actor: Actor) -> set[str]:
    """By which departments this actor finds a report: reporters do not learn who was whistled for."""
    if actor.role is not Role.REPORTER:
        return set(report.departments)
    sent = report.assignment
    return {each.id for each in (sent.lead, *sent.assisting)} if sent else set()


def _spread(many: int) -> Iterator[Report]:
    """Reports of which every three were filed in the same millisecond."""
    for n in range(many):
        yield replace(filed(), submitted_at=NOW + timedelta(seconds=n // 3))


async def _walk(intake: Intake, limit: int, *, backwards: bool = False) -> list[list[Report]]:
    """All pages, in the order they were asked for."""
    pages, cursor = [], None
    while True:
        page = await intake.page(DISPATCHER, ALL, Window(limit=limit, cursor=cursor, backwards=backwards))
        pages.append(list(page.reports))
        if not (page.has_previous if backwards else page.has_next):
            return pages
        cursor = Cursor.of(page.reports[0 if backwards else -1])
        assert len(pages) < 100, "the pages never end"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REPORTS, st.lists(ACTORS, min_size=1, max_size=4), FILTERS)
async def test_a_list_is_what_one_may_read_and_a_count_counts_it(
    intake: Intake,
    mongo_db: Database,
    drawn: list[tuple[str, tuple[str, ...], Stage, int]],
    actors: list[Actor],
    wanted: ReportFilter,
) -> None:
    reports = [
        replace(
            filed(submission(reporter=who)),
            departments=units,
            stage=stage,
            submitted_at=NOW + timedelta(seconds=second),
        )
        for who, units, stage, second in drawn
    ]
    await _keep(mongo_db, reports)
    for actor in actors:
        expected = [
            report
            for report in _newest_first(reports)
            if can_read(actor, report)
            and (not wanted.stages or report.stage in wanted.stages)
            and (wanted.department is None or wanted.department in _units_told(report, actor))
        ]
        page = await intake.page(actor, wanted, Window(limit=20))
        assert list(page.reports) == expected
        assert (page.has_next, page.has_previous) == (False, False)
        assert await intake.count(actor, wanted) == len(expected)


@given(REPORTS, ACTORS)
def test_each_role_sees_what_is_its_own_and_those_for_the_whole_city_see_all(
    drawn: list[tuple[str, tuple[str, ...], Stage, int]], actor: Actor
) -> None:
    for who, units, stage, _ in drawn:
        report = replace(filed(submission(reporter=who)), departments=units, stage=stage)
        expected = {
            Role.REPORTER: actor.id == who,
            Role.OFFICER: bool(set(units) & actor.departments),
            Role.HUB: bool(set(units) & actor.departments),
            Role.INSPECTOR: NANCHENG_TOWN in actor.towns,
            Role.DISPATCHER: True,
            Role.CALL_DESK: True,
            Role.PUBLISHER: True,
            Role.SUPERVISOR: True,
            Role.AUDITOR: True,
            Role.ADMINISTRATOR: False,
            Role.RULE: True,
        }
        assert can_read(actor, report) is expected[actor.role]


@pytest.mark.parametrize("limit", [1, 2, 7, 20, 50])
async def test_pages_tile_the_list_both_ways(intake: Intake, mongo_db: Database, limit: int) -> None:
    reports = _newest_first(list(_spread(20)))
    await _keep(mongo_db, reports)
    forwards = await _walk(intake, limit)
    backwards = await _walk(intake, limit, backwards=True)
    assert [report for page in forwards for report in page] == reports
    assert [report for page in reversed(backwards) for report in page] == reports
    assert all(len(page) == limit for page in forwards[:-1] + backwards[:-1])
    assert all(page == _newest_first(page) for page in backwards)


async def test_one_by_one_is_the_whole_list_while_more_are_filed(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    there_first = _newest_first(list(_spread(450)))
    await _keep(mongo_db, there_first)
    clock.advance(timedelta(hours=1))
    seen = []
    async for report in intake.each(DISPATCHER, ALL):
        seen.append(report)
        if len(seen) in {1, 250}:
            await intake.submit(submission())
    assert seen == there_first


@pytest.mark.parametrize("many", [0, 200, 201])
async def test_one_by_one_ends_with_the_last(intake: Intake, mongo_db: Database, many: int) -> None:
    reports = list(_spread(many))
    await _keep(mongo_db, reports)
    found = [report async for report in intake.each(DISPATCHER, ALL)]
    assert found == _newest_first(reports)


async def test_going_on_and_back_shows_the_same_page(intake: Intake, mongo_db: Database) -> None:
    await _keep(mongo_db, list(_spread(9)))
    pages = await _walk(intake, 3)
    for before, after in pairwise(pages):
        back = await intake.page(DISPATCHER, ALL, Window(limit=3, cursor=Cursor.of(after[0]), backwards=True))
        assert (list(back.reports), back.has_next) == (before, True)


async def test_reports_filed_between_pages_neither_skip_nor_repeat_one(intake: Intake, clock: Clock) -> None:
    there_first = []
    for _ in range(12):
        there_first.append(await intake.submit(submission()))
        clock.advance(timedelta(milliseconds=1))
    seen: list[Report] = []
    cursor = None
    while True:
        page = await intake.page(DISPATCHER, ALL, Window(limit=5, cursor=cursor))
        seen.extend(page.reports)
        if not page.has_next:
            break
        cursor = Cursor.of(page.reports[-1])
        await intake.submit(submission())
    assert seen == _newest_first(there_first)
    newer = await intake.page(DISPATCHER, ALL, Window(limit=50, cursor=Cursor.of(seen[0]), backwards=True))
    assert (len(newer.reports), newer.has_next, newer.has_previous) == (2, True, False)


async def test_a_cursor_of_a_report_that_left_the_list_still_holds_its_place(
    intake: Intake, mongo_db: Database
) -> None:
    reports = _newest_first(list(_spread(6)))
    await _keep(mongo_db, reports)
    await mongo_db.reports.delete_one({"_id": reports[2].id})
    page = await intake.page(DISPATCHER, ALL, Window(limit=2, cursor=Cursor.of(reports[2])))
    assert list(page.reports) == reports[3:5]


async def test_a_count_stops_where_it_is_told_to(intake: Intake, mongo_db: Database) -> None:
    await _keep(mongo_db, list(_spread(9)))
    assert await intake.count(DISPATCHER, ALL, most=5) == 5
    assert await intake.count(DISPATCHER, ALL) == 9
    assert await intake.count(Actor("reporter-9", Role.REPORTER), ALL) == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ALL, {"nancheng", "humen", "unclear", "nowhere"}),
        (ReportFilter(stages=(Stage.SUBMITTED,)), {"unclear", "nowhere"}),
        (
            ReportFilter(stages=(Stage.SUBMITTED, Stage.DISPATCHED)),
            {"nancheng", "humen", "unclear", "nowhere"},
        ),
        (ReportFilter(stages=(Stage.CLOSED,)), set()),
        (ReportFilter(matter=DIRTY_ROAD), {"nancheng", "humen", "nowhere"}),
        (ReportFilter(town="441900121000"), {"humen"}),
        (ReportFilter(town="441900004000"), {"nancheng", "unclear"}),
        (ReportFilter(department=HUMEN_CG), {"humen"}),
        (ReportFilter(channel="iguanjia"), {"nancheng", "humen", "unclear", "nowhere"}),
        (ReportFilter(channel="grid"), set()),
        (ReportFilter(since=NOW + timedelta(hours=1)), {"humen", "unclear", "nowhere"}),
        (ReportFilter(until=NOW + timedelta(hours=2)), {"nancheng", "humen"}),
        (
            ReportFilter(since=NOW + timedelta(hours=1), until=NOW + timedelta(hours=3)),
            {"humen", "unclear"},
        ),
        (ReportFilter(near=Near(point=NANCHENG, radius_m=1000)), {"nancheng", "unclear"}),
        (ReportFilter(near=Near(point=HUMEN, radius_m=1000)), {"humen"}),
        (ReportFilter(near=Near(point=HUMEN, radius_m=1000), town="441900004000"), set()),
        (
            ReportFilter(matter=DIRTY_ROAD, stages=(Stage.DISPATCHED,), department=NANCHENG_CG.id),
            {"nancheng"},
        ),
    ],
)
async def test_every_given_filter_must_hold(
    intake: Intake, clock: Clock, wanted: ReportFilter, found: set[str]
) -> None:
    for handed_in in (
        submission(text="nancheng"),
        submission(text="humen", location=place(HUMEN)),
        unclear(text="unclear"),
        submission(text="nowhere", location=None),
    ):
        await intake.submit(handed_in)
        clock.advance(timedelta(hours=1))
    page = await intake.page(DISPATCHER, wanted, Window(limit=10))
    assert {report.text for report in page.reports} == found
    assert await intake.count(DISPATCHER, wanted) == len(found)


async def test_near_means_metres_on_the_ground(intake: Intake, mongo_db: Database) -> None:
    north = [replace(filed(), location=place(Point(113.7, 22.9 + n * 0.001))) for n in range(5)]
    await _keep(mongo_db, north)
    for radius_m, many in ((1, 1), (110, 1), (113, 2), (224, 3), (1000, 5)):
        wanted = ReportFilter(near=Near(point=Point(113.7, 22.9), radius_m=radius_m))
        assert await intake.count(DISPATCHER, wanted) == many, radius_m


async def test_a_filter_never_widens_what_one_may_see(intake: Intake) -> None:
    own = await intake.submit(submission())
    other = await intake.submit(submission(reporter="reporter-2", location=place(HUMEN)))
    stray = await intake.submit(submission(location=place(OUTSIDE)))
    for actor, visible in (
        (REPORTER, {own.id, stray.id}),
        (OFFICER, {own.id}),
        (SUPERVISOR, {own.id, other.id, stray.id}),
        (RULE, {own.id, other.id, stray.id}),
    ):
        for wanted in (
            ALL,
            ReportFilter(department=HUMEN_CG),
            ReportFilter(near=Near(point=HUMEN, radius_m=9e4)),
        ):
            page = await intake.page(actor, wanted, Window(limit=10))
            assert {report.id for report in page.reports} <= visible
    with pytest.raises(NotFound):
        await intake.read(other.number, OFFICER)
