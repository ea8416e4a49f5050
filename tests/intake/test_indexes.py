"""Every query that is named beside an index finds its way by that index: judged by what MongoDB ran."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from intake import (
    Actor,
    Alarms,
    Cursor,
    Database,
    Dimension,
    FailureFilter,
    Failures,
    Intake,
    Level,
    Near,
    Outbox,
    Point,
    PublicFilter,
    PublicReports,
    Report,
    ReportFilter,
    Request,
    RequestKind,
    Resolution,
    ResultCode,
    Role,
    Screening,
    Stage,
    Statistics,
    StatisticsFilter,
    Window,
)
from intake.document import to_document
from intake.store import INDEXES, ReportStore
from support.reports import (
    DISPATCHER,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    filed,
    place,
    submission,
)

MANY = 400
NUMBER = filed().number
MIDDLE = Window(limit=5, cursor=Cursor(NOW + timedelta(seconds=MANY // 2), "8"))
BACK = replace(MIDDLE, backwards=True)
SOMEBODY = Actor("reporter-3", Role.REPORTER)
BOTH = Actor("officer-9", Role.OFFICER, frozenset({NANCHENG_CG.id, HUMEN_CG}))
ALL = ReportFilter()
ASKED = Request(kind=RequestKind.RETURN, by=OFFICER.id, department=NANCHENG_CG, at=NOW, words="不属我局")
RESOLVED = Resolution(result=ResultCode.EXPLAINED, words="已说明清扫安排", photos=(), at=NOW)
WAITING = ReportFilter(stages=(Stage.SUBMITTED,))
NANCHENG_TOWN = ReportFilter(town="441900004000")
SOME_TIME = ReportFilter(since=NOW + timedelta(seconds=200), until=NOW + timedelta(seconds=210))
ONE_DAY = StatisticsFilter(since=date(2026, 11, 24), until=date(2026, 11, 24))
CLOSE = ReportFilter(near=Near(point=Point(113.70, 22.95), radius_m=60))


async def _all(reports: AsyncIterator[Report]) -> list[Report]:
    return [report async for report in reports]


Query = Callable[[Intake, Database], Awaitable[Any]]
QUERIES: dict[str, tuple[str, Query]] = {
    "report(number)": ("number", lambda intake, _: intake.read(NUMBER, DISPATCHER)),
    "reports of a reporter": ("reporter_queue", lambda intake, _: intake.page(SOMEBODY, ALL, MIDDLE)),
    "reports of a reporter, back": ("reporter_queue", lambda intake, _: intake.page(SOMEBODY, ALL, BACK)),
    "reports of an officer": ("department_queue", lambda intake, _: intake.page(OFFICER, ALL, MIDDLE)),
    "reports of two departments": ("department_queue", lambda intake, _: intake.page(BOTH, ALL, MIDDLE)),
    "two queues": (
        "stage_queue",
        lambda intake, _: intake.page(
            DISPATCHER, ReportFilter(stages=(Stage.SUBMITTED, Stage.CLOSED)), MIDDLE
        ),
    ),
    "the manual queue": ("stage_queue", lambda intake, _: intake.page(DISPATCHER, WAITING, MIDDLE)),
    "the manual queue, counted": ("stage_queue", lambda intake, _: intake.count(DISPATCHER, WAITING)),
    "reports of a town": ("town_queue", lambda intake, _: intake.page(DISPATCHER, NANCHENG_TOWN, MIDDLE)),
    "reports of a matter": (
        "matter_queue",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(matter="E0102"), MIDDLE),
    ),
    "reports of a channel": (
        "channel_queue",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(channel="grid"), MIDDLE),
    ),
    "reports of a time": ("newest", lambda intake, _: intake.page(DISPATCHER, SOME_TIME, Window(limit=20))),
    "reports of a time, counted": ("newest", lambda intake, _: intake.count(DISPATCHER, SOME_TIME)),
    "reports of a town and a time": (
        "town_queue",
        lambda intake, _: intake.page(DISPATCHER, replace(SOME_TIME, town="441900003000"), Window(limit=20)),
    ),
    "all of a channel, one by one": (
        "channel_queue",
        lambda intake, _: _all(intake.each(DISPATCHER, replace(SOME_TIME, channel="iguanjia"))),
    ),
    "all reports": ("newest", lambda intake, _: intake.page(DISPATCHER, ALL, MIDDLE)),
    "all reports, back": ("newest", lambda intake, _: intake.page(DISPATCHER, ALL, BACK)),
    "reports around a point": ("place", lambda intake, _: intake.page(DISPATCHER, CLOSE, MIDDLE)),
    "statistics of an officer": (
        "department_queue",
        lambda _, database: Statistics(database).rows(OFFICER, ONE_DAY, ()),
    ),
    "statistics of a day by town": (
        "statistics",
        lambda _, database: Statistics(database).rows(DISPATCHER, ONE_DAY, (Dimension.TOWN,)),
    ),
    "what is late": (
        "warning_queue",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(warning=Level.RED), MIDDLE),
    ),
    "what a person should read first": (
        "screening_queue",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(screening=Screening.RISKY), MIDDLE),
    ),
    "what departments ask for": (
        "request_queue",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(request=RequestKind.RETURN), MIDDLE),
    ),
    "what was arbitrated": (
        "arbitrated",
        lambda intake, _: intake.page(DISPATCHER, ReportFilter(arbitrated=True), MIDDLE),
    ),
    "the public list of a matter": (
        "matter_queue",
        lambda _, database: PublicReports(database).find(PublicFilter(matters=("E0102",), limit=5)),
    ),
    "the public list of what is open": (
        "stage_queue",
        lambda _, database: PublicReports(database).find(PublicFilter(is_open=True, limit=5)),
    ),
    "the public list of a time": (
        "newest",
        lambda _, database: PublicReports(database).find(
            PublicFilter(since=SOME_TIME.since, until=SOME_TIME.until)
        ),
    ),
    "the public list of what changed": (
        "updated",
        lambda _, database: PublicReports(database).find(
            PublicFilter(updated_after=NOW + timedelta(seconds=MANY - 10))
        ),
    ),
    "what the public asks for by number": (
        "number",
        lambda _, database: PublicReports(database).numbered([NUMBER]),
    ),
    "an earlier result at the same place": (
        "resolved_place",
        lambda _, database: ReportStore(database).resolved_near(
            "E0104", Point(113.70, 22.95), 50, NOW - timedelta(days=15)
        ),
    ),
    "open reports of the same thing": (
        "open_place",
        lambda _, database: ReportStore(database).open_near(
            ["E0104", "E9999", None], Point(113.702, 22.95), 100, NOW - timedelta(days=30), 64
        ),
    ),
    "the sweep": ("alarm", lambda _, database: Alarms(database).lag(NOW + timedelta(hours=1))),
    "what the outbox gave up": (
        "outgoing_failed",
        lambda _, database: Failures(database, lambda: NOW).page(
            DISPATCHER, FailureFilter(channel="grid", since=NOW + timedelta(seconds=390)), 5
        ),
    ),
    "the outbox": (
        "outgoing_queue",
        lambda _, database: Outbox(database).claim(NOW + timedelta(hours=1), "iguanjia", 4),
    ),
}


@pytest.fixture
def mongo_db(bare_database: Database) -> Database:
    """One in which nobody has asked anything before, so that no plan is remembered."""
    return bare_database


@cache
def _city() -> list[dict[str, Any]]:
    """A city of reports in a grid, a tenth of them in the queues that the queries ask for."""
    documents = []
    for n in range(MANY):
        where = place(Point(113.70 + n % 20 * 0.002, 22.95 + n // 20 * 0.002))
        report = replace(
            filed(submission(reporter=f"reporter-{n % 10}", location=where)),
            id=f"{n:032x}",
            submitted_at=NOW + timedelta(seconds=n),
            updated_at=NOW + timedelta(seconds=n),
            stage=Stage.SUBMITTED if n % 10 == 1 else Stage.DISPATCHED,
            resolution=RESOLVED if n % 3 == 0 else None,
            departments={2: (NANCHENG_CG.id,), 3: (HUMEN_CG,)}.get(n % 10, ("CG-441900003000",)),
        )
        document = to_document(report)
        document["jurisdiction"]["town_code"] = "441900004000" if n % 10 == 4 else "441900003000"
        document["channel"] = "grid" if n % 10 == 6 else "iguanjia"
        document["matter"]["code"] = "E0102" if n % 10 == 5 else "E0104"
        document["tally"]["day"] = "2026-11-24" if n % 10 == 7 else "2026-11-23"
        document["warning"] = {7: "red", 8: "overdue", 9: "orange"}.get(n % 20)
        if n % 2:
            document["outgoing"][0] |= {
                "to": {"channel": "grid", "ref": "g"},
                "due_at": None,
                "failed_at": NOW + timedelta(seconds=n),
            }
        if n % 20 in {3, 4}:
            document["request"] = to_document(ASKED) | {"kind": {3: "return", 4: "extension"}[n % 20]}
        document["screening"] = {11: "risky", 12: "unchecked"}.get(n % 20)
        documents.append(document)
    documents[0] |= {"number": NUMBER, "stage": "closed"}
    return documents


@pytest.fixture
async def crowded(intake: Intake, mongo_db: Database) -> Intake:
    await mongo_db.reports.insert_many(_city())
    return intake


async def _profiled(database: Database, query: Awaitable[Any]) -> dict[str, Any]:
    """What MongoDB notes of the operation on reports by which this query finds them."""
    await database.command("profile", 2)
    assert await query
    await database.command("profile", 0)
    runs = (
        await database["system.profile"].find({"ns": f"{database.name}.reports"}).sort("ts", 1).to_list(None)
    )
    # a claim goes on with what it found, by id
    assert all(run["planSummary"] in {"IDHACK", "IXSCAN { _id: 1 }"} for run in runs[1:]), runs[1:]
    return dict(runs[0])


@pytest.mark.parametrize("name", QUERIES)
async def test_a_query_goes_by_its_index_and_looks_at_little_else(
    crowded: Intake, mongo_db: Database, name: str
) -> None:
    index, query = QUERIES[name]
    run = await _profiled(mongo_db, query(crowded, mongo_db))
    keys = next(each.document["key"] for each in INDEXES if each.document["name"] == index)
    way = ", ".join(f"{key}: {repr(kind).replace(chr(39), chr(34))}" for key, kind in keys.items())
    assert set(run["planSummary"].replace("}, I", "}|I").split("|")) == {f"IXSCAN {{ {way} }}"}
    assert run["docsExamined"] <= 12, run["docsExamined"]
    assert run["keysExamined"] <= MANY / 8, run["keysExamined"]
    assert bool(run.get("hasSortStage")) is (
        index in {"place", "resolved_place", "open_place", "outgoing_failed"}
    )


def test_every_index_has_its_query() -> None:
    assert {index.document["name"] for index in INDEXES} == {index for index, _ in QUERIES.values()}


async def test_indexes_may_be_made_again(mongo_db: Database) -> None:
    await Intake.ensure_indexes(mongo_db)
    first = await mongo_db.reports.index_information()
    await Intake.ensure_indexes(mongo_db)
    assert await mongo_db.reports.index_information() == first
    assert set(first) == {"_id_", *(index.document["name"] for index in INDEXES)}


@pytest.mark.usefixtures("crowded")
async def test_a_claim_looks_at_few_however_many_wait(mongo_db: Database) -> None:
    outbox = Outbox(mongo_db)
    for _ in range(5):
        await outbox.claim(NOW + timedelta(hours=1), "iguanjia", 1)
    run = await _profiled(mongo_db, outbox.claim(NOW + timedelta(hours=1), "iguanjia", 1))
    assert run["docsExamined"] <= 20


@pytest.mark.usefixtures("crowded")
async def test_what_one_channel_is_owed_costs_the_claims_of_another_nothing(mongo_db: Database) -> None:
    first = {"_id": f"{0:032x}"}
    await mongo_db.reports.update_one(first, {"$set": {"outgoing.0.to.channel": "traffic"}})
    run = await _profiled(mongo_db, Outbox(mongo_db).claim(NOW + timedelta(hours=1), "traffic", 8))
    assert run["docsExamined"] <= 2
