"""Reading who a reporter is: who may, what is written down first, and who may see that."""

import asyncio
from datetime import timedelta

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from intake import (
    Actor,
    Anonymity,
    BlowWhistle,
    Database,
    Dispatch,
    Forbidden,
    GrantReturn,
    IdentityReads,
    Intake,
    InvalidInput,
    NotFound,
    Purpose,
    Reporter,
    RequestReturn,
    ReturnReason,
    Role,
    Sign,
    Unavailable,
)
from support.clock import Clock
from support.reports import (
    DISPATCHER,
    NANCHENG_CG,
    OFFICER,
    REPORTER,
    ROUTING,
    SUPERVISOR,
    Album,
    open_intake,
    submission,
)

CALL_DESK = Actor("call-desk-1", Role.CALL_DESK, origin="10.0.0.9")
AUDITOR = Actor("auditor-1", Role.AUDITOR)
PUBLISHER = Actor("publisher-1", Role.PUBLISHER)
HUB = Actor("hub-1", Role.HUB, frozenset({NANCHENG_CG.id}))
REAL, HIDDEN, ANONYMOUS = Anonymity.REAL_NAME, Anonymity.HIDDEN_FROM_UNIT, Anonymity.ANONYMOUS


async def _ask(intake: Intake, number: str, actor: Actor) -> Reporter:
    return await intake.reveal(number, actor, Purpose.CONTACT, "核实地点")


@pytest.mark.parametrize(
    ("actor", "anonymity", "rule"),
    [
        (DISPATCHER, HIDDEN, None),
        (CALL_DESK, HIDDEN, None),
        (SUPERVISOR, REAL, None),
        (OFFICER, REAL, None),
        (HUB, REAL, None),
        (OFFICER, HIDDEN, "hidden_from_unit"),
        (HUB, HIDDEN, "hidden_from_unit"),
        (OFFICER, ANONYMOUS, "anonymous"),
        (DISPATCHER, ANONYMOUS, "anonymous"),
        (SUPERVISOR, ANONYMOUS, "anonymous"),
        (AUDITOR, REAL, "role"),
        (PUBLISHER, REAL, "role"),
    ],
)
async def test_whoever_asks_is_written_down_told_or_not(
    intake: Intake, clock: Clock, actor: Actor, anonymity: Anonymity, rule: str | None
) -> None:
    number = (await intake.submit(submission(anonymity=anonymity))).number
    now = clock.advance(timedelta(minutes=3))
    if rule is None:
        told = await _ask(intake, number, actor)
        assert told == Reporter(channel="iguanjia", ref=REPORTER.id, anonymity=anonymity)
    else:
        with pytest.raises(Forbidden) as refused:
            await _ask(intake, number, actor)
        assert refused.value.rule == rule
    (access,) = await intake.accesses(number, AUDITOR, 10)
    assert (access.number, access.seq, access.at) == (number, 1, now)
    assert (access.actor, access.role, access.origin) == (actor.id, actor.role, actor.origin)
    assert (access.purpose, access.words, access.refused) == (Purpose.CONTACT, "核实地点", rule)


async def test_who_was_only_called_is_not_told_and_who_assists_is(intake: Intake) -> None:
    elsewhere, helping = "CG-441900121000", "GY-441900004000"
    report = await intake.submit(submission(anonymity=REAL))
    for command, actor in (
        (RequestReturn(reason=ReturnReason.OWNERSHIP_UNCLEAR, words="权属不清"), OFFICER),
        (GrantReturn(), DISPATCHER),
        (Dispatch(lead=NANCHENG_CG.id, assisting=(helping,)), DISPATCHER),
        (Sign(), OFFICER),
        (BlowWhistle(departments=(elsewhere,), words="请到场"), HUB),
    ):
        report = await intake.apply(report.number, command, actor)
    called, assisting = (
        Actor(f"officer-{department}", Role.OFFICER, frozenset({department}))
        for department in (elsewhere, helping)
    )
    with pytest.raises(Forbidden) as refused:
        await _ask(intake, report.number, called)
    assert (refused.value.rule, refused.value.path) == ("lead_or_assisting", ("input", "number"))
    (access,) = await intake.accesses(report.number, AUDITOR, 10)
    assert (access.actor, access.refused) == (called.id, "lead_or_assisting")
    assert (await _ask(intake, report.number, assisting)).ref == REPORTER.id


async def test_what_cannot_be_asked_is_not_written_down(intake: Intake) -> None:
    number = (await intake.submit(submission())).number
    with pytest.raises(InvalidInput) as empty:
        await intake.reveal(number, DISPATCHER, Purpose.OTHER, " \n")
    assert (empty.value.path, empty.value.rule) == (("input", "words"), "required")
    elsewhere = Actor("officer-2", Role.OFFICER, frozenset({"CG-441900121000"}))
    for stranger in (elsewhere, Actor("reporter-2", Role.REPORTER)):
        with pytest.raises(NotFound):
            await _ask(intake, number, stranger)
    with pytest.raises(Forbidden):
        await _ask(intake, number, REPORTER)
    assert await intake.accesses(number, AUDITOR, 10) == []


async def test_nothing_is_told_that_was_not_written_down(bare_database: Database, clock: Clock) -> None:
    intake = await open_intake(bare_database, clock)
    number = (await intake.submit(submission())).number
    # a database in which reports can be read, and the log cannot be written
    await bare_database.create_collection("access_log", validator={"never": {"$exists": True}})
    with pytest.raises(Exception, match="Document failed validation"):
        await _ask(intake, number, DISPATCHER)
    assert await bare_database["access_log"].count_documents({}) == 0
    away: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(
        "mongodb://127.0.0.1:1", serverSelectionTimeoutMS=100
    )
    unreachable = Intake(away[bare_database.name], router=ROUTING, photos=Album(), clock=clock)
    unreachable._store = intake._store  # reports answer, the log does not
    with pytest.raises(Unavailable):
        await _ask(unreachable, number, DISPATCHER)
    away.close()


async def test_forty_at_once_are_all_written_down_in_one_chain(intake: Intake) -> None:
    number = (await intake.submit(submission())).number
    actors = [Actor(f"dispatcher-{each}", Role.DISPATCHER) for each in range(40)]
    await asyncio.gather(*(_ask(intake, number, actor) for actor in actors))
    accesses = await intake.accesses(number, AUDITOR, 100)
    assert [each.seq for each in accesses] == list(range(40, 0, -1))
    assert {each.actor for each in accesses} == {actor.id for actor in actors}
    assert len({each.previous for each in accesses}) == 40


async def test_the_log_is_for_auditor_and_supervisor_in_pages(intake: Intake) -> None:
    number = (await intake.submit(submission())).number
    for _ in range(3):
        await _ask(intake, number, DISPATCHER)
    assert [each.seq for each in await intake.accesses(number, SUPERVISOR, 2)] == [3, 2]
    assert [each.seq for each in await intake.accesses(number, AUDITOR, 2, before=2)] == [1]
    for actor in (DISPATCHER, CALL_DESK, OFFICER, REPORTER):
        with pytest.raises(Forbidden) as refused:
            await intake.accesses(number, actor, 2)
        assert refused.value.rule == "role"


async def test_reporters_see_that_they_were_read_and_nobody_else_does(intake: Intake, clock: Clock) -> None:
    report = await intake.submit(submission(anonymity=REAL))
    assert await intake.identity_reads([report], REPORTER) == [IdentityReads(count=0)]
    await _ask(intake, report.number, DISPATCHER)
    at = clock.advance(timedelta(hours=1))
    await _ask(intake, report.number, OFFICER)
    with pytest.raises(Forbidden):
        await _ask(intake, report.number, PUBLISHER)  # an attempt that was refused read nothing
    unread, neighbour_s = [await intake.submit(submission(reporter=who)) for who in (REPORTER.id, "n-1")]
    await _ask(intake, neighbour_s.number, DISPATCHER)
    reads = await intake.identity_reads([neighbour_s, report, unread], REPORTER)
    last = IdentityReads(count=2, last_at=at, last_role=Role.OFFICER)
    assert reads == [None, last, IdentityReads(count=0)]
    for actor in (SUPERVISOR, Actor(REPORTER.id, Role.DISPATCHER), Actor("reporter-2", Role.REPORTER)):
        assert await intake.identity_reads([report], actor) == [None]
