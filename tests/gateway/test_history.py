"""Years of another register: read in any of its forms, taken over once, told to nobody."""

import asyncio
import csv
import io
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from openpyxl import Workbook
from rich.console import Console

from gateway.audit import verify
from gateway.embedded import S3
from gateway.history import (
    Counts,
    RowReader,
    Table,
    difference,
    examine,
    import_history,
    key_of,
    read_kinds,
    refs_of,
)
from gateway.history.importing import _BATCH
from intake import (
    Action,
    Crs,
    Database,
    Dimension,
    History,
    InvalidInput,
    Outbox,
    Past,
    Report,
    Role,
    Stage,
    Statistics,
    StatisticsFilter,
    TakenOver,
    breaks,
)
from intake.document import from_document
from support.clock import Clock
from support.reports import DIRTY_ROAD, NANCHENG, NANCHENG_CG, ROUTING, SUPERVISOR, open_intake

Cells = dict[str, str]
SECRET = b"0123456789abcdef0123456789abcdef"
ROW: Cells = {
    "external_ref": "CG-1",
    "submitted_at": "2021-03-05 08:15:00",
    "text": "路面很脏",
    "matter": DIRTY_ROAD,
    "longitude": str(NANCHENG.longitude),
    "latitude": str(NANCHENG.latitude),
    "crs": "wgs84",
    "address": "鸿福路口",
    "reporter": "13800000000",
    "stage": "closed",
    "outcome": "fixed",
    "closed_at": "2021-03-06 17:20:00",
    "department": NANCHENG_CG.name,
    "result_words": "已清扫",
    "score_outcome": "5",
    "score_speed": "4",
    "score_attitude": "5",
}


@pytest.fixture
def reader(clock: Clock) -> RowReader:
    return RowReader(
        channel="city",
        routing=ROUTING,
        clock=clock,
        secret=SECRET,
        kinds={},
        crs=None,
        take_open=False,
        decide=False,
        file="0" * 12,
    )


def _row(ref: str, **changes: str) -> Cells:
    return {**ROW, "external_ref": ref, **changes}


def _csv(path: Path, *rows: Mapping[str, str], encoding: str = "utf-8", tail: bytes = b"") -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding) + tail)
    return path


async def _import(database: Database, path: Path, reader: RowReader) -> Counts:
    return await import_history(History(database, reader.clock), Table(examine(path)), reader)


def _rejected(path: Path) -> list[tuple[int, str]]:
    with path.with_name(f"{path.name}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(int(row["line"]), row["rule"]) for row in csv.DictReader(file)]


async def _reports(database: Database) -> list[Report]:
    return [from_document(each, Report) async for each in database["reports"].find().sort("external_ref")]


async def test_a_line_becomes_a_whole_life_that_verifies_and_is_told_to_nobody(
    mongo_db: Database, tmp_path: Path, reader: RowReader, clock: Clock
) -> None:
    counts = await _import(mongo_db, _csv(tmp_path / "a.csv", ROW), reader)
    (report,) = await _reports(mongo_db)
    assert (counts.new, counts.rejected) == (1, 0)
    assert report.submitted_at == datetime(2021, 3, 5, 0, 15, tzinfo=UTC)
    assert report.number.startswith("DG210305-")
    assert [entry.action for entry in report.timeline] == [
        Action.SUBMIT,
        Action.ACCEPT,
        Action.DISPATCH,
        Action.RESOLVE,
        Action.VERIFY,
        Action.EVALUATE,
    ]
    assert {(each.actor, each.role, each.details["imported"]) for each in report.timeline} == {
        ("import", Role.RULE, True)
    }
    assert report.stage is Stage.CLOSED
    assert report.assignment is not None
    assert report.assignment.lead == NANCHENG_CG
    assert report.jurisdiction is not None
    assert report.jurisdiction.town_code == "441900004000"
    assert (report.alarm_at, report.deadlines) == (None, ())
    assert "13800000000" not in str(report)
    assert breaks(report) == []
    assert await verify(mongo_db, Console(file=io.StringIO()), heads=None, against=None) == 0
    assert await Outbox(mongo_db).claim_others(clock(), [], 10) == []


async def test_statistics_have_it_on_its_own_day_and_not_as_sent_directly(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    at_once = _row("CG-2", closed_at="2021-03-05 08:15:01")
    await _import(mongo_db, _csv(tmp_path / "a.csv", ROW, at_once), reader)
    wanted = StatisticsFilter(since=date(2021, 3, 5), until=date(2021, 3, 5))
    (row,) = await Statistics(mongo_db).rows(SUPERVISOR, wanted, (Dimension.CHANNEL,))
    assert (row.submitted, row.closed, row.evaluated, row.dispatched, row.direct) == (2, 2, 2, 2, 0)
    assert row.resolve_mean_s == (33 * 3600 + 300 + 1) / 2


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
async def test_encodings_are_told_apart(
    mongo_db: Database, tmp_path: Path, reader: RowReader, encoding: str
) -> None:
    path = _csv(tmp_path / "a.csv", ROW, encoding=encoding)
    assert examine(path).encoding == ("gb18030" if encoding.startswith("gb") else "utf-8")
    await _import(mongo_db, path, reader)
    assert [report.text for report in await _reports(mongo_db)] == ["路面很脏"]


async def test_lines_of_json_and_sheets_are_read_as_csv_is(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    lines, sheet = tmp_path / "a.jsonl", tmp_path / "a.xlsx"
    told: dict[str, Any] = {**ROW, "longitude": NANCHENG.longitude, "score_outcome": 5.0}
    lines.write_bytes(orjson.dumps(told) + b"\n\n" + orjson.dumps(told)[:-9])
    book = Workbook()
    book.active.append(list(ROW))  # type: ignore[union-attr] # a new book has a sheet
    told["submitted_at"] = datetime(2021, 3, 5, 8, 15)  # noqa: DTZ001 - as a cell has it
    book.active.append(list(told.values()))  # type: ignore[union-attr] # the same
    book.save(sheet)
    assert (await _import(mongo_db, lines, reader)).new == 1
    assert _rejected(lines) == [(3, "truncated")]
    assert (await _import(mongo_db, sheet, reader)).known == 1
    assert (await _import(mongo_db, _csv(tmp_path / "a.csv", ROW), reader)).known == 1


BAD = {
    "moment": {"submitted_at": "2021-03-05"},
    "future": {"submitted_at": "2031-03-05 08:15:00", "closed_at": "2031-03-06 08:15:00"},
    "before_2000": {"submitted_at": "1999-12-31 23:59:59"},
    "order": {"closed_at": "2021-03-05 08:14:59"},
    "not_swapped": {"longitude": ROW["latitude"], "latitude": ROW["longitude"]},
    "not_null_island": {"longitude": "0", "latitude": "0"},
    "finite": {"longitude": "东"},
    "crs": {"crs": ""},
    "known_matter": {"matter": "乱摆卖"},
    "known_word": {"stage": "完事"},
    "still_open": {"stage": "处置中"},
    "merged": {"stage": "merged"},
    "scores": {"score_speed": ""},
    "required": {"external_ref": ""},
    "text_or_matter": {"matter": "", "text": ""},
    "pattern": {"external_ref": "编号一"},
    "max_length": {"text": "脏" * 2001},
}


async def test_what_breaks_a_rule_is_written_down_with_its_line_and_the_rest_goes_on(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    rows = [{**_row(f"BAD-{rule}"), **changes} for rule, changes in BAD.items()]
    cut = b'CG-8,2021-03-05 08:15:00,"' + "路面".encode()[:-1]
    path = _csv(tmp_path / "a.csv", *rows, ROW, tail=cut)
    counts = await _import(mongo_db, path, reader)
    expected = [(line, rule) for line, rule in enumerate(BAD, 2)]
    assert _rejected(path) == [*expected, (len(BAD) + 3, "truncated")]
    assert (counts.new, counts.rejected) == (1, len(BAD) + 1)


async def test_what_is_not_known_stays_open_and_is_counted(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    far = _row("CG-1", longitude="113.2644", latitude="23.1291", department="市容局", score_outcome="")
    far |= {"score_speed": "", "score_attitude": "", "outcome": "", "reporter": ""}
    nowhere = _row("CG-2", longitude="", latitude="", matter="", department="")
    counts = await _import(mongo_db, _csv(tmp_path / "a.csv", far, nowhere), reader)
    one, other = await _reports(mongo_db)
    assert (counts.new, counts.outside, counts.departments) == (2, 1, 1)
    assert (one.jurisdiction, one.assignment, one.resolution) == (None, None, None)
    assert one.timeline[0].details["told"] == {"department": "市容局"}
    assert one.timeline[-1].words == "已清扫"
    assert (other.matter, other.location, other.assignment) == (None, None, None)
    assert other.text == "路面很脏\n地址：鸿福路口"
    assert [breaks(each) for each in (one, other)] == [[], []]


async def test_kinds_are_a_table_and_departments_by_todays_rules_are_asked_for(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    kinds = tmp_path / "kinds.csv"
    kinds.write_text(f"code,name,matter\nA04,道路不洁,{DIRTY_ROAD}\nA99,其他,\n", "gb18030")
    table = read_kinds(kinds, ROUTING.catalogue.matters)
    rows = [_row("CG-1", matter="A04", department=""), _row("CG-2", matter="其他", department="")]
    deciding = replace(reader, kinds=table, decide=True)
    await _import(mongo_db, _csv(tmp_path / "a.csv", *rows), deciding)
    one, other = await _reports(mongo_db)
    assert (one.matter and one.matter.code, other.matter) == (DIRTY_ROAD, None)
    assert one.assignment is not None
    assert one.assignment.lead == NANCHENG_CG
    assert one.rule is not None
    assert other.assignment is None
    with pytest.raises(InvalidInput, match="E8888"):
        read_kinds(_text(kinds, "code,matter\nA04,E8888\n"), ROUTING.catalogue.matters)


def _text(path: Path, words: str) -> Path:
    path.write_text(words, "utf-8")
    return path


async def test_open_reports_go_on_here_without_a_clock_when_they_are_asked_for(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    blank = dict.fromkeys(("closed_at", "outcome", "result_words", "department"), "")
    blank |= dict.fromkeys(("score_outcome", "score_speed", "score_attitude"), "")
    rows = [_row("CG-1", stage="处置中", **blank), _row("CG-2", stage="待受理", **blank)]
    await _import(mongo_db, _csv(tmp_path / "a.csv", *rows), replace(reader, take_open=True))
    found = await _reports(mongo_db)
    assert [each.stage for each in found] == [Stage.ACCEPTED, Stage.SUBMITTED]
    assert [(each.alarm_at, each.deadlines) for each in found] == [(None, ())] * 2


async def test_a_reference_is_there_once_and_another_content_is_told(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    path = _csv(tmp_path / "a.csv", ROW, ROW, _row("CG-1", text="另一件事"))
    counts = await _import(mongo_db, path, reader)
    assert (counts.new, counts.known, counts.rejected) == (1, 1, 1)
    assert _rejected(path) == [(4, "other_content")]
    again = await _import(mongo_db, path, reader)
    assert (again.new, again.known, again.rejected) == (0, 2, 1)
    assert [report.text for report in await _reports(mongo_db)] == ["路面很脏"]


async def test_what_was_handed_in_here_is_known_by_its_words(
    mongo_db: Database, tmp_path: Path, reader: RowReader, clock: Clock
) -> None:
    intake = await open_intake(mongo_db, clock)
    past = reader.past(2, ROW)
    await intake.submit(replace(past.submission, reporter="city:U-1", idempotency_key="live-0001"))
    counts = await _import(mongo_db, _csv(tmp_path / "a.csv", ROW), reader)
    assert (counts.new, counts.known) == (0, 1)


async def test_whoever_stops_it_goes_on_after_the_last_batch_and_writes_no_reject_twice(
    mongo_db: Database, tmp_path: Path, reader: RowReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [_row(f"CG-{i}", stage="withdrawn", outcome="", **_NO_SCORES) for i in range(3 * _BATCH)]
    rows[5]["submitted_at"] = rows[-1]["submitted_at"] = "?"
    path = _csv(tmp_path / "a.csv", *rows)
    history, batches = History(mongo_db, reader.clock), list[int]()
    whole = history.take_over

    async def third_fails(pasts: list[Past]) -> list[TakenOver]:
        batches.append(len(pasts))
        if len(batches) == 3:
            raise asyncio.CancelledError
        return await whole(pasts)

    monkeypatch.setattr(history, "take_over", third_fails)
    with pytest.raises(asyncio.CancelledError):
        await import_history(history, Table(examine(path)), reader)
    kept = await history.left_off(key_of(examine(path), reader))
    assert kept is not None
    assert kept["line"] == 2 * _BATCH + 1
    counts = await import_history(history, Table(examine(path)), reader)
    assert batches[3:] == [_BATCH - 1]
    assert (counts.new, counts.known, counts.rejected) == (3 * _BATCH - 2, 0, 2)
    assert _rejected(path) == [(7, "moment"), (3 * _BATCH + 1, "moment")]
    assert await history.left_off(key_of(examine(path), reader)) is None


_NO_SCORES = dict.fromkeys(("score_outcome", "score_speed", "score_attitude"), "")


def test_fifty_thousand_lines_take_the_memory_of_a_few(tmp_path: Path, reader: RowReader) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ROW))
        writer.writeheader()
        for place in range(50_000):
            writer.writerow(_row(f"CG-{place}", longitude="", latitude=""))
    before, most, read = _resident(), 0, 0
    for line in Table(examine(path)):
        reader.past(line.number, line.cells)
        read += 1
        if read % _BATCH == 0:
            most = max(most, _resident() - before)
    assert read == 50_000
    assert most < 20_000_000  # all of them would be more than 70 MB


def _resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


async def test_a_day_is_held_against_the_list_of_the_app(
    mongo_db: Database, tmp_path: Path, reader: RowReader
) -> None:
    late = _row("CG-2", submitted_at="2021-03-05 23:59:59")
    next_day = _row("CG-3", submitted_at="2021-03-06 00:00:00")
    await _import(mongo_db, _csv(tmp_path / "a.csv", ROW, late, next_day), reader)
    listed = _text(tmp_path / "day.csv", "external_ref\nCG-1\nCG-9\n")
    history = History(mongo_db, reader.clock)
    found = await difference(history, "city", date(2021, 3, 5), refs_of(listed))
    assert (found.theirs, found.ours, found.is_none) == (2, 2, False)
    assert (found.missing_here, found.missing_there) == (("CG-9",), ("CG-2",))
    same = _text(tmp_path / "day.jsonl", '{"external_ref":"CG-1"}\n{"external_ref":"CG-2"}\n')
    assert (await difference(history, "city", date(2021, 3, 5), refs_of(same))).is_none
    with pytest.raises(InvalidInput):
        refs_of(_text(tmp_path / "cut.jsonl", '{"external_ref":"CG-1"}\n{"external_r'))


def test_local_time_is_the_citys_and_an_offset_counts(reader: RowReader) -> None:
    for words in ("2021/3/5 8:15", "2021年3月5日 08:15:00", "2021-03-05T00:15:00Z", "2021-03-05T01:15+01:00"):
        past = reader.past(2, _row("CG-1", submitted_at=words))
        assert past.submitted_at == datetime(2021, 3, 5, 0, 15, tzinfo=UTC)
    assert reader.past(2, _row("CG-1", crs="", longitude="", latitude="")).submission.location is None
    gcj = replace(reader, crs=Crs.GCJ02).past(2, _row("CG-1", crs=""))
    assert gcj.submission.location is not None
    assert gcj.submission.location.point != NANCHENG


async def test_the_commands_say_what_they_did_and_end_by_it(
    mongo_db: Database, mongo_uri: str, s3: S3, tmp_path: Path
) -> None:
    env = {
        "PATH": os.defpath,
        "COLUMNS": "120",
        "DATA_DIR": str(tmp_path / "data"),
        "MONGODB_URI": mongo_uri,
        "MONGODB_DATABASE": mongo_db.name,
        "S3_ENDPOINT_URL": s3.endpoint_url,
        "S3_ACCESS_KEY_ID": s3.access_key,
        "S3_SECRET_ACCESS_KEY": s3.secret_key,
        "IMPORT_SECRET": SECRET.decode(),
    }
    path = _csv(tmp_path / "a.csv", ROW, _row("CG-2", stage="?"), encoding="gbk")
    code, said = await _gateway(env, "import", "city", str(path))
    assert code == 1
    assert "csv gb18030" in said
    assert "1 new, 0 known, 1 rejected" in said
    listed = _text(tmp_path / "day.csv", "external_ref\nCG-1\nCG-2\n")
    code, said = await _gateway(
        env, "reconcile", "city", "--day", "2021-03-05", "--file", str(listed), "--json"
    )
    assert (code, orjson.loads(said.splitlines()[-1])["missing_here"]) == (1, ["CG-2"])


async def _gateway(env: dict[str, str], *argv: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        *argv,
        cwd=Path(__file__).parents[2],
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode, out.decode()
