"""每周一题 on the real MongoDB: what to propose, and the register."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from intake import (
    Actor,
    Database,
    Forbidden,
    IdempotencyConflict,
    Intake,
    InvalidInput,
    Jurisdiction,
    MatterRef,
    NotFound,
    Report,
    Role,
    StatisticsFilter,
    Tally,
    Topic,
    TopicPlace,
    Topics,
    TopicStage,
    UserError,
    VersionConflict,
    WrongStage,
    new_number,
)
from intake.document import to_document
from intake.tally import marks_of
from support.clock import Clock
from support.reports import (
    DISPATCHER,
    HUMEN_CG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    filed,
    submission,
)

DAY = date(2026, 11, 23)
TODAY = StatisticsFilter(since=DAY, until=DAY)
AUDITOR = Actor("auditor-1", Role.AUDITOR)
HUB = Actor("hub-1", Role.HUB, frozenset({HUMEN_CG}))


@pytest.fixture
def topics(mongo_db: Database, clock: Clock) -> Topics:
    return Topics(mongo_db, router=ROUTING, clock=clock)


def _report(matter: str | None, town: str | None, **figures: Any) -> Report:
    tally = Tally(day="2026-11-23", **figures)
    return replace(
        filed(submission()),
        matter=MatterRef(matter, matter) if matter else None,
        jurisdiction=Jurisdiction(town_code=town, town_name="", layer="", approximate=True) if town else None,
        tally=replace(tally, marks=marks_of(tally)),
        departments=(NANCHENG_CG.id,) if town == "A" else (HUMEN_CG,),
    )


async def _propose(topics: Topics, **given: Any) -> Topic:
    return await topics.propose(SUPERVISOR, **{"title": "某路口积水", "key": "topic-key-1", **given})


async def _adopted(topics: Topics) -> Topic:
    topic = await _propose(topics)
    return await topics.adopt(SUPERVISOR, topic.id, lead=HUMEN_CG, measures="疏通管网")


async def test_candidates_are_ranked_by_points_that_are_shown(topics: Topics, mongo_db: Database) -> None:
    reports = [
        *(_report("M1", "A", overdue=1) for _ in range(3)),
        _report("M1", "B", repeated=1, overdue=1),
        _report("M1", "B", bad=1),
        _report("M2", "A", returned=1),
        _report("M2", "A", reopens=2),
        *(_report("M3", "A") for _ in range(9)),
        _report(None, "A", repeated=1),
        _report("M1", None, repeated=1),
    ]
    await mongo_db.reports.insert_many(to_document(each) for each in reports)
    found = await topics.candidates(SUPERVISOR, TODAY, 10)
    assert [(each.matter, each.town, each.reports, each.score) for each in found] == [
        ("M1", "B", 2, 7),
        ("M2", "A", 2, 4),
        ("M1", "A", 3, 3),
    ]
    assert {part.mark: (part.reports, part.points) for part in found[0].parts} == {
        "repeated": (1, 3),
        "bad": (1, 3),
        "reopened": (0, 0),
        "returned": (0, 0),
        "overdue": (1, 1),
    }
    assert await topics.candidates(SUPERVISOR, TODAY, 1) == found[:1]
    tomorrow = StatisticsFilter(since=DAY + timedelta(days=1), until=DAY + timedelta(days=1))
    assert await topics.candidates(SUPERVISOR, tomorrow, 10) == []
    assert [(each.matter, each.town) for each in await topics.candidates(HUB, TODAY, 10)] == [("M1", "B")]


async def test_a_topic_from_proposal_to_verification(topics: Topics, intake: Intake, clock: Clock) -> None:
    one, other = await intake.submit(submission()), await intake.submit(submission())
    topic = await _propose(topics, reports=(one.number.lower(),))
    assert (topic.week, topic.stage, topic.reports) == ("2026-W48", TopicStage.PROPOSED, (one.number,))
    clock.advance(timedelta(hours=1))
    topic = await topics.adopt(SUPERVISOR, topic.id, lead=HUMEN_CG, measures="疏通管网")
    assert (topic.stage, topic.lead, topic.measures) == (
        TopicStage.ADOPTED,
        ROUTING.department(HUMEN_CG, "lead"),
        "疏通管网",
    )
    topic = await topics.link(SUPERVISOR, topic.id, add=(other.number, one.number), remove=())
    assert topic.reports == (one.number, other.number)
    topic = await topics.link(SUPERVISOR, topic.id, remove=(one.number,))
    assert topic.reports == (other.number,)
    topic = await topics.verify(SUPERVISOR, topic.id, result="已整治，未再积水")
    assert (topic.stage, topic.result, topic.version) == (TopicStage.VERIFIED, "已整治，未再积水", 5)
    assert [(step.stage, step.by) for step in topic.steps] == [
        (TopicStage.PROPOSED, SUPERVISOR.id),
        *[(TopicStage.ADOPTED, SUPERVISOR.id)] * 3,
        (TopicStage.VERIFIED, SUPERVISOR.id),
    ]
    assert [step.at - NOW for step in topic.steps[:2]] == [timedelta(0), timedelta(hours=1)]
    for reader in (SUPERVISOR, DISPATCHER, HUB, AUDITOR):
        assert await topics.read(reader, topic.id) == topic


async def test_a_week_is_the_city_s(topics: Topics, clock: Clock) -> None:
    clock.set(datetime(2026, 12, 27, 15, 59, tzinfo=UTC))  # Sunday, 23:59 in Dongguan
    assert (await _propose(topics)).week == "2026-W52"
    clock.set(datetime(2027, 1, 3, 16, 0, tzinfo=UTC))
    assert (await _propose(topics, key="topic-key-2")).week == "2027-W01"
    assert (await _propose(topics, key="topic-key-3", week="2026-W53")).week == "2026-W53"


async def test_a_retry_of_a_proposal_is_the_same_topic(topics: Topics, clock: Clock) -> None:
    topic = await _propose(topics)
    clock.advance(timedelta(days=9))
    assert await _propose(topics) == topic
    with pytest.raises(IdempotencyConflict):
        await _propose(topics, title="另一处积水")


async def test_topics_are_listed_newest_first_by_week(topics: Topics, clock: Clock) -> None:
    made = []
    for n in range(5):
        made.append(await _propose(topics, key=f"topic-key-{n}", week=f"2026-W{47 + n % 2}"))
        clock.advance(timedelta(seconds=n % 2))
    newest = sorted(made, key=lambda topic: (topic.proposed_at, topic.id), reverse=True)
    page = await topics.page(DISPATCHER, week=None, size=3)
    assert (list(page.topics), page.has_next) == (newest[:3], True)
    rest = await topics.page(DISPATCHER, week=None, size=3, after=TopicPlace.of(newest[2]))
    assert (list(rest.topics), rest.has_next) == (newest[3:], False)
    of_week = await topics.page(AUDITOR, week="2026-W47", size=9)
    assert list(of_week.topics) == [each for each in newest if each.week == "2026-W47"]


async def test_two_supervisors_at_once_lose_nothing(topics: Topics, intake: Intake) -> None:
    topic, report = await _adopted(topics), await intake.submit(submission())
    await topics.link(SUPERVISOR, topic.id, add=(report.number,), version=topic.version)
    with pytest.raises(VersionConflict) as refused:
        await topics.adopt(SUPERVISOR, topic.id, lead=HUMEN_CG, measures="别的", version=topic.version)
    assert refused.value.current == topic.version + 1
    assert refused.value.zh.startswith("题目")
    assert (await topics.read(SUPERVISOR, topic.id)).measures == "疏通管网"


Attempt = Callable[[Topics, str], Awaitable[Any]]


@pytest.mark.parametrize(
    ("attempt", "error", "rule"),
    [
        (lambda topics, _: _propose(topics, title="  "), InvalidInput, "required"),
        (lambda topics, _: _propose(topics, title="长" * 61), InvalidInput, "max_length"),
        (lambda topics, _: _propose(topics, week="2026-W54"), InvalidInput, "iso_week"),
        (lambda topics, _: _propose(topics, week="next"), InvalidInput, "iso_week"),
        (lambda topics, _: _propose(topics, key="x"), InvalidInput, "pattern"),
        (lambda topics, _: _propose(topics, reports=(new_number(NOW),)), InvalidInput, "known_report"),
        (lambda topics, _: _propose(topics, reports=("nonsense",)), InvalidInput, "known_report"),
        (
            lambda topics, id_: topics.adopt(SUPERVISOR, id_, lead="XX", measures="好"),
            InvalidInput,
            "known_department",
        ),
        (
            lambda topics, id_: topics.adopt(SUPERVISOR, id_, lead=HUMEN_CG, measures=""),
            InvalidInput,
            "required",
        ),
        (lambda topics, id_: topics.verify(SUPERVISOR, id_, result="好"), WrongStage, "stage"),
        (lambda topics, _: topics.verify(SUPERVISOR, "0" * 32, result="好"), NotFound, "visible"),
        (lambda topics, id_: topics.drop(DISPATCHER, id_, reason="不办"), Forbidden, "role"),
        (lambda topics, id_: topics.read(OFFICER, id_), Forbidden, "role"),
        (lambda topics, _: topics.page(REPORTER, week=None, size=1), Forbidden, "role"),
        (lambda topics, _: topics.page(SUPERVISOR, week="2026", size=1), InvalidInput, "iso_week"),
        (lambda topics, _: topics.candidates(OFFICER, TODAY, 5), Forbidden, "role"),
        (lambda topics, _: topics.candidates(SUPERVISOR, TODAY, 51), InvalidInput, "page_size"),
    ],
)
async def test_what_may_not_be_changes_nothing(
    topics: Topics, attempt: Attempt, error: type[UserError], rule: str
) -> None:
    topic = await _propose(topics, key="topic-key-0")
    with pytest.raises(error) as refused:
        await attempt(topics, topic.id)
    assert refused.value.rule == rule
    page = await topics.page(SUPERVISOR, week=None, size=9)
    assert page.topics == (topic,)


async def test_an_ended_topic_stays_as_it_is(topics: Topics) -> None:
    topic = await _adopted(topics)
    dropped = await topics.drop(SUPERVISOR, topic.id, reason="并入其他工程")
    assert (dropped.stage, dropped.result) == (TopicStage.DROPPED, "并入其他工程")
    for attempt in (
        topics.link(SUPERVISOR, topic.id),
        topics.verify(SUPERVISOR, topic.id, result="好"),
        topics.drop(SUPERVISOR, topic.id, reason="再撤"),
        topics.adopt(SUPERVISOR, topic.id, lead=HUMEN_CG, measures="再办"),
    ):
        with pytest.raises(WrongStage):
            await attempt
    assert await topics.read(SUPERVISOR, topic.id) == dropped


async def test_reports_are_counted_before_they_are_looked_up(topics: Topics, intake: Intake) -> None:
    topic, report = await _propose(topics), await intake.submit(submission())
    strangers = tuple(new_number(NOW) for _ in range(501))
    with pytest.raises(InvalidInput) as refused:
        await topics.link(SUPERVISOR, topic.id, add=strangers)
    assert (refused.value.path, refused.value.rule) == (("input", "add"), "max_items")
    with pytest.raises(InvalidInput) as refused:
        await _propose(topics, key="topic-key-2", reports=strangers)
    assert (refused.value.path, refused.value.rule) == (("input", "reports"), "max_items")
    linked = await topics.link(SUPERVISOR, topic.id, add=(report.number,) * 501)
    assert linked.reports == (report.number,)
