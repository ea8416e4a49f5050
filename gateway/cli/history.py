"""``import`` and ``reconcile``: the history of another register, and its day lists."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import orjson
import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table as Shown

from channels import ChannelStore, Means, build_channels
from gateway.cli.configured import configured
from gateway.cli.console import MISUSED, err, fail, out, run
from gateway.history import (
    Counts,
    Difference,
    RowReader,
    Table,
    difference,
    examine,
    import_history,
    read_kinds,
    refs_of,
)
from gateway.identity import development_secret
from gateway.resources import Database, open_stores, prepare, utc_now
from gateway.settings import Settings
from intake import Crs, History
from routing import LiveEditions, Routing, builtin_calendar, to_wgs84

_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    TextColumn("{task.percentage:>3.0f}%"),
    TextColumn("{task.fields[done]:,} 行 · {task.fields[rate]:,.0f} 行/s"),
    TimeRemainingColumn(),
)
_SHOWN = 50

app = typer.Typer(help="历史数据和对账。History and day lists.")


@app.command("import")
def import_command(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="渠道，如 city。A channel.")],
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=".csv、.jsonl、.xlsx，UTF-8 或 GB18030。A table of reports."),
    ],
    *,
    kinds: Annotated[
        Path | None,
        typer.Option(help="CSV：code,name,matter，原系统类别对应的事项。Their kinds, our matters."),
    ] = None,
    crs: Annotated[
        Crs | None, typer.Option(help="未注明时的坐标系。What coordinates are in that do not say so.")
    ] = None,
    take_open: Annotated[
        bool, typer.Option("--open", help="也导入尚未办结的。Take over what is still open, too.")
    ] = False,
    decide: Annotated[
        bool,
        typer.Option(
            "--decide", help="没有承办部门的，按现行权责清单确定。Name departments by today's rules."
        ),
    ] = False,
) -> None:
    """导入原系统的历史诉求；可中断后重来，重复执行不会重复。Take over the reports of another register."""
    settings = configured()
    run(lambda: _import(settings, channel, path, kinds, crs, take_open=take_open, decide=decide))


@app.command("reconcile")
def reconcile_command(
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="渠道，如 city。A channel.")],
    *,
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期，如 2026-11-23。The city day.")],
    file: Annotated[Path, typer.Option(help="该日清单，须有 external_ref 列。The app's list of that day.")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。Print JSON.")] = False,
) -> None:
    """与原系统的当日清单核对，有出入时退出码为 1。Hold a day against a list; 1 if they differ."""
    settings = configured()
    run(lambda: _reconcile(settings, channel, day, file, as_json=as_json))


async def _import(
    settings: Settings,
    channel: str,
    path: Path,
    kinds: Path | None,
    crs: Crs | None,
    *,
    take_open: bool,
    decide: bool,
) -> int:
    secret = _secret(settings)
    source = examine(path)
    err.print(
        f"{path.name}：{source.kind} {source.encoding}，{source.size:,} B", markup=False, highlight=False
    )
    async with open_stores(settings) as stores:
        await prepare(stores)
        await _check_channel(stores.database, channel)
        known = await LiveEditions(stores.database).current(utc_now())
        reader = RowReader(
            channel=channel,
            routing=Routing(known.catalogue, known.layer, builtin_calendar(), overlay=known.overlay),
            clock=utc_now,
            secret=secret,
            kinds=read_kinds(kinds, known.catalogue.matters) if kinds else {},
            crs=crs,
            take_open=take_open,
            decide=decide,
            file=source.digest[:12],
        )
        table = Table(source)
        history = History(stores.database, utc_now, settings.trace_hash)
        with Progress(*_COLUMNS, console=err, transient=True) as progress:
            telling = _Telling(progress, table)
            counts = await import_history(history, table, reader, telling.tell)
    _sum_up(path, table, counts)
    return 1 if counts.rejected else 0


class _Telling:
    """Shows how far an import is, how fast it goes, and how long it will still take."""

    def __init__(self, progress: Progress, table: Table) -> None:
        self._progress = progress
        self._table = table
        self._began = 0
        self._task = progress.add_task("导入 · importing", total=None, done=0, rate=0.0)

    def tell(self, counts: Counts, resumed: bool) -> None:  # noqa: FBT001 - called by position, as its type says
        if not self._table.at:
            self._began = counts.done
            if resumed:
                err.print(f"接着上次第 {counts.line:,} 行继续 · Going on after line {counts.line:,}")
        elapsed = self._progress.tasks[0].elapsed or 0
        rate = (counts.done - self._began) / elapsed if elapsed else 0.0
        self._progress.update(
            self._task, total=self._table.total, completed=self._table.at, done=counts.done, rate=rate
        )


def _sum_up(path: Path, table: Table, counts: Counts) -> None:
    new, known, rejected = counts.new, counts.known, counts.rejected
    zh = f"新导入 {new:,} 条，已有 {known:,} 条，未导入 {rejected:,} 行"
    lines = [f"{zh} · {new:,} new, {known:,} known, {rejected:,} rejected"]
    if counts.outside:
        lines.append(f"{counts.outside:,} 条位置不在本市，没有辖区 · {counts.outside:,} outside the city")
    if counts.departments:
        many = counts.departments
        lines.append(f"{many:,} 条的承办部门不在目录中，留空 · {many:,} with a department that nobody knows")
    if table.ignored:
        names = "、".join(table.ignored)
        lines.append(f"未读取的列：{names} · columns that were not read: {', '.join(table.ignored)}")
    if rejected:
        lines.append(f"未导入的行和原因见 · lines and reasons: {path.name}.rejected.csv")
    for line in lines:
        out.print(line, markup=False, highlight=False, soft_wrap=True)


async def _reconcile(settings: Settings, channel: str, day: datetime, file: Path, *, as_json: bool) -> int:
    theirs = refs_of(file)
    async with open_stores(settings) as stores:
        await _check_channel(stores.database, channel)
        found = await difference(History(stores.database, utc_now), channel, day.date(), theirs)
    if as_json:
        out.file.write(orjson.dumps(found.as_plain()).decode() + "\n")
    else:
        _show(found)
    return 0 if found.is_none else 1


def _show(found: Difference) -> None:
    shown = Shown(title=f"{found.channel} {found.day}")
    for heading in ("", "数量 count", "渠道侧编号 external_ref"):
        shown.add_column(heading, overflow="fold")
    shown.add_row("原系统 theirs", f"{found.theirs:,}", "")
    shown.add_row("本系统 ours", f"{found.ours:,}", "")
    for name, refs in (
        ("本系统缺少 missing here", found.missing_here),
        ("原系统缺少 missing there", found.missing_there),
        ("没有编号 nameless", found.nameless),
    ):
        more = "" if len(refs) <= _SHOWN else f" … +{len(refs) - _SHOWN:,}"
        shown.add_row(name, f"{len(refs):,}", " ".join(refs[:_SHOWN]) + more)
    out.print(shown)


async def _check_channel(database: Database, name: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        means = Means(store=ChannelStore(database), http=http, to_wgs84=to_wgs84)
        known: Mapping[str, object] = build_channels(means)
    if name not in known:
        fail(
            f"没有渠道“{name}”，可选 {'、'.join(known)}\nThere is no channel {name!r}: {', '.join(known)}",
            MISUSED,
        )


def _secret(settings: Settings) -> bytes:
    if settings.import_secret is not None:
        return settings.import_secret.get_secret_value().encode()
    if not settings.is_development:
        fail("请设置 IMPORT_SECRET（32 字节以上，须妥善保存）\nSet IMPORT_SECRET, 32 bytes or more")
    return development_secret(settings.data_dir).encode()
