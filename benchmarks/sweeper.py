"""One worker that sweeps until nothing is due, or the least that handles as many alarms.

Run by the benchmark as ``python -m benchmarks.sweeper URI DATABASE real|floor``: says that it is ready, waits
for a line, works, and says how many alarms it handled in how many seconds of processor time.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import uvloop

import routing
from benchmarks.apply import NoPhotos
from gateway.resources import connect, utc_now
from intake import Database, Intake, Report
from intake.alarm import due_command
from intake.document import difference, from_document
from intake.effects.step import Step
from intake.lifecycle import advance
from intake.stage import RULE

_AT_ONCE = 8
_LEASE = timedelta(seconds=60)


async def _main(uri: str, name: str, side: str) -> None:
    client = connect(uri)
    try:
        database = client.get_database(name)
        router = _router()
        work = _sweep(database, router) if side == "real" else await _floor(database, router)
        _say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        before = time.process_time()
        handled = await work()
        _say(f"{handled} {time.process_time() - before:.3f}")
    finally:
        client.close()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _router() -> routing.Routing:
    catalogue = routing.builtin_catalogue()
    return routing.Routing(catalogue, routing.builtin_layer(catalogue), routing.builtin_calendar())


def _sweep(database: Database, router: routing.Routing) -> Callable[[], Awaitable[int]]:
    intake = Intake(database, router=router, photos=NoPhotos(), clock=utc_now)
    sweep = routing.Sweep(database, intake)

    async def work() -> int:
        done = 0
        while handled := await sweep.sweep_once(utc_now()):
            done += handled
        return done

    return work


async def _floor(database: Database, router: routing.Routing) -> Callable[[], Awaitable[int]]:
    """One lease and one guarded update an alarm, with a change that was computed before the clock started."""
    reports = database.get_collection("reports")
    change = _change(from_document(await reports.find_one({}) or {}, Report), router)

    async def lane() -> int:
        done = 0
        while True:
            now = utc_now()
            found: dict[str, Any] | None = await reports.find_one_and_update(
                {"alarm_at": {"$lte": now}, "alarm_lease_until": {"$not": {"$gt": now}}},
                {"$set": {"alarm_lease_until": now + _LEASE}},
                sort=[("alarm_at", 1)],
                hint="alarm",
            )
            if found is None:
                return done
            await reports.update_one({"_id": found["_id"], "version": found["version"]}, change)
            done += 1

    async def work() -> int:
        return sum(await asyncio.gather(*(lane() for _ in range(_AT_ONCE))))

    return work


def _change(model: Report, router: routing.Routing) -> dict[str, Any]:
    now = utc_now()
    command = due_command(model, now)
    if command is None:
        raise RuntimeError("nothing is due on the first report")
    change = difference(
        model, advance(model, command, Step(actor=RULE, now=now, router=router, salt=secrets.token_hex(16)))
    )
    change["$set"] |= {"alarm_at": None, "alarm_lease_until": None}
    return change


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
