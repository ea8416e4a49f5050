"""Fills a database with a year of reports, so that something can be measured in a city's collection."""

import asyncio
from datetime import datetime
from itertools import islice

from pymongo import WriteConcern
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from benchmarks.lives import Lives
from intake import Database, Intake

_BATCH = 500


class RateColumn(ProgressColumn):
    """How many a second, lately."""

    def render(self, task: Task) -> Text:
        """The rate, or nothing before there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def progress_bar(console: Console) -> Progress:
    """What is done, how much of it, how fast, and how long it will still take."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=2,  # drawing takes processor time from what is measured
    )


async def seed(database: Database, count: int, until: datetime, console: Console) -> None:
    """Add so many reports, spread over the year before ``until``.

    They are written without waiting for a majority: what is lost when the machine fails is written again.
    """
    await Intake.ensure_indexes(database)
    quick = database.get_collection("reports", write_concern=WriteConcern(w=1, j=False))
    documents = Lives(seed=count, until=until).documents(count)
    with progress_bar(console) as progress:
        task = progress.add_task(f"seeding {count:,} reports", total=count)
        while batch := list(islice(documents, _BATCH)):
            await quick.insert_many(batch, ordered=False)
            progress.advance(task, len(batch))
            await asyncio.sleep(0)
