"""Statistics on the real MongoDB: equal to counting by hand, by the right day, from the index alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import (
    Actor,
    Assignment,
    Database,
    DepartmentRef,
    Dimension,
    DispatchMode,
    Forbidden,
    Intake,
    InvalidInput,
    Jurisdiction,
    MatterRef,
    Report,
    Role,
    Satisfaction,
    Statistics,
    StatisticsFilter,
    StatisticsRow,
    Tally,
    can_read,
)
from intake.document import to_document
from intake.statistics import store
from intake.statistics.service import MAX_ROWS, to_query
from intake.tally import marks_of
from support.clock import Clock
from support.reports import DISPATCHER, NOW, OFFICER, REPORTER, SUPERVISOR, filed, submission

DAY = date(2026, 11, 23)
WEEK = StatisticsFilter(since=DAY, until=DAY + timedelta(days=6))
NANCHENG = "441900004000"
TOWNS = (None, NANCHENG, "441900121000")
UNITS = (None, "A", "B")
FLAG = st.integers(0, 1)
SCORE = st.integers(1, 5)


@st.composite
def _tallies(draw: st.DrawFn, day: date) -> Tally:
    """Any figures that one report can have."""
    accepted = draw(FLAG)
    dispatched = draw(FLAG) if accepted else 0
    signed = draw(FLAG) if dispatched else 0
    resolved = draw(FLAG) if signed else 0
    closed = draw(FLAG) if resolved else 0
    evaluated = draw(FLAG) if closed else 0
    timed = draw(FLAG) if dispatched else 0
    scores = [draw(SCORE) if evaluated else None for _ in range(3)]
    tally = Tally(
        day=day.isoformat(),
        accepted=accepted,
        dispatched=dispatched,
        direct=draw(FLAG) if dispatched else 0,
        returned=draw(FLAG) if dispatched else 0,
        resolved=resolved,
        timed=timed,
        on_time=draw(FLAG) if timed else 0,
        overdue=draw(FLAG),
        reworks=draw(st.integers(0, 3)),
        reopens=draw(st.integers(0, 3)),
        urges=draw(st.integers(0, 3)),
        repeated=draw(FLAG),
        respond_s=draw(st.integers(0, 9000)) if signed else None,
        resolve_s=draw(st.integers(0, 900_000)) if resolved else None,
        closed=closed,
        evaluated=evaluated,
        outcome=scores[0],
        speed=scores[1],
        attitude=scores[2],
        bad=draw(FLAG),
        classified=draw(FLAG) if accepted else 0,
        reclassified=draw(FLAG) if accepted else 0,
    )
    return replace(tally, marks=marks_of(tally))


@st.composite
def _reports(draw: st.DrawFn) -> Report:
    town, unit = draw(st.sampled_from(TOWNS)), draw(st.sampled_from(UNITS))
    matter = draw(st.sampled_from([None, "E0104", "C0118"]))
    day = DAY + timedelta(days=draw(st.integers(-1, 8)))
    lead = DepartmentRef(unit, unit) if unit else None
    return replace(
        filed(submission()),
        channel=draw(st.sampled_from(["iguanjia", "grid"])),
        submitted_at=datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        matter=MatterRef(matter, matter) if matter else None,
        jurisdiction=Jurisdiction(town_code=town, town_name=town, layer="1", approximate=True)
        if town
        else None,
        assignment=Assignment(lead=lead, assisting=(), mode=DispatchMode.AUTO, at=NOW) if lead else None,
        departments=(lead.id, *draw(st.sampled_from([(), ("C",)]))) if lead else (),
        tally=draw(_tallies(day)),
    )


ACTORS = st.sampled_from(
    [
        DISPATCHER,
        SUPERVISOR,
        Actor("auditor-1", Role.AUDITOR),
        Actor("officer-1", Role.OFFICER, frozenset({"A", "C"})),
        Actor("hub-1", Role.HUB, frozenset({"C"})),
        Actor("inspector-1", Role.INSPECTOR, towns=frozenset({"441900004000"})),
    ]
)
FILTERS = st.builds(
    StatisticsFilter,
    since=st.just(WEEK.since),
    until=st.just(WEEK.until),
    town=st.sampled_from(TOWNS),
    department=st.sampled_from(UNITS),
    matter=st.sampled_from([None, "E0104"]),
    channel=st.sampled_from([None, "grid"]),
)
GROUPINGS = st.lists(st.sampled_from(Dimension), max_size=2, unique=True).map(tuple)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_reports(), max_size=25), ACTORS, FILTERS, GROUPINGS)
async def test_the_rows_are_what_counting_by_hand_gives(
    intake: Intake,  # noqa: ARG001 - makes the indexes
    mongo_db: Database,
    reports: list[Report],
    actor: Actor,
    wanted: StatisticsFilter,
    group_by: tuple[Dimension, ...],
) -> None:
    await _keep(mongo_db, reports)
    readable = [each for each in reports if can_read(actor, each)]
    assert await Statistics(mongo_db).rows(actor, wanted, group_by) == _by_hand(readable, wanted, group_by)


async def test_a_day_begins_and_ends_at_midnight_in_the_city(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    for moment in (
        datetime(2026, 11, 23, 15, 59, 59, 999_000, tzinfo=UTC),  # 23:59 in Dongguan
        datetime(2026, 11, 23, 16, 0, tzinfo=UTC),  # 00:00 of the next day
        datetime(2026, 11, 24, 15, 59, tzinfo=UTC),
    ):
        clock.set(moment)
        await intake.submit(submission())
    for actor in (DISPATCHER, OFFICER):
        rows = await Statistics(mongo_db).rows(actor, WEEK, (Dimension.DAY,))
        assert [(row.keys, row.submitted) for row in rows] == [(("2026-11-23",), 1), (("2026-11-24",), 2)]
        first = StatisticsFilter(since=DAY, until=DAY)
        assert [row.submitted for row in await Statistics(mongo_db).rows(actor, first, ())] == [1]


@pytest.mark.parametrize("actor", [DISPATCHER, Actor("i-1", Role.INSPECTOR, towns=frozenset({NANCHENG}))])
async def test_no_report_is_fetched(intake: Intake, mongo_db: Database, actor: Actor) -> None:
    for _ in range(5):
        await intake.submit(submission())
    query, index = to_query(actor, replace(WEEK, town=NANCHENG))
    command = {
        "aggregate": "reports",
        "pipeline": store.pipeline(query, (Dimension.MATTER,)),
        "cursor": {},
        "hint": index,
    }
    explained = await mongo_db.command("explain", command, verbosity="executionStats")
    stats = _found(explained, "executionStats")
    assert (stats["totalKeysExamined"], stats["totalDocsExamined"]) == (5, 0)


async def test_of_nothing_every_rate_is_none(mongo_db: Database, intake: Intake) -> None:  # noqa: ARG001 - makes the indexes
    (row,) = await Statistics(mongo_db).rows(SUPERVISOR, WEEK, ())
    nobody = Satisfaction(mean=None, good_share=None)
    assert (row.submitted, row.not_evaluated) == (0, 0)
    assert (row.direct_rate, row.accuracy, row.on_time_rate) == (None, None, None)
    assert (row.respond_mean_s, row.resolve_mean_s) == (None, None)
    assert (row.outcome, row.speed, row.attitude) == (nobody, nobody, nobody)
    assert await Statistics(mongo_db).rows(SUPERVISOR, WEEK, (Dimension.TOWN,)) == []


async def test_reporters_are_refused(mongo_db: Database) -> None:
    with pytest.raises(Forbidden) as refused:
        await Statistics(mongo_db).rows(REPORTER, WEEK, ())
    assert refused.value.rule == "role"


@pytest.mark.parametrize(
    ("since", "until", "group_by", "rule"),
    [
        (DAY, DAY - timedelta(days=1), (), "day_order"),
        (DAY, DAY + timedelta(days=400), (), "max_days"),
        (date.min, date.min, (), "range"),
        (DAY, DAY, (Dimension.TOWN, Dimension.TOWN), "dimensions"),
        (DAY, DAY, (Dimension.TOWN, Dimension.DAY, Dimension.MATTER), "dimensions"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    mongo_db: Database, since: date, until: date, group_by: tuple[Dimension, ...], rule: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await Statistics(mongo_db).rows(SUPERVISOR, StatisticsFilter(since=since, until=until), group_by)
    assert refused.value.rule == rule


async def test_four_hundred_days_are_not_too_many_but_more_rows_than_a_person_reads_are(
    intake: Intake,  # noqa: ARG001 - makes the indexes
    mongo_db: Database,
) -> None:
    model = to_document(filed())
    days = StatisticsFilter(since=DAY, until=DAY + timedelta(days=399))
    documents = [
        {**model, "_id": f"{n:032x}", "number": str(n), "matter": {"code": f"E{n}", "name": ""}}
        for n in range(MAX_ROWS + 1)
    ]
    await mongo_db.reports.insert_many(documents[:-1])
    assert len(await Statistics(mongo_db).rows(SUPERVISOR, days, (Dimension.MATTER,))) == MAX_ROWS
    await mongo_db.reports.insert_one(documents[-1])
    with pytest.raises(InvalidInput) as refused:
        await Statistics(mongo_db).rows(SUPERVISOR, days, (Dimension.MATTER,))
    assert refused.value.rule == "max_rows"


async def test_what_takes_too_long_is_refused_with_what_to_do(
    intake: Intake,  # noqa: ARG001 - makes the indexes
    mongo_db: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = {"tally": to_document(filed().tally)}
    await mongo_db.reports.insert_many({**model, "_id": str(n), "number": str(n)} for n in range(20_000))
    (row,) = await Statistics(mongo_db).rows(SUPERVISOR, WEEK, ())
    assert row.submitted == 20_000
    monkeypatch.setattr(store, "QUERY_MS", 1)
    with pytest.raises(InvalidInput) as refused:
        await Statistics(mongo_db).rows(SUPERVISOR, WEEK, ())
    assert refused.value.rule == "time_limit"


async def _keep(database: Database, reports: Sequence[Report]) -> None:
    await database.reports.delete_many({})
    if reports:
        await database.reports.insert_many(to_document(report) for report in reports)


def _key(report: Report, dimension: Dimension) -> str | None:
    match dimension:
        case Dimension.TOWN:
            return report.jurisdiction.town_code if report.jurisdiction else None
        case Dimension.DEPARTMENT:
            return report.assignment.lead.id if report.assignment else None
        case Dimension.MATTER:
            return report.matter.code if report.matter else None
        case Dimension.CHANNEL:
            return report.channel
        case Dimension.DAY:
            return (report.submitted_at + timedelta(hours=8)).date().isoformat()


def _by_hand(
    reports: Sequence[Report], wanted: StatisticsFilter, group_by: tuple[Dimension, ...]
) -> list[StatisticsRow]:
    grouped: dict[tuple[str | None, ...], list[Tally]] = defaultdict(list)
    if not group_by:
        grouped[()] = []
    for each in reports:
        day = _key(each, Dimension.DAY) or ""
        holds = (
            wanted.since.isoformat() <= day <= wanted.until.isoformat()
            and wanted.town in {None, _key(each, Dimension.TOWN)}
            and wanted.department in {None, _key(each, Dimension.DEPARTMENT)}
            and wanted.matter in {None, _key(each, Dimension.MATTER)}
            and wanted.channel in {None, each.channel}
        )
        if holds:
            grouped[tuple(_key(each, dimension) for dimension in group_by)].append(each.tally)
    ordered = sorted(grouped, key=lambda keys: [(key is None, key or "") for key in keys])
    return [_row(keys, grouped[keys]) for keys in ordered]


def _row(keys: tuple[str | None, ...], tallies: list[Tally]) -> StatisticsRow:
    def many(name: str) -> int:
        return sum(bool(getattr(tally, name)) for tally in tallies)

    def mean(name: str) -> float | None:
        values = [value for tally in tallies if (value := getattr(tally, name)) is not None]
        return pytest.approx(fmean(values)) if values else None

    def satisfaction(name: str) -> Satisfaction:
        values = [value for tally in tallies if (value := getattr(tally, name)) is not None]
        share = fmean(value >= 4 for value in values) if values else None
        return Satisfaction(mean=mean(name), good_share=pytest.approx(share) if values else None)

    return StatisticsRow(
        keys=keys,
        submitted=len(tallies),
        accepted=many("accepted"),
        dispatched=many("dispatched"),
        direct=many("direct"),
        returned=sum(bool(tally.direct and tally.returned) for tally in tallies),
        responded=sum(tally.respond_s is not None for tally in tallies),
        resolved=many("resolved"),
        timed=many("timed"),
        on_time=many("on_time"),
        overdue=many("overdue"),
        reworked=many("reworks"),
        reopened=many("reopens"),
        urged=many("urges"),
        repeated=many("repeated"),
        closed=many("closed"),
        evaluated=many("evaluated"),
        bad=many("bad"),
        classified=many("classified"),
        reclassified=many("reclassified"),
        respond_mean_s=mean("respond_s"),
        resolve_mean_s=mean("resolve_s"),
        outcome=satisfaction("outcome"),
        speed=satisfaction("speed"),
        attitude=satisfaction("attitude"),
    )


def _found(explained: Any, name: str) -> Any:
    """The first part of this name, however deep."""
    if isinstance(explained, dict):
        if name in explained:
            return explained[name]
        parts = (_found(each, name) for each in explained.values())
    elif isinstance(explained, list):
        parts = (_found(each, name) for each in explained)
    else:
        return None
    return next((part for part in parts if part is not None), None)
