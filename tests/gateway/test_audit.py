"""``audit verify`` as a person sees it: what it prints, what it writes down, how it ends."""

import csv
import hashlib
import io
from pathlib import Path
from typing import Never

import pytest
from rich.console import Console
from rich.progress import Progress

from gateway.audit import _RateColumn, verify
from gateway.settings import SettingsError, read_settings
from intake import (
    RULE,
    Actor,
    Database,
    Decline,
    DeclineReason,
    HashAlgorithm,
    Intake,
    Purpose,
    Redact,
    RedactReason,
    Role,
)
from support.clock import Clock
from support.reports import open_intake, submission, unclear

DISPATCHER = Actor("dispatcher-1", Role.DISPATCHER)


async def _run(database: Database, heads: Path | None = None, against: Path | None = None) -> tuple[int, str]:
    out = Console(file=io.StringIO(), width=160)
    code = await verify(database, out, heads=heads, against=against)
    assert isinstance(out.file, io.StringIO)
    return code, out.file.getvalue()


async def _one_read(database: Database, clock: Clock) -> tuple[Intake, str]:
    intake = await open_intake(database, clock)
    number = (await intake.submit(submission())).number
    await intake.reveal(number, DISPATCHER, Purpose.CONTACT, "核实地点")
    return intake, number


async def test_heads_of_both_logs_are_written_and_held_against(
    mongo_db: Database, clock: Clock, tmp_path: Path
) -> None:
    intake, number = await _one_read(mongo_db, clock)
    heads = tmp_path / "heads.csv"
    code, said = await _run(mongo_db, heads=heads)
    assert code == 0
    assert "1 条诉求的留痕完整 · The traces of 1 reports hold" in said
    assert "1 条诉求的身份查阅记录完整 · The access logs of 1 reports hold" in said
    with heads.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["log"], row["number"], row["seq"]) for row in rows] == [
        ("trace", number, "3"),
        ("access", number, "1"),
    ]
    await intake.reveal(number, DISPATCHER, Purpose.CONTACT, "再次核实")
    assert (await _run(mongo_db, against=heads))[0] == 0
    await mongo_db["access_log"].delete_many({})
    code, said = await _run(mongo_db, against=heads)
    assert code == 1
    assert "查阅记录 access" in said
    assert "此前留存的记录已不存在" in said


async def test_a_file_of_before_there_was_an_access_log_still_serves(
    mongo_db: Database, clock: Clock, tmp_path: Path
) -> None:
    _, number = await _one_read(mongo_db, clock)
    old = tmp_path / "old.csv"
    old.write_text(f"number,seq,hash\n{number},1,{'0' * 64}\n", "utf-8")
    code, said = await _run(mongo_db, against=old)
    assert code == 1
    assert "留痕 trace" in said
    assert "kept_head" in said


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "number,seq,hash\nDG,one,00\n", "\xff\xfe"])
async def test_another_file_is_refused_with_a_sentence(
    mongo_db: Database, tmp_path: Path, content: str
) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes(content.encode("latin-1"))
    with pytest.raises(ValueError, match=r"不是 --heads 写出的文件\n.*is no file"):
        await _run(mongo_db, against=other)


def test_the_bar_shows_a_rate() -> None:
    now = 0.0
    progress = Progress(_RateColumn(), console=Console(file=io.StringIO()), get_time=lambda: now)
    task = progress.add_task("checking", total=10_000)
    assert _RateColumn().render(progress.tasks[0]).plain == "-/s"
    for now in (1.0, 2.0):  # noqa: B007 - the clock of the bar reads it
        progress.advance(task, 1_500)
    assert _RateColumn().render(progress.tasks[0]).plain == "1,500/s"


def test_the_hash_is_a_setting_that_is_checked_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().trace_hash is HashAlgorithm.SHA256
    monkeypatch.setenv("TRACE_HASH", "sm3")
    assert read_settings().trace_hash is HashAlgorithm.SM3

    def lacks(name: str, _: bytes) -> Never:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", lacks)
    with pytest.raises(SettingsError, match=r"TRACE_HASH=sm3: .*不支持 SM3.* · .*lacks SM3"):
        read_settings()
    monkeypatch.setenv("TRACE_HASH", "md5")
    with pytest.raises(SettingsError, match="TRACE_HASH"):
        read_settings()


async def test_a_redacted_report_holds_and_words_that_vanish_or_come_back_are_named(
    mongo_db: Database, clock: Clock, tmp_path: Path
) -> None:
    intake, heads = await open_intake(mongo_db, clock), tmp_path / "heads.csv"
    report = await intake.submit(unclear(text="陈某某家门口很脏"))
    no = Decline(reason=DeclineReason.TOO_LATE, words="陈某某已说过")
    declined = await intake.apply(report.number, no, DISPATCHER)
    assert (await _run(mongo_db, heads=heads))[0] == 0
    words = {"timeline.1.words": None, "timeline.1.salt": None}
    await mongo_db["reports"].update_one({"_id": report.id}, {"$set": words})
    code, said = await _run(mongo_db)
    assert (code, "vanished" in said, "文字缺失，且没有脱敏记录" in said) == (1, True, True)
    back = {"timeline.1.words": no.words, "timeline.1.salt": declined.timeline[1].salt}
    await mongo_db["reports"].update_one({"_id": report.id}, {"$set": back})
    await intake.apply(report.number, Redact(reason=RedactReason.RETENTION), RULE)
    assert (await _run(mongo_db, against=heads))[0] == 0
    await mongo_db["reports"].update_one({"_id": report.id}, {"$set": back})
    code, said = await _run(mongo_db, against=heads)
    assert (code, "left_over" in said, "已脱敏，文字却仍在" in said) == (1, True, True)
