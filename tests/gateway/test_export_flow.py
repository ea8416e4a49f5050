"""How an export flows: row by row, so many at once, for so long, until nobody listens."""

import asyncio
import gc
import tempfile
import tracemalloc
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from gateway.export import AT_ONCE, FORMATS
from gateway.resources import Stores
from intake import Report, ReportFilter
from intake.document import to_document
from support.exports import ENDINGS, export, keep
from support.reports import SUPERVISOR, filed
from support.service import Person, Service, running, settings


async def _endless(closed: asyncio.Event) -> AsyncGenerator[Report]:
    report = filed()
    try:
        while True:
            for _ in range(100):
                yield report
            await asyncio.sleep(0)
    finally:
        closed.set()


@pytest.fixture
def endless(service: Service, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Reports without end; the event is set when nobody reads them any more."""
    closed = asyncio.Event()
    monkeypatch.setattr(service.resources.services.intake, "each", lambda *_: _endless(closed))
    return closed


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("ending", ENDINGS)
async def test_too_many_rows_are_refused_before_the_first(stores: Stores, ending: str) -> None:
    async with running(stores, settings(export_max_rows=2)) as small, small.person(SUPERVISOR) as person:
        await keep(small, [filed(), filed(), replace(filed(), channel="grid")])
        response = await person.http.get(f"/export/reports{ending}")
        assert (response.status_code, response.json()["error"]["rule"]) == (400, "max_rows")
        assert "2" in response.json()["error"]["message"]
        assert len(await export(person, ending, channel="iguanjia")) == 2


async def _until_stopped(person: Person, ending: str, closed: asyncio.Event) -> None:
    """Ask for a file, hang up, and wait until nobody works for us any more."""
    async with person.http.stream("GET", f"/export/reports{ending}") as response:
        assert response.status_code == 200
        if ending == ".csv":
            await anext(response.aiter_bytes())
    async with asyncio.timeout(10):
        await closed.wait()


@pytest.mark.parametrize("ending", ENDINGS)
async def test_who_hangs_up_stops_the_work(
    supervisor: Person, endless: asyncio.Event, scratch: Path, ending: str
) -> None:
    for _ in range(AT_ONCE + 1):  # a place that was not given back would be missing
        endless.clear()
        await _until_stopped(supervisor, ending, endless)
    async with asyncio.timeout(10):
        while await asyncio.to_thread(lambda: list(scratch.iterdir())):  # noqa: ASYNC110 - files give no sign
            await asyncio.sleep(0.05)


@pytest.mark.usefixtures("endless")
async def test_no_more_than_a_few_are_written_at_once(supervisor: Person) -> None:
    async with (
        supervisor.http.stream("GET", "/export/reports.csv") as first,
        supervisor.http.stream("GET", "/export/reports.csv") as second,
    ):
        assert (first.status_code, second.status_code) == (200, 200)
        third = await supervisor.http.get("/export/reports.csv")
    assert (third.status_code, third.headers["retry-after"]) == (503, "30")


async def test_a_file_has_time_of_its_own_and_is_cut_when_that_is_over(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = settings(request_timeout_s=0.3, export_timeout_s=1.5)
    async with running(stores, chosen) as service, service.person(SUPERVISOR) as person:

        async def slow(*_: object) -> AsyncGenerator[Report]:
            await asyncio.sleep(0.6)
            yield filed()

        closed = asyncio.Event()
        intake = service.resources.services.intake
        monkeypatch.setattr(intake, "each", slow)
        assert len(await export(person, ".csv")) == 1
        monkeypatch.setattr(intake, "each", lambda *_: _endless(closed))
        with pytest.raises(httpx.RemoteProtocolError):  # not an end that looks like the end of the file
            await person.http.get("/export/reports.csv")
        await closed.wait()


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_large_file_takes_no_more_memory_than_a_small_one(service: Service, ending: str) -> None:
    template = to_document(filed())
    ages = [{"_id": f"{n:032x}", "number": str(n)} for n in range(2_400)]
    await service.resources.stores.database.reports.insert_many([{**template, **each} for each in ages])
    intake = service.resources.services.intake

    async def peak(many: int) -> int:
        async def some() -> AsyncGenerator[Report]:
            left = many
            async for report in intake.each(SUPERVISOR, ReportFilter()):
                yield report
                left -= 1
                if not left:
                    return

        gc.collect()
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            async for _ in FORMATS[ending].write(some(), chinese=True):
                pass
            return tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()

    await peak(1)  # what is loaded at the first use
    assert await peak(2_400) < 1.3 * await peak(600)
