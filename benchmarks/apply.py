"""``Intake.apply`` beside the least that reads a report and writes the same change, in a growing store."""

import asyncio
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Spread, percentile, ratio
from benchmarks.lives import Lives, officer_of
from benchmarks.seed import seed
from gateway import embedded
from gateway.resources import connect, utc_now
from intake import Database, Evidence, Intake, Report, Sign
from intake.document import difference, to_document
from intake.effects.step import Step
from intake.lifecycle import advance

_AT_ONCE = 16
_CACHE_GB = 2.0
"""The indexes of a million reports fit, as they do on a machine that serves a city."""
_FELL_AT_MOST = 0.25


class NoPhotos:
    """Commands that bring none."""

    async def evidence(self, photo_ids: tuple[str, ...], owner: str) -> tuple[Evidence, ...]:  # noqa: ARG002 - the port's signature
        """None."""
        return ()


@dataclass
class _Side:
    """What one side showed at one size of the collection."""

    rates: list[float] = field(default_factory=list)
    latencies_ms: list[float] = field(default_factory=list)


async def run_apply(stored: list[int], commands: int, rounds: int, console: Console) -> None:
    """Measure both sides at each size and print throughput, p99, and how far it fell.

    Args:
        stored: how many reports the collection holds at each measurement, ascending.
        commands: signatures in one round of one side.
        rounds: how often each side is measured at each size.
        console: where to print.

    Raises:
        EmbeddedError: the database cannot run here.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with embedded.mongod(Path(folder), cache_gb=_CACHE_GB) as mongo:
            client = connect(mongo.uri)
            try:
                database = client.get_database("bench")
                seen = await _measure(database, stored, commands, rounds, console)
            finally:
                client.close()
    _show(seen, console)


async def _measure(
    database: Database, stored: list[int], commands: int, rounds: int, console: Console
) -> dict[int, tuple[_Side, _Side, float]]:
    lives = Lives(seed=1, until=utc_now())
    intake = Intake(database, router=lives.routing, photos=NoPhotos(), clock=utc_now)
    seen: dict[int, tuple[_Side, _Side, float]] = {}
    there = 0
    await Intake.ensure_indexes(database)
    for size in stored:
        if size > there:
            await seed(database, size - there, utc_now(), console)
            there = size
        real, floor = _Side(), _Side()
        for _ in range(rounds + 1):
            await _round(database, lives, commands, _real(intake), real)
            await _round(database, lives, commands, _floor(database, lives), floor)
        for side in (real, floor):  # the first round warms up
            del side.rates[0]
            del side.latencies_ms[:commands]
        figures = await database.command("collStats", "reports")
        seen[size] = (real, floor, figures["totalIndexSize"] / 1e6)
        rates = " beside ".join(f"{Spread.of(side.rates).median:,.0f}" for side in (real, floor))
        console.print(f"{size:,} stored: {rates} signatures/s", highlight=False)
    return seen


async def _round(
    database: Database,
    lives: Lives,
    commands: int,
    sign: Callable[[Report], Awaitable[None]],
    side: _Side,
) -> None:
    """Let several officers sign so many fresh reports at once; every report is taken out again."""
    reports = [lives.dispatched(utc_now() - timedelta(minutes=1)) for _ in range(commands)]
    collection = database.get_collection("reports")
    await collection.insert_many([to_document(report) for report in reports])
    waiting = iter(reports)

    async def officer() -> None:
        for report in waiting:
            began = time.perf_counter()
            await sign(report)
            side.latencies_ms.append((time.perf_counter() - began) * 1000)

    began = time.perf_counter()
    await asyncio.gather(*(officer() for _ in range(_AT_ONCE)))
    side.rates.append(commands / (time.perf_counter() - began))
    ids = [report.id for report in reports]
    signed = await collection.count_documents({"_id": {"$in": ids}, "version": 2})
    if signed != commands:
        raise RuntimeError(f"{signed} of {commands} were signed")
    await collection.delete_many({"_id": {"$in": ids}})


def _real(intake: Intake) -> Callable[[Report], Awaitable[None]]:
    async def sign(report: Report) -> None:
        await intake.apply(report.number, Sign(), officer_of(report))

    return sign


def _floor(database: Database, lives: Lives) -> Callable[[Report], Awaitable[None]]:
    """One read by number, one guarded update with a change that was computed before the clock started."""
    collection = database.get_collection("reports")
    model = lives.dispatched(utc_now())
    signed = advance(
        model,
        Sign(),
        Step(actor=officer_of(model), now=utc_now(), router=lives.routing, salt=secrets.token_hex(16)),
    )
    change = difference(model, signed)

    async def sign(report: Report) -> None:
        found = await collection.find_one({"number": report.number})
        if found is not None:
            await collection.update_one({"_id": found["_id"], "version": found["version"]}, change)

    return sign


def _show(seen: dict[int, tuple[_Side, _Side, float]], console: Console) -> None:
    table = Table(
        title=f"Signing, closed loop, {_AT_ONCE} officers; medians, ms",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    headings = ("stored", "apply/s", "floor/s", "ratio", "÷ empty", "p50", "p99", "floor p99", "index MB")
    for heading in headings:
        table.add_column(heading, justify="right")
    first = 0.0
    for size, (real, floor, megabytes) in seen.items():
        rate, least = Spread.of(real.rates).median, Spread.of(floor.rates).median
        first = first or rate
        table.add_row(
            f"{size:,}",
            f"{rate:.0f}",
            f"{least:.0f}",
            f"{ratio(rate, least):.2f}",
            f"{ratio(rate, first):.2f}",
            f"{percentile(real.latencies_ms, 50):.1f}",
            f"{percentile(real.latencies_ms, 99):.1f}",
            f"{percentile(floor.latencies_ms, 99):.1f}",
            f"{megabytes:.0f}",
        )
    console.print(table)
    last = Spread.of(list(seen.values())[-1][0].rates).median
    kept = ratio(last, first)
    verdict = "holds" if kept >= 1 - _FELL_AT_MOST else "fails"
    console.print(f"goal: at most {_FELL_AT_MOST:.0%} less than empty; {1 - kept:+.0%} · {verdict}")
