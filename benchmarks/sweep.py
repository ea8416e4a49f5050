"""The sweep of many due alarms by one worker and by two, beside the least that handles as many."""

import asyncio
import random
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pymongo import WriteConcern
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from benchmarks.figures import Spread, ratio
from benchmarks.lives import Lives
from benchmarks.seed import progress_bar
from gateway import embedded
from gateway.resources import connect, utc_now
from intake import RULE, Database, Intake, Report, new_number
from intake.alarm import due_command
from intake.document import to_document
from intake.effects.step import Step
from intake.lifecycle import advance

_BATCH = 500
_MODELS = 200
_WORKERS = (1, 2)
_AGE = timedelta(minutes=35)  # nobody has signed in time, and little else is due yet
_ROOT = Path(__file__).parent.parent


@dataclass
class _Seen:
    """What one side showed with so many workers, a number a round.

    Attributes:
        rates: alarms a second.
        cpu_ms: processor milliseconds of the worker processes for an alarm.
    """

    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


_Sides = dict[tuple[str, int], _Seen]


class SweepError(Exception):
    """An alarm was lost or handled twice; the words say which."""


async def run_sweep(count: int, rounds: int, console: Console) -> None:
    """Measure both sides with one worker and with two, each over as many due alarms, and print the rates.

    Args:
        count: reports with one alarm due each.
        rounds: how often each is measured, in turns.
        console: where to print.

    Raises:
        EmbeddedError: the database cannot run here.
        SweepError: not every alarm was handled once.
    """
    seen: _Sides = {(side, workers): _Seen() for side in ("real", "floor") for workers in _WORKERS}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with embedded.mongod(Path(folder)) as mongo:
            client = connect(mongo.uri)
            try:
                database = client.get_database("bench")
                with progress_bar(console) as progress:
                    for number in range(1, rounds + 1):
                        for (side, workers), shown in seen.items():
                            await client.drop_database("bench")
                            await _seed(database, count, f"round {number}: seeding", progress)
                            told = f"{side}, {workers} worker{'s' * (workers > 1)}"
                            task = progress.add_task(told, total=None)
                            seconds, cpu_s = await _swept(mongo.uri, database, side, workers, count)
                            shown.rates.append(count / seconds)
                            shown.cpu_ms.append(cpu_s * 1000 / count)
                            progress.remove_task(task)
            finally:
                client.close()
    _show(seen, count, console)


async def _seed(database: Database, count: int, words: str, progress: Progress) -> None:
    await Intake.ensure_indexes(database)
    quick = database.get_collection("reports", write_concern=WriteConcern(w=1, j=False))
    documents = _documents(count)
    task = progress.add_task(words, total=count)
    while batch := list(islice(documents, _BATCH)):
        await quick.insert_many(batch, ordered=False)
        progress.advance(task, len(batch))
    progress.remove_task(task)


def _documents(count: int) -> Iterator[dict[str, Any]]:
    """So many reports on which one alarm is due: copies of some hundred real ones under their own number."""
    lives, now = Lives(seed=1, until=utc_now()), utc_now()
    models: list[dict[str, Any]] = []
    while len(models) < min(count, _MODELS):
        report = lives.dispatched(now - _AGE)
        if _has_one_alarm(report, lives):
            models.append(to_document(report))
    draw = random.Random(1)  # noqa: S311 - nothing secret
    for _ in range(count):
        yield {**draw.choice(models), "_id": secrets.token_hex(16), "number": new_number(now)}


def _has_one_alarm(report: Report, lives: Lives) -> bool:
    """Whether one thing is due on it, and nothing more within the time that a measurement takes."""
    now = utc_now()
    command = due_command(report, now)
    if command is None:
        return False
    after = advance(
        report, command, Step(actor=RULE, now=now, router=lives.routing, salt=secrets.token_hex(16))
    )
    return due_command(after, now + timedelta(hours=1)) is None


async def _swept(uri: str, database: Database, side: str, workers: int, count: int) -> tuple[float, float]:
    """Let so many worker processes handle everything.

    Returns:
        Seconds from the word go to the last one's end, and the processor seconds of all of them.
    """
    async with AsyncExitStack() as stack:
        started = [await _worker(stack, uri, database.name, side) for _ in range(workers)]
        began = time.perf_counter()
        told = await asyncio.gather(*(worker.communicate(b"go\n") for worker in started))
        seconds = time.perf_counter() - began
    words = [out.decode().split() for out, _ in told]
    left = await database.get_collection("reports").count_documents({"version": {"$ne": 2}})
    if not all(words) or sum(int(handled) for handled, _ in words) != count or left:
        raise SweepError(f"{side}: {words} of {count} handled, {left} reports not changed once")
    return seconds, sum(float(cpu) for _, cpu in words)


async def _worker(stack: AsyncExitStack, uri: str, database: str, side: str) -> asyncio.subprocess.Process:
    """A worker process that waits for the word."""
    pipe = asyncio.subprocess.PIPE
    argv = (sys.executable, "-m", "benchmarks.sweeper", uri, database, side)
    worker = await asyncio.create_subprocess_exec(*argv, cwd=_ROOT, stdin=pipe, stdout=pipe)
    stack.callback(_ended, worker)
    if worker.stdout is None or await worker.stdout.readline() != b"ready\n":
        raise SweepError(f"{side}: a worker did not start")
    return worker


def _ended(worker: asyncio.subprocess.Process) -> None:
    if worker.returncode is None:
        worker.kill()


def _show(seen: _Sides, count: int, console: Console) -> None:
    table = Table(
        title=f"{count:,} due alarms; alarms/s, median (lowest - highest)",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    for heading in ("workers", "sweep", "floor", "sweep ÷ floor", "CPU ms", "floor's", "CPU, floor ÷ sweep"):
        table.add_column(heading, justify="right")
    for workers in _WORKERS:
        real, floor = seen["real", workers], seen["floor", workers]
        table.add_row(
            str(workers),
            _told(Spread.of(real.rates)),
            _told(Spread.of(floor.rates)),
            _told(_paired(real.rates, floor.rates), 2),
            _told(Spread.of(real.cpu_ms), 2),
            _told(Spread.of(floor.cpu_ms), 2),
            _told(_paired(floor.cpu_ms, real.cpu_ms), 2),
        )
    console.print(table)
    fastest = max(Spread.of(seen["real", workers].rates).median for workers in _WORKERS)
    console.print(f"100,000 alarms take {100_000 / fastest / 60:.1f} minutes at the best of these rates")


def _paired(one: list[float], other: list[float]) -> Spread:
    return Spread.of(ratio(mine, its) for mine, its in zip(one, other, strict=True))


def _told(spread: Spread, digits: int = 0) -> str:
    if spread.low == spread.high:
        return f"{spread.median:.{digits}f}"
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f} - {spread.high:.{digits}f})"
