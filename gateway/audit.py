"""``audit verify``: every trace checked, with progress, and the heads written down or held against."""

import csv
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from gateway.resources import Database
from intake import Audit, Break, Head

_SHOWN = 100


async def verify(database: Database, out: Console, *, heads: Path | None, against: Path | None) -> int:
    """Check every trace; returns the exit code, 1 when one does not hold.

    Args:
        database: where the reports are.
        out: where the result is shown.
        heads: CSV to write the heads to, or None.
        against: CSV of an earlier audit, or None.

    Raises:
        OSError: a file cannot be read or written.
        ValueError: ``against`` is no such file.
    """
    audit = Audit(database)
    kept = _read(against) if against else {}
    found: list[Break] = []
    seen: list[Head] = []
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("核对留痕 · checking traces", total=await audit.count())
        async for head, broken in audit.verify(kept):
            found += broken
            if head is not None:
                seen.append(head)
                progress.advance(task)
    if heads:
        _write(heads, seen)
    if found:
        out.print(_table(found))
        return 1
    out.print(f"{len(seen)} 条诉求的留痕完整 · The traces of {len(seen)} reports hold")
    return 0


def _table(found: list[Break]) -> Table:
    table = Table(title=f"{len(found)} 处留痕不符 · where traces do not hold")
    for heading in ("编号 number", "序号 seq", "规则 rule", "说明 what is wrong"):
        table.add_column(heading, overflow="fold")
    for each in found[:_SHOWN]:
        table.add_row(each.number, str(each.seq or "-"), each.rule, f"{each.zh} · {each.en}")
    if len(found) > _SHOWN:
        table.add_row("…", "", "", f"另有 {len(found) - _SHOWN} 处 · and {len(found) - _SHOWN} more")
    return table


def _read(path: Path) -> dict[str, Head]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["number"], int(row["seq"]), row["hash"]) for row in csv.DictReader(file)]
    return {number: Head(number, seq, hash_) for number, seq, hash_ in rows}


def _write(path: Path, heads: list[Head]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "seq", "hash"])
        writer.writerows([head.number, head.seq, head.hash] for head in heads)
