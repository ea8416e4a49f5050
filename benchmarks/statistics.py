"""``Statistics.rows`` over a year of a city beside a bare count of the same range of the same index."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pymongo import WriteConcern
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Spread, ratio
from benchmarks.lives import Lives
from benchmarks.seed import progress_bar
from gateway import embedded
from gateway.resources import connect, utc_now
from intake import Actor, Database, Dimension, InvalidInput, Role, Statistics, StatisticsFilter
from intake.document import to_document
from intake.store import INDEXES

A_DAY = 5_000
"""Reports that the city is expected to get in a day."""
_MODELS = 2_000
_BATCH = 5_000
_SHORT = 30
_INDEX = "statistics"
_KEPT = ("channel", "matter", "jurisdiction", "assignment", "departments")
_SUPERVISOR = Actor("bench-supervisor", Role.SUPERVISOR)
_GROUPINGS = (
    (),
    (Dimension.TOWN,),
    (Dimension.DEPARTMENT,),
    (Dimension.DAY,),
    (Dimension.TOWN, Dimension.MATTER),
)


async def run_statistics(days: int, rounds: int, console: Console) -> None:
    """Seed so many days, measure statistics of a month and of all of them, and print milliseconds.

    Args:
        days: of 5,000 reports each, 1-400.
        rounds: how often each is measured, taking turns.
        console: where to print.

    Raises:
        EmbeddedError: the database cannot run here.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with embedded.mongod(Path(folder)) as mongo:
            client = connect(mongo.uri)
            try:
                database = client.get_database("bench")
                await _seed(database, days, console)
                figures = await database.command("collStats", "reports")
                await _measure(database, days, rounds, console)
            finally:
                client.close()
    megabytes = figures["indexSizes"][_INDEX] / 1e6
    console.print(f"{figures['count']:,} reports; the index takes {megabytes:.0f} MB", highlight=False)


async def _seed(database: Database, days: int, console: Console) -> None:
    """Lean documents: what statistics read, and nothing of the text and the trace; the index alone."""
    quick = database.get_collection("reports", write_concern=WriteConcern(w=1, j=False))
    documents = _documents(days)
    with progress_bar(console) as progress:
        task = progress.add_task("seeding", total=days * A_DAY)
        while batch := list(islice(documents, _BATCH)):
            await quick.insert_many(batch, ordered=False)
            progress.advance(task, len(batch))
            await asyncio.sleep(0)
        progress.update(task, description="making the index")
        await database.get_collection("reports").create_indexes(
            [each for each in INDEXES if each.document["name"] == _INDEX]
        )


def _documents(days: int) -> Iterator[dict[str, Any]]:
    """Where and what of one life, how it went of another."""
    draw = random.Random(1)  # noqa: S311 - nothing secret
    lives = Lives(seed=1, until=utc_now())
    models = [to_document(lives.whole()) for _ in range(_MODELS)]
    for n in range(days * A_DAY):
        what, went = draw.choice(models), draw.choice(models)["tally"]
        day = (_last_day() - timedelta(days=n // A_DAY)).isoformat()
        times = {
            name: went[name] + draw.randrange(600)
            for name in ("respond_s", "resolve_s")
            if went[name] is not None
        }
        yield {
            "_id": f"{draw.getrandbits(128):032x}",
            **{name: what[name] for name in _KEPT},
            "tally": {**went, **times, "day": day},
        }


async def _measure(database: Database, days: int, rounds: int, console: Console) -> None:
    table = Table(
        title=f"Statistics, ms: median (lowest - highest) of {rounds}",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    for heading in ("days", "by", "rows", "statistics", "bare count", "ratio"):
        table.add_column(heading, justify="left" if heading == "by" else "right")
    for length in sorted({min(_SHORT, days), days}):
        wanted = StatisticsFilter(since=_last_day() - timedelta(days=length - 1), until=_last_day())
        for group_by in _GROUPINGS:
            by = " x ".join(each.value for each in group_by) or "-"
            try:
                table.add_row(f"{length}", by, *await _compared(database, wanted, group_by, rounds))
            except InvalidInput as error:
                table.add_row(f"{length}", by, error.rule)
            console.print(f"{length} days by {by}: measured", highlight=False)
    console.print(table)


async def _compared(
    database: Database, wanted: StatisticsFilter, group_by: tuple[Dimension, ...], rounds: int
) -> list[str]:
    """Rows, our milliseconds, those of the least, and the ratio of the two."""
    statistics = Statistics(database)
    ours: list[float] = []
    least: list[float] = []
    rows = await statistics.rows(_SUPERVISOR, wanted, group_by)  # warms up
    for _ in range(rounds):
        ours.append(await _ms(statistics.rows(_SUPERVISOR, wanted, group_by)))
        least.append(await _ms(_counted(database, wanted)))
    one, other = Spread.of(ours), Spread.of(least)
    return [
        str(len(rows)),
        f"{one.median:.0f} ({one.low:.0f} - {one.high:.0f})",
        f"{other.median:.0f} ({other.low:.0f} - {other.high:.0f})",
        f"{ratio(one.median, other.median):.1f}",
    ]


async def _counted(database: Database, wanted: StatisticsFilter) -> object:
    """The least: one pass over the same keys, without looking into them."""
    pipeline: list[dict[str, Any]] = [{"$match": wanted.to_query()}, {"$count": "reports"}]
    return await database.get_collection("reports").aggregate(pipeline, hint=_INDEX).to_list(None)


async def _ms(call: Awaitable[object]) -> float:
    began = time.perf_counter()
    await call
    return (time.perf_counter() - began) * 1000


def _last_day() -> date:
    return utc_now().date()
