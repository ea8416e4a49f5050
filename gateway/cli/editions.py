"""What the commands on editions share: opening, showing, and telling faults."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from rich.table import Table
from rich.text import Text

from gateway.cli.console import err, out
from gateway.cli.faults import faults_table
from gateway.resources import open_stores, utc_now
from gateway.settings import Settings
from gateway.tables import faults_csv, faults_json
from intake import CITY_ZONE
from routing import DataRefused, DryRun, Edition, Editions

_SHOWN = 50


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Editions]:
    """The editions of this database, with what ships where there is nothing yet."""
    async with open_stores(settings) as stores:
        editions = Editions(stores.database, utc_now)
        await editions.start()
        yield editions


def editions_table(found: Iterable[Edition]) -> Table:
    """Editions, a row each."""
    table = Table(title="版本 · Editions")
    table.add_column("版本 version", no_wrap=True)
    for heading in ("状态 state", "生效 effective", "起草 drafted", "批准 approved", "说明 note"):
        table.add_column(heading, overflow="fold")
    for each in found:
        approval = each.approval
        table.add_row(
            f"{each.version}\n{each.kind.zh}",
            f"{each.state.zh}\n{each.state.value}",
            f"{each.effective_at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}" if each.effective_at else "",
            f"{each.draft.by}\n{each.draft.at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M}",
            f"{approval.by}{'（一人 single）' if approval.single else ''}" if approval else "",
            Text(each.draft.words),
        )
    return table


def tell_faults(error: DataRefused, title: str, report: Path | None) -> int:
    """Say what is wrong, the first rows as a table and all of them in a file; returns the exit code."""
    err.print(faults_table(title, error.faults[:_SHOWN]))
    if len(error.faults) > _SHOWN:
        more = len(error.faults) - _SHOWN
        err.print(f"另有 {more} 处，用 --report 文件 取得全部 · {more} more; --report FILE has them all")
    if report is not None:
        told = faults_json if report.suffix.lower() == ".json" else faults_csv
        report.write_bytes(told(error.faults))
        err.print(f"已写入 · written: {report}", markup=False, soft_wrap=True)
    return 1


def tell_dry_run(found: DryRun) -> None:
    """What a dry run found."""
    out.print(f"{found.zh}\n{found.en}")
    if not found.moves:
        return
    table = Table(title="从哪到哪 · From where to where")
    for heading in ("件数 reports", "", "现在 now", "试算 then", "例 examples"):
        table.add_column(heading, overflow="fold")
    for move in found.moves[:_SHOWN]:
        what = "部门 lead" if move.what == "lead" else "镇街 town"
        table.add_row(str(move.reports), what, move.before[1], move.after[1], "\n".join(move.numbers))
    out.print(table)


def tell_next(drafted: Edition) -> None:
    """What to do with a draft."""
    out.print(
        f"草稿 {drafted.version} 已保存，现行版本不变 · drafted; what is effective is untouched\n"
        f"下一步 · Next:\n"
        f"  python -m gateway catalogue diff {drafted.version}\n"
        f"  python -m gateway catalogue dry-run {drafted.version}\n"
        f"  python -m gateway catalogue approve {drafted.version} --by 另一人 a second person",
        soft_wrap=True,
    )
