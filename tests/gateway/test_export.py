"""Exports over real HTTP: the very reports that a list shows, as files that no spreadsheet can be hurt by."""

import asyncio
import csv
import gc
import io
import tempfile
import tracemalloc
import zipfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from gateway.export import AT_ONCE, FORMATS, wanted_reports
from gateway.resources import Stores
from intake import (
    Actor,
    Dispatch,
    Evaluate,
    GrantReturn,
    Reopen,
    Report,
    ReportFilter,
    RequestReturn,
    ReturnReason,
    Role,
    Sign,
    Stage,
)
from intake.document import to_document
from support.reports import (
    DISPATCHER,
    FIXED,
    HUMEN,
    HUMEN_CG,
    NANCHENG_CG,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    act,
    filed,
    place,
    submission,
    unclear,
)
from support.service import Person, Service, running, settings

NASTY = [
    "=1+1",
    "+86 769",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "\ttab",
    "\nline feed",
    "  =1+1",
    "\u3000＝1+1",
    "\u00a0＋1",
    "－1",
    "＠A1",
    '="quoted"',
]
HARMLESS = [
    "1=1",
    "路面-脏",
    "a@b.c",
    "'quoted'",
    'say "hi", please',
    "two\nlines",
    "#N/A",
    "1,2;3",
    "00123",
    "TRUE",
    "😀",
]
ADJUSTED = {"\r=1": "\n=1", "a\r\nb\rc": "a\nb\nc", "a\x00b\x1b\ufffec": "abc", "\x00=1": "=1"}
ENDINGS = list(FORMATS)
Rows = list[dict[str, Any]]


def _read(ending: str, content: bytes) -> Rows:
    """The rows below the headings, by heading."""
    if ending == ".csv":
        assert content.startswith(b"\xef\xbb\xbf")
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        heading, *rows = [[cell or None for cell in line] for line in lines]
    else:
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        heading, *rows = [list(line) for line in sheet.iter_rows(values_only=True)]
    return [dict(zip(map(str, heading), row, strict=True)) for row in rows]


async def _export(person: Person, ending: str, **query: Any) -> Rows:
    response = await person.http.get(f"/export/reports{ending}", params=query)
    assert response.status_code == 200, response.text
    return _read(ending, response.content)


async def _keep(service: Service, reports: Sequence[Report]) -> None:
    database = service.resources.stores.database
    await database.reports.insert_many([to_document(report) for report in reports])


def _told(*texts: str) -> list[Report]:
    """As they might stand in a database of long ago; submitting would strip and refuse some of them."""
    return [replace(filed(unclear()), text=text) for text in texts]


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


def _a_whole_life() -> Report:
    report = filed(submission(text="路面很脏，=不是公式"))
    for command, actor in (
        (Sign(), OFFICER),
        (RequestReturn(reason=ReturnReason.OWNERSHIP_UNCLEAR, words="权属不清"), OFFICER),
        (GrantReturn(), DISPATCHER),
        (Dispatch(lead=NANCHENG_CG.id, assisting=("GY-441900004000",)), DISPATCHER),
        (Sign(), OFFICER),
        (FIXED, OFFICER),
        (Reopen(words="又脏了"), SUPERVISOR),
    ):
        report = act(report, command, actor)
    for command, actor in ((Sign(), OFFICER), (FIXED, OFFICER)):
        report = act(report, command, actor, now=report.submitted_at + timedelta(hours=1))
    return act(report, Evaluate(outcome=5, speed=4, attitude=3), REPORTER)


@pytest.mark.parametrize("ending", ENDINGS)
async def test_a_row_tells_a_whole_life_in_city_time(
    service: Service, supervisor: Person, ending: str
) -> None:
    report = _a_whole_life()
    await _keep(service, [report])
    (row,) = await _export(supervisor, ending)
    sheet = ending == ".xlsx"

    def at(day: int, hour: int, minute: int) -> object:
        local = datetime(2026, 11, day, hour, minute)  # noqa: DTZ001 - spreadsheets keep local times
        return local if sheet else f"{local:%Y-%m-%d %H:%M}"

    def number(value: int) -> object:
        return value if sheet else str(value)

    assert row == {
        "编号": report.number,
        "渠道": "iguanjia",
        "上报时间": at(23, 9, 30),
        "阶段": "已结案",
        "事项代码": "E0104",
        "事项": "道路不洁",
        "镇街": "南城街道",
        "村（社区）": None,
        "主办部门": "市城管和综合执法局南城分局",
        "协办部门": "南城公用事业服务中心",
        "紧急程度": "一般",
        "处置期限": at(23, 15, 30),
        "处置时间": at(23, 10, 30),
        "处置结果": "已解释说明",
        "答复": FIXED.words,
        "结果评分": number(5),
        "速度评分": number(4),
        "态度评分": number(3),
        "退单次数": number(1),
        "重开次数": number(1),
        "诉求内容": "路面很脏，=不是公式",
    }


@pytest.mark.parametrize("ending", ENDINGS)
async def test_headings_and_labels_follow_the_language(
    service: Service, supervisor: Person, ending: str
) -> None:
    await _keep(service, [filed()])
    response = await supervisor.http.get(f"/export/reports{ending}", headers={"accept-language": "en"})
    (row,) = _read(ending, response.content)
    assert (row["Stage"], row["Urgency"], row["Lead department"]) == (
        "dispatched",
        "normal",
        NANCHENG_CG.name,
    )


async def test_no_reporter_is_in_a_file(service: Service, supervisor: Person) -> None:
    await _keep(service, [filed(submission(reporter="secret-reporter"))])
    for ending in ENDINGS:
        content = (await supervisor.http.get(f"/export/reports{ending}")).content
        if ending == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(content)) as book:
                content = b"".join(book.read(name) for name in book.namelist())
        assert NANCHENG_CG.name.encode() in content
        assert b"secret-reporter" not in content


async def test_a_csv_file_never_begins_a_cell_with_a_formula(service: Service, supervisor: Person) -> None:
    await _keep(service, _told(*NASTY, *HARMLESS, *ADJUSTED))
    response = await supervisor.http.get("/export/reports.csv")
    expected = [f"'{text}" for text in NASTY] + HARMLESS
    expected += ["'\n=1", "a\nb\nc", "abc", "'=1"]
    rows = _read(".csv", response.content)
    assert {row["诉求内容"] for row in rows} == set(expected)
    quoted = response.content.decode("utf-8-sig").split("\r\n")
    assert quoted[-1] == ""
    assert len(quoted) == len(expected) + 2  # a line feed within a cell ends no line
    for row in rows:
        assert not (row["诉求内容"] or "").lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


async def test_a_spreadsheet_holds_text_as_text(service: Service, supervisor: Person) -> None:
    await _keep(service, _told(*NASTY, *HARMLESS, *ADJUSTED))
    response = await supervisor.http.get("/export/reports.xlsx")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        assert book.testzip() is None
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    cells = {cell.value: cell for (cell,) in sheet.iter_rows(min_row=2, min_col=sheet.max_column)}
    assert set(cells) == {*NASTY, *HARMLESS, *ADJUSTED.values()}
    assert {cell.data_type for cell in cells.values()} == {"s"}
    # an edited cell is read anew, so what would become a formula then carries Excel's own mark for text
    assert all(cells[text].quotePrefix for text in NASTY)
    assert not any(cells[text].quotePrefix for text in HARMLESS)
    assert sheet.freeze_panes == "A2"
    assert sheet["C2"].is_date
    assert sheet.column_dimensions["U"].width == 60


@pytest.mark.parametrize("ending", ENDINGS)
async def test_everybody_gets_what_they_may_list(service: Service, ending: str) -> None:
    mine, other, waiting = filed(), filed(submission(location=place(HUMEN))), filed(unclear())
    await _keep(service, [mine, other, waiting])
    humen = Actor("officer-2", Role.OFFICER, frozenset({HUMEN_CG}))
    nobodys = Actor("officer-3", Role.OFFICER, frozenset({"none"}))
    for actor, many in ((DISPATCHER, 3), (SUPERVISOR, 3), (OFFICER, 1), (humen, 1), (nobodys, 0)):
        async with service.person(actor) as person:
            rows = await _export(person, ending)
            document = "{ reports(first: 100) { edges { node { number } } } }"
            listed = (await person.ask(document))["reports"]["edges"]
        assert [row["编号"] for row in rows] == [edge["node"]["number"] for edge in listed]
        assert len(rows) == many


@pytest.mark.parametrize("ending", ENDINGS)
async def test_reporters_and_strangers_get_nothing(citizen: Person, nobody: Person, ending: str) -> None:
    refusal = await citizen.http.get(f"/export/reports{ending}")
    assert (refusal.status_code, refusal.json()["error"]) == (
        403,
        {"code": "FORBIDDEN", "message": "导出仅供工作人员使用", "path": [], "rule": "role"},
    )
    unknown = await nobody.http.get(f"/export/reports{ending}")
    assert (unknown.status_code, unknown.headers["www-authenticate"]) == (401, "Bearer")
    forged = await nobody.http.get(f"/export/reports{ending}", headers={"authorization": "Bearer x"})
    assert (forged.status_code, forged.json()["error"]["code"]) == (401, "UNAUTHENTICATED")


async def test_a_file_has_a_dated_name(service: Service, supervisor: Person) -> None:
    response = await supervisor.http.head("/export/reports.xlsx")
    assert (response.status_code, response.content) == (200, b"")
    name = response.headers["content-disposition"]
    today = service.resources.services.clock() + timedelta(hours=8)
    assert name == f'attachment; filename="reports-{today:%Y-%m-%d}.xlsx"'
    assert response.headers["cache-control"] == "no-store"


async def test_every_parameter_narrows(service: Service, supervisor: Person) -> None:
    one = replace(filed(), channel="grid", stage=Stage.CLOSED)
    await _keep(service, [one, filed(submission(location=place(HUMEN))), filed(unclear())])
    for query, many in (
        ({}, 3),
        ({"town": "441900121000"}, 1),
        ({"matter": "E0104"}, 2),
        ({"department": HUMEN_CG}, 1),
        ({"channel": "grid"}, 1),
        ({"stage": "submitted"}, 1),
        ({"stage": ["SUBMITTED", "closed"]}, 2),
        ({"stage": "closed", "channel": "iguanjia"}, 0),
        ({"since": "2026-11-23", "until": "2026-11-23"}, 3),
        ({"since": "2026-11-24"}, 0),
    ):
        assert len(await _export(supervisor, ".csv", **query)) == many, query


def test_days_are_those_of_the_city_and_the_last_one_counts() -> None:
    wanted = wanted_reports([("since", "2026-11-23"), ("until", "2026-11-23"), ("stage", "closed")])
    assert wanted == ReportFilter(
        since=datetime(2026, 11, 22, 16, tzinfo=UTC),
        until=datetime(2026, 11, 23, 16, tzinfo=UTC),
        stages=(Stage.CLOSED,),
    )


@pytest.mark.parametrize(
    ("query", "path", "rule"),
    [
        ("stage=open", ["stage"], "known_stage"),
        ("stage=", ["stage"], "known_stage"),
        ("since=2026-13-01", ["since"], "date"),
        ("since=20261123", ["since"], "date"),
        ("until=2026-11-23T09:00", ["until"], "date"),
        ("until=9999-12-31", ["until"], "date"),
        ("since=0001-01-01", ["since"], "date"),
        ("since=２０２６-１１-２３", ["since"], "date"),
        ("town=441900004000&town=441900121000", ["town"], "unique_items"),
        ("Town=441900004000", ["Town"], "known_parameter"),
    ],
)
async def test_a_bad_parameter_is_named(supervisor: Person, query: str, path: list[str], rule: str) -> None:
    response = await supervisor.http.get(f"/export/reports.csv?{query}")
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["path"], error["rule"]) == (
        400,
        "INVALID_INPUT",
        path,
        rule,
    )


@pytest.mark.parametrize("ending", ENDINGS)
async def test_too_many_rows_are_refused_before_the_first(stores: Stores, ending: str) -> None:
    async with running(stores, settings(export_max_rows=2)) as small, small.person(SUPERVISOR) as person:
        await _keep(small, [filed(), filed(), replace(filed(), channel="grid")])
        response = await person.http.get(f"/export/reports{ending}")
        assert (response.status_code, response.json()["error"]["rule"]) == (400, "max_rows")
        assert "2" in response.json()["error"]["message"]
        assert len(await _export(person, ending, channel="iguanjia")) == 2


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
        assert len(await _export(person, ".csv")) == 1
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
