"""The look for open reports of the same thing, in a city's collection, beside a bare query of its index."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pymongo import WriteConcern
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.figures import percentile, ratio
from benchmarks.lives import Lives
from benchmarks.seed import progress_bar
from gateway import embedded
from gateway.resources import connect, utc_now
from intake import UNSURE, Database, Point, Stage
from intake.document import from_document, to_document
from intake.place import EARTH_RADIUS_M
from intake.report import Report
from intake.similar.likeness import WITHIN, near_m
from intake.similar.offer import GRID_M, offers
from intake.similar.traits import Traits, traits_of
from intake.store import INDEXES, ReportStore

_CACHE_GB = 2.0
"""The indexes of a million reports fit, as they do on a machine that serves a city."""
_MODELS = 400
_BATCH = 500
_MOST = 64
_INDEX = "open_place"
_SPREAD = 0.004  # degrees around a prototype of a town, about 400 m
_OPEN = {"stage": {"$in": [stage.value for stage in Stage if stage.is_open]}}
_BESIDE = 0.0002  # degrees from a report that is there, about 20 m


async def run_similar(stored: int, queries: int, console: Console) -> None:
    """Seed so many reports of a year and ask so often what is open near one of them; prints milliseconds.

    Args:
        stored: reports in the collection, ended ones included.
        queries: how often is asked, each time elsewhere, one after the other.
        console: where to print.

    Raises:
        EmbeddedError: the database cannot run here.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        async with embedded.mongod(Path(folder), cache_gb=_CACHE_GB) as mongo:
            client = connect(mongo.uri)
            try:
                database = client.get_database("bench")
                await _seed(database, stored, console)
                await _measure(database, stored, queries, console)
            finally:
                client.close()


async def _seed(database: Database, stored: int, console: Console) -> None:
    quick = database.get_collection("reports", write_concern=WriteConcern(w=1, j=False))
    documents = _documents(stored)
    with progress_bar(console) as progress:
        task = progress.add_task(f"seeding {stored:,} reports", total=stored)
        while batch := list(islice(documents, _BATCH)):
            await quick.insert_many(batch, ordered=False)
            progress.advance(task, len(batch))
            await asyncio.sleep(0)
        progress.update(task, description="making the index")
        await database.get_collection("reports").create_indexes(
            [each for each in INDEXES if each.document["name"] == _INDEX]
        )


def _documents(stored: int) -> Iterator[dict[str, Any]]:
    """Whole reports, each at a place and a moment of its own."""
    draw = random.Random(1)  # noqa: S311 - nothing secret
    until = utc_now()
    lives = Lives(seed=1, until=until)
    models = [to_document(lives.whole()) for _ in range(_MODELS)]
    places = [model["location"]["point"]["coordinates"] for model in models]
    for n in range(stored):
        model = draw.choice(models)
        longitude, latitude = (each + draw.gauss(0, _SPREAD) for each in draw.choice(places))
        point = {"type": "Point", "coordinates": [longitude, latitude]}
        yield {
            **model,
            "_id": f"{n:032x}",
            "number": f"DG-{n}",
            "location": {**model["location"], "point": point},
            "submitted_at": until - timedelta(seconds=draw.randrange(365 * 86_400)),
        }


async def _measure(database: Database, stored: int, queries: int, console: Console) -> None:
    store, now = ReportStore(database), utc_now()
    asked = await _asked(database, queries)
    took: dict[str, list[float]] = {"the look": [], "bare query": [], "comparing": []}
    found = 0
    for traits in asked:
        codes = (traits.matter, UNSURE, None)
        radius_m = near_m(traits.matter) + GRID_M
        look = store.open_near(codes, traits.point, radius_m, now - WITHIN, _MOST)
        ms, near = await _timed(look)
        took["the look"].append(ms)
        took["bare query"].append((await _timed(_bare(database, codes, traits.point, radius_m)))[0])
        began = time.perf_counter()
        offers(traits, near, now)
        took["comparing"].append((time.perf_counter() - began) * 1000)
        found += len(near)
    table = Table(
        title=f"{stored:,} reports, {queries:,} questions, {found / queries:.1f} found each: ms",
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
    )
    for heading in ("", "p50", "p95", "p99", "most"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, values in took.items():
        table.add_row(name, *(f"{percentile(values, each):.2f}" for each in (50, 95, 99, 100)))
    console.print(table)
    both = ratio(percentile(took["the look"], 50), percentile(took["bare query"], 50))
    figures = await database.command("collStats", "reports")
    size = figures["indexSizes"][_INDEX] / 1e6
    console.print(f"the look is {both:.1f} bare queries; the index takes {size:.1f} MB", highlight=False)


async def _asked(database: Database, queries: int) -> list[Traits]:
    """What somebody asks who stands some 20 m from an open report, and says what it is."""
    draw, since = random.Random(2), utc_now() - WITHIN  # noqa: S311 - nothing secret
    pipeline: list[dict[str, Any]] = [
        {"$match": {**_OPEN, "matter.code": {"$gt": ""}, "submitted_at": {"$gte": since}}},
        {"$sample": {"size": queries}},
    ]
    found = await database.get_collection("reports").aggregate(pipeline).to_list(None)
    asked = []
    for document in draw.choices(found, k=queries):
        traits = traits_of(from_document(document, Report))
        if traits is not None:
            longitude, latitude = (
                each + draw.gauss(0, _BESIDE) for each in (traits.point.longitude, traits.point.latitude)
            )
            asked.append(Traits(matter=traits.matter, point=Point(longitude, latitude), at=utc_now()))
    return asked


async def _bare(
    database: Database, codes: tuple[str | None, ...], point: Point, radius_m: float
) -> list[dict[str, Any]]:
    """The least: the same keys of the same index, and of what is there the id alone."""
    sphere = [[point.longitude, point.latitude], radius_m / EARTH_RADIUS_M]
    query = {
        "matter.code": {"$in": list(codes)},
        "location.point": {"$geoWithin": {"$centerSphere": sphere}},
        **_OPEN,
    }
    return await database.get_collection("reports").find(query, {"_id": 1}).hint(_INDEX).to_list(None)


async def _timed(call: Awaitable[list[Any]]) -> tuple[float, list[Any]]:
    began = time.perf_counter()
    answer = await call
    return (time.perf_counter() - began) * 1000, answer
