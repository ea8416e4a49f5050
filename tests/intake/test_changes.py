"""Live changes from the real change stream."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from intake import Changes, Database, Intake, Report, Sign
from support.clock import Clock
from support.outbox import OneByOne
from support.reports import OFFICER, open_intake, submission

PATIENCE_S = 15


@asynccontextmanager
async def _following(changes: Changes) -> AsyncIterator[None]:
    """The stream, open: everybody who waits is woken once when it is."""
    task = asyncio.create_task(changes.run())
    try:
        with changes.waiting("anything") as opened:
            await asyncio.wait_for(opened.wait(), PATIENCE_S)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
async def changes(mongo_db: Database) -> AsyncIterator[Changes]:
    changes = Changes(mongo_db)
    async with _following(changes):
        yield changes


async def _woken(flag: asyncio.Event) -> None:
    await asyncio.wait_for(flag.wait(), PATIENCE_S)
    flag.clear()


async def test_a_command_wakes_everybody_who_waits_for_that_report(intake: Intake, changes: Changes) -> None:
    report, other = await intake.submit(submission()), await intake.submit(submission())
    with (
        changes.waiting(report.id) as one,
        changes.waiting(report.id) as two,
        changes.waiting(other.id) as three,
    ):
        await _settled(intake, changes)
        three.clear()
        one.clear()
        two.clear()
        await intake.apply(report.number, Sign(), OFFICER)
        await asyncio.gather(_woken(one), _woken(two))
        assert not three.is_set()


async def test_delivery_marks_wake_nobody(
    intake: Intake, changes: Changes, mongo_db: Database, clock: Clock
) -> None:
    outbox = OneByOne(mongo_db)
    report = await intake.submit(submission())
    with changes.waiting(report.id) as flag:
        await _settled(intake, changes)
        flag.clear()
        while claim := await outbox.claim(clock()):
            assert await outbox.sent(claim, clock())
        await _settled(intake, changes)
        assert not flag.is_set()


async def test_who_waits_no_longer_is_forgotten(changes: Changes) -> None:
    with changes.waiting("a"), changes.waiting("a"):
        with changes.waiting("b"):
            assert {name: len(flags) for name, flags in changes._waiting.items()} == {"a": 2, "b": 1}
        assert set(changes._waiting) == {"a"}
    with pytest.raises(LookupError), changes.waiting("c"):
        raise LookupError
    assert changes._waiting == {}


async def test_a_broken_stream_is_opened_again_and_wakes_everybody(
    bare_database: Database, clock: Clock
) -> None:
    intake, changes = await open_intake(bare_database, clock), Changes(bare_database)
    async with _following(changes):
        with changes.waiting("waits-since-before") as flag:
            await bare_database.drop_collection("reports")
            await _woken(flag)
        report = await intake.submit(submission())
        with changes.waiting(report.id) as flag:
            await intake.apply(report.number, Sign(), OFFICER)
            await _woken(flag)


async def test_a_stream_that_the_database_refuses_is_tried_again(bare_database: Database) -> None:
    await bare_database.create_collection("elsewhere")
    await bare_database.create_collection("reports", viewOn="elsewhere", pipeline=[])  # a view has no stream
    changes = Changes(bare_database)
    following = asyncio.create_task(changes.run())
    try:
        with changes.waiting("anything") as opened:
            await asyncio.sleep(0.3)
            assert not following.done()
            await bare_database.drop_collection("reports")
            await bare_database.create_collection("reports")
            await _woken(opened)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _settled(intake: Intake, changes: Changes) -> Report:
    """A report whose change has come through: so has everything before it."""
    marker = await intake.submit(submission())
    with changes.waiting(marker.id) as flag:
        await intake.apply(marker.number, Sign(), OFFICER)
        await _woken(flag)
    return marker
