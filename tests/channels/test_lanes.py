"""Lanes over real HTTP and MongoDB: one dead app holds up no other, and is left alone for a while."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from channels import (
    App,
    ChannelStore,
    CircuitState,
    CircuitStore,
    Delivery,
    Means,
    build_channels,
    open_callback,
)
from intake import Database, Intake, Report, Sign
from routing import to_wgs84
from support.app_server import AppServer, app_server, hangs, resets, says
from support.channels import STEADY
from support.clock import Clock
from support.reports import OFFICER, submission


@asynccontextmanager
async def _telling(database: Database, clock: Clock, **apps: App) -> AsyncIterator[Delivery]:
    async with open_callback(clock) as callback, httpx.AsyncClient() as http:
        means = Means(
            store=ChannelStore(database), http=http, to_wgs84=to_wgs84, apps=apps, callback=callback
        )
        yield Delivery(database, build_channels(means), STEADY)


@pytest.fixture
async def server() -> AsyncIterator[AppServer]:
    async with app_server() as found:
        yield found


async def _handed_in(intake: Intake, channel: str, count: int, **given: object) -> list[Report]:
    return [
        await intake.submit(submission(channel=channel, external_ref=f"{channel}-{n}", **given))
        for n in range(count)
    ]


def _heard(server: AppServer) -> dict[str, list[int]]:
    """What each follower was sent, in order."""
    found: dict[str, list[int]] = {}
    for post in server.posts:
        found.setdefault(post.told["number"], []).append(post.told["seq"])
    return found


async def _drain(delivery: Delivery, clock: Clock, lane: str | None = None) -> int:
    done = 0
    while handled := await delivery.deliver_once(clock(), lane):
        done += handled
    return done


async def test_everything_arrives_in_order_and_once(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    reports = await _handed_in(intake, "city", 40)
    for report in reports[:5]:
        await intake.apply(report.number, Sign(), OFFICER)
    async with _telling(mongo_db, clock, city=server.app()) as delivery:
        assert await _drain(delivery, clock) == 125
    assert _heard(server) == {
        each.number: [1, 2, 3, 4] if each in reports[:5] else [1, 2, 3] for each in reports
    }
    assert len({post.told["deliveryId"] for post in server.posts}) == 125


async def test_eight_workers_tell_everything_once_and_in_order(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    reports = await _handed_in(intake, "city", 40)
    async with (
        _telling(mongo_db, clock, city=server.app()) as one,
        _telling(mongo_db, clock, city=server.app()) as two,
    ):
        done = await asyncio.gather(*(_drain(each, clock) for each in (one, two) * 4))
    assert sum(done) == 120
    assert _heard(server) == {each.number: [1, 2, 3] for each in reports}


async def test_a_failure_holds_up_what_comes_after_it_and_is_sent_again_under_its_id(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    (report,) = await _handed_in(intake, "city", 1)
    moods = iter([says(), says(200, b'{"code": 5}'), resets, says(), says()])
    server.answers = lambda _: next(moods)
    async with _telling(mongo_db, clock, city=server.app()) as delivery:
        await _drain(delivery, clock)
        for wait in (5, 30):
            clock.advance(timedelta(seconds=wait))
            await _drain(delivery, clock)
    assert _heard(server) == {report.number: [1, 2, 2, 2, 3]}
    assert len({post.told["deliveryId"] for post in server.posts}) == 3


async def test_a_worker_that_dies_repeats_no_more_than_what_was_under_way(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    (report,) = await _handed_in(intake, "city", 1)
    moods = iter([says(), hangs])
    server.answers = lambda _: next(moods)
    async with _telling(mongo_db, clock, city=server.app()) as delivery:
        dying = asyncio.create_task(delivery.deliver_once(clock(), "city"))
        await server.sent(2)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        server.answers = lambda _: says()
        assert await _drain(delivery, clock) == 0
        clock.advance(timedelta(seconds=30))
        assert await _drain(delivery, clock) == 2
    assert _heard(server) == {report.number: [1, 2, 2, 3]}


async def test_a_dead_app_is_left_alone_tried_once_and_told_all_when_it_is_back(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    reports = await _handed_in(intake, "city", 50)
    circuits = CircuitStore(mongo_db)
    server.answers = lambda _: says(503)
    async with (
        _telling(mongo_db, clock, city=server.app()) as one,
        _telling(mongo_db, clock, city=server.app()) as two,
    ):
        await _drain(one, clock)
        burnt = len(server.posts)
        assert burnt <= 48, "one round of what was under way"
        assert (await circuits.read("city")).state(clock()) is CircuitState.OPEN
        assert await _drain(two, clock) == 0
        clock.advance(timedelta(seconds=5))
        assert (await circuits.read("city")).state(clock()) is CircuitState.HALF_OPEN
        assert sum(await asyncio.gather(*(each.deliver_once(clock(), "city") for each in (one, two)))) == 1
        assert len(server.posts) == burnt + 1
        again = await circuits.read("city")
        assert (again.opened, again.until) == (2, clock() + timedelta(seconds=10))
        server.answers = lambda _: says()
        clock.advance(timedelta(seconds=10))
        await _drain(two, clock)
        assert (await circuits.read("city")).is_clean
        clock.advance(timedelta(minutes=5))
        await _drain(one, clock)
    taken = {each.number: _heard(server)[each.number] for each in reports}
    assert all(seqs[-3:] == [1, 2, 3] and set(seqs[:-3]) <= {1} for seqs in taken.values())


async def test_one_dead_app_slows_no_other(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    async with app_server() as dead:
        dead.answers = lambda _: hangs
        await _handed_in(intake, "grid", 5)
        await _handed_in(intake, "city", 5)
        async with _telling(mongo_db, clock, city=server.app(), grid=dead.app()) as delivery:
            stuck = asyncio.create_task(delivery.deliver_once(clock(), "grid"))
            await dead.sent(5)
            began = time.monotonic()
            assert await _drain(delivery, clock, "city") == 15
            assert time.monotonic() - began < 5
            assert not stuck.done()
            stuck.cancel()
            await asyncio.gather(stuck, return_exceptions=True)


async def test_one_slow_follower_does_not_starve_the_others_of_its_channel(
    intake: Intake, mongo_db: Database, clock: Clock, server: AppServer
) -> None:
    (slow, *others) = await _handed_in(intake, "city", 40)

    server.answers = lambda post: hangs if post.told["number"] == slow.number else says()
    async with _telling(mongo_db, clock, city=server.app()) as delivery:
        working = asyncio.create_task(delivery.deliver_once(clock(), "city"))
        await server.sent(1 + 3 * len(others))
        assert not working.done()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
