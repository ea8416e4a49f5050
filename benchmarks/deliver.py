"""Notices to an app's server, by one worker and by two; and what a dead app beside it costs."""

import asyncio
import secrets
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from pymongo import WriteConcern
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.deliverer import ALIVE, DEAD
from benchmarks.lives import Lives
from gateway import embedded
from gateway.resources import connect, utc_now
from intake import Database, Intake, new_number
from intake.document import to_document

_BATCH, _MODELS = 500, 100
_ROOT = Path(__file__).parent.parent
_SIDES = ("floor 1", "real 1", "real 2", "dead beside 1")
"""What is measured, in turns: a side and how many workers."""


class DeliverError(Exception):
    """A notice was lost or told twice; the words say how many."""


async def run_deliver(count: int, rounds: int, console: Console) -> None:
    """Measure each side over as many reports that are owed three notices or so, and print the rates.

    Args:
        count: reports of the live app; another is owed as many, and told on one side only, in vain.
        rounds: how often each side is measured, in turns.
        console: where to print.

    Raises:
        EmbeddedError: the database cannot run here.
        DeliverError: not every notice was told.
    """
    rates: dict[str, list[float]] = {side: [] for side in _SIDES}
    cpu_ms: dict[str, list[float]] = {side: [] for side in _SIDES}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with AsyncExitStack() as stack:
            mongo = await stack.enter_async_context(embedded.mongod(Path(folder)))
            client = connect(mongo.uri)
            stack.callback(client.close)
            takes, hangs = [await _stub(stack, mood) for mood in ("takes", "hangs")]
            for _ in range(rounds):
                for side in _SIDES:
                    await client.drop_database("bench")
                    database = client.get_database("bench")
                    owed = await _seed(database, ALIVE, count)
                    await _seed(database, DEAD, count)
                    dead = side.startswith("dead")
                    which, workers = side.rsplit(" ", 1)
                    argv = [mongo.uri, "bench", "floor" if which == "floor" else "real", takes]
                    seconds, cpu_s = await _delivered(argv + [hangs] * dead, int(workers), owed)
                    rates[side].append(owed / seconds)
                    cpu_ms[side].append(cpu_s * 1000 / owed)
    _show(rates, cpu_ms, console)


async def _seed(database: Database, channel: str, count: int) -> int:
    """So many reports that a channel's app is owed everything of; how many notices those are."""
    await Intake.ensure_indexes(database)
    quick = database.get_collection("reports", write_concern=WriteConcern(w=1, j=False))
    documents = _documents(channel, count)
    owed = 0
    while batch := list(islice(documents, _BATCH)):
        owed += sum(each["public_seq"] for each in batch)
        await quick.insert_many(batch, ordered=False)
    return owed


def _documents(channel: str, count: int) -> Iterator[dict[str, Any]]:
    lives, now = Lives(seed=1, until=utc_now()), utc_now()
    models = [to_document(lives.dispatched(now)) for _ in range(min(count, _MODELS))]
    for n in range(count):
        model = models[n % len(models)]
        mark = {**model["outgoing"][0], "to": {"channel": channel, "ref": f"SSP-{n}"}}
        yield {
            **model,
            "_id": secrets.token_hex(16),
            "number": new_number(now),
            "channel": channel,
            "outgoing": [mark],
        }


async def _stub(stack: AsyncExitStack, mood: str) -> str:
    process = await _started(stack, "benchmarks.app_stub", mood)
    return f"http://127.0.0.1:{await _line(process)}/hear"


async def _delivered(argv: list[str], workers: int, owed: int) -> tuple[float, float]:
    """Let so many workers deliver everything; seconds until the last has ended, and processor seconds."""
    async with AsyncExitStack() as stack:
        started = [await _started(stack, "benchmarks.deliverer", *argv) for _ in range(workers)]
        for worker in started:
            if await _line(worker) != "ready":
                raise DeliverError("a worker did not start")
        told = [
            out.split() for out, _ in await asyncio.gather(*(each.communicate(b"go\n") for each in started))
        ]
    done = sum(int(each[0]) for each in told)
    if done != owed:
        raise DeliverError(f"{done} of {owed} notices were told")
    return max(float(each[2]) for each in told), sum(float(each[1]) for each in told)


async def _started(stack: AsyncExitStack, module: str, *argv: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *argv, cwd=_ROOT, stdin=pipe, stdout=pipe
    )
    stack.callback(_ended, process)
    return process


async def _line(process: asyncio.subprocess.Process) -> str:
    return (await process.stdout.readline()).decode().strip() if process.stdout else ""


def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()


def _show(rates: dict[str, list[float]], cpu_ms: dict[str, list[float]], console: Console) -> None:
    table = Table(title="notices/s, median (lowest - highest)", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("side and workers", "notices/s", "CPU ms of the workers for one"):
        table.add_column(heading, justify="right")
    for side, found in rates.items():
        told = f"{statistics.median(found):.0f} ({min(found):.0f} - {max(found):.0f})"
        table.add_row(side, told, f"{statistics.median(cpu_ms[side]):.2f}")
    console.print(table)
    lost = [1 - dead / alone for dead, alone in zip(rates["dead beside 1"], rates["real 1"], strict=True)]
    console.print(f"a dead app beside it costs the live one {statistics.median(lost):.1%} of its notices/s")
