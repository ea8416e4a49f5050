"""``audit verify``: every chain checked, with progress, and the heads written down or held against."""

import csv
from collections import Counter
from pathlib import Path

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
from rich.table import Table
from rich.text import Text

from gateway.resources import Database
from intake import Audit, Break, Head, Log

_SHOWN = 100
_EN = {Log.TRACE: "traces", Log.ACCESS: "access logs"}
_COLUMNS = ("log", "number", "seq", "hash")


class _RateColumn(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        """The rate, once there is one."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "-/s")


async def verify(database: Database, out: Console, *, heads: Path | None, against: Path | None) -> int:
    """Check every trace and every access log; returns the exit code, 1 when one does not hold.

    Args:
        database: where they are.
        out: where the result is shown.
        heads: CSV to write the heads to, or None.
        against: CSV of an earlier audit, or None.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: ``against`` is no such file.
        HashUnavailable: this machine lacks an algorithm that a chain is hashed with.
    """
    audit = Audit(database)
    kept = _read(against) if against else []
    found: list[Break] = []
    seen: list[Head] = []
    counts: Counter[Log] = Counter()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        tasks = {
            log: progress.add_task(f"核对{log.zh} · checking {_EN[log]}", total=total)
            for log, total in (await audit.count()).items()
        }
        async for finding in audit.verify(kept):
            found += finding.breaks
            if finding.head is not None:
                seen.append(finding.head)
            counts[finding.log] += finding.entries > 0
            # reports are counted whole, accesses one by one, as the collections count them
            progress.advance(tasks[finding.log], finding.entries if finding.log is Log.ACCESS else 1)
    if heads:
        _write(heads, seen)
    if found:
        out.print(_table(found))
        return 1
    traces, logs = counts[Log.TRACE], counts[Log.ACCESS]
    out.print(f"{traces} 条诉求的留痕完整 · The traces of {traces} reports hold")
    out.print(f"{logs} 条诉求的身份查阅记录完整 · The access logs of {logs} reports hold")
    return 0


def _table(found: list[Break]) -> Table:
    table = Table(title=f"{len(found)} 处不符 · where it does not hold")
    for heading in ("记录 log", "编号 number", "序号 seq", "规则 rule", "说明 what is wrong"):
        table.add_column(heading, overflow="fold")
    for each in found[:_SHOWN]:
        log = f"{each.log.zh} {each.log.value}"
        table.add_row(log, each.number, str(each.seq or "-"), each.rule, f"{each.zh} · {each.en}")
    if len(found) > _SHOWN:
        table.add_row("…", "", "", "", f"另有 {len(found) - _SHOWN} 处 · and {len(found) - _SHOWN} more")
    return table


def _read(path: Path) -> list[Head]:
    """The heads in a file; one without the column ``log`` holds those of traces."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            rows = csv.DictReader(file)
            named = {"number", "seq", "hash"} <= set(rows.fieldnames or ())
            heads = [_head(row) for row in rows] if named else None
        except (TypeError, ValueError):
            heads = None
    if heads is None:
        raise ValueError(f"{path} 不是 --heads 写出的文件\n{path} is no file that --heads has written")
    return heads


def _head(row: dict[str, str]) -> Head:
    return Head(row["number"], int(row["seq"]), row["hash"], Log(row.get("log", Log.TRACE)))


def _write(path: Path, heads: list[Head]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows([head.log.value, head.number, head.seq, head.hash] for head in heads)
