"""``catalogue``: the three lists and all other versioned data, from draft to retirement."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.cli.editions import editions_table, opened, tell_dry_run, tell_faults, tell_next
from gateway.cli.faults import faults_table
from gateway.cli.operator import operator
from gateway.resources import build, open_stores, prepare
from gateway.settings import Settings
from gateway.tables import read_folder, read_upload, write_folder, write_xlsx, write_zip
from intake import CITY_ZONE, InvalidInput
from routing import (
    TABLES,
    Catalogue,
    DataRefused,
    EditionKind,
    Editions,
    EditionState,
    Sheet,
    Tables,
    builtin_catalogue,
    content_of,
    edition_difference,
    read_catalogue,
    tables_of,
    with_sheets,
)

app = typer.Typer(
    name="catalogue",
    help="三清单及图层的版本：import 起草，diff 比较，dry-run 试算，approve 由第二人批准，rollback 恢复。"
    "Versions of the three lists and layers: draft, compare, try out, approve, go back.",
    no_args_is_help=True,
)
By = Annotated[str | None, typer.Option(help="操作人，默认为登录名。Who; the login name if left out.")]
Version = Annotated[str, typer.Argument(help="版本，或其前 6 位以上。A version, or how it begins.")]
Report = Annotated[
    Path | None, typer.Option(help="把全部错误写入 .csv 或 .json。All faults into a .csv or .json.")
]
Given = Annotated[
    Path,
    typer.Argument(
        metavar="PATH", help="文件夹、.xlsx、.zip 或单张 .csv。A folder, .xlsx, .zip, or one .csv."
    ),
]
Days = Annotated[int, typer.Option(min=1, max=366, help="对照最近多少天。How many days back.")]


@app.command("list")
def list_command(
    kind: Annotated[EditionKind | None, typer.Option(help="种类。One kind only.")] = None,
) -> None:
    """列出各版本，新的在前。List editions, newest first."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            out.print(editions_table(await editions.every(kind)))
        return 0

    run(main)


@app.command("show")
def show_command(version: Version) -> None:
    """一个版本及其留痕。An edition and everything that was done to it."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            edition = await editions.read(version)
        out.print(editions_table([edition]))
        table = Table(title="留痕 · History")
        for heading in ("时间 at", "动作 act", "操作人 by", "说明 words", "生效 effective", "数据 figures"):
            table.add_column(heading, overflow="fold")
        for step in edition.steps:
            told = step.figures.get("tables")
            figures = (
                "\n".join(f"{name} {each['rows']} {each['hash']}" for name, each in told.items())
                if told
                else ", ".join(f"{name} {value}" for name, value in step.figures.items())
            )
            table.add_row(
                f"{step.at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M:%S}",
                step.act.zh,
                step.by,
                Text(step.words),
                f"{step.effective_at.astimezone(CITY_ZONE):%Y-%m-%d %H:%M:%S}" if step.effective_at else "",
                figures,
            )
        out.print(table)
        return 0

    run(main)


@app.command("diff")
def diff_command(
    version: Version,
    against: Annotated[
        str | None, typer.Option(help="与哪个版本比，默认为生效中的。Else what is effective.")
    ] = None,
) -> None:
    """逐行逐格比较两个版本。What differs from what is effective, row by row."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            edition = await editions.read(version)
            other = await (editions.read(against) if against else editions.effective(edition.kind))
            before = await editions.content(other.version) if other else content_of(_nothing())
            changes = edition_difference(edition.kind, before, await editions.content(edition.version))
        table = Table(title=f"{other.version if other else '-'} → {edition.version}")
        for heading in ("表 table", "行 row", "", "列 column", "原 before", "新 after"):
            table.add_column(heading, overflow="fold")
        for change in changes:
            for index, cell in enumerate(change.cells):
                told = (change.table, change.key, change.kind.zh) if not index else ("", "", "")
                table.add_row(*told, cell.column, Text(cell.before), Text(cell.after))
        out.print(table)
        out.print(f"{len(changes)} 行不同 · rows differ")
        return 0

    run(main)


@app.command("check")
def check_command(path: Given, *, report: Report = None) -> None:
    """只检查，不保存：逐行列出错误。Check tables against what is effective; nothing is stored."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            base = await _effective(editions)
        try:
            found = read_catalogue(_with(base, path))
        except DataRefused as error:
            return tell_faults(error, "未通过检查 · It does not hold", report)
        _warn(found)
        out.print(f"通过检查，版本将是 {found.version} · It holds; it would be this version")
        return 0

    run(main)


@app.command("import")
def import_command(
    path: Given,
    *,
    note: Annotated[str, typer.Option(help="说明改了什么。What was changed.")] = "",
    report: Report = None,
    by: By = None,
) -> None:
    """检查并保存为草稿；没给的表沿用生效中的。Draft tables; those not given stay as they are."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            base = await _effective(editions)
            try:
                tables = _with(base, path)
                drafted = await editions.draft(operator(by), EditionKind.CATALOGUE, content_of(tables), note)
            except DataRefused as error:
                return tell_faults(error, "未保存 · Refused", report)
        _warn(read_catalogue(tables))
        if drafted.state is EditionState.DRAFT:
            tell_next(drafted)
        else:
            out.print(f"此内容即版本 {drafted.version}（{drafted.state.zh}）· This is a known version")
        return 0

    run(main)


@app.command("export")
def export_command(
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="文件夹、.xlsx 或 .zip。A folder, .xlsx or .zip.")
    ],
    version: Annotated[str | None, typer.Option(help="版本，默认为生效中的。Else what is effective.")] = None,
) -> None:
    """导出一个版本的全部表。Write all tables of an edition."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            if version is None:
                tables = await _effective(editions)
            else:
                edition = await editions.read(version)
                if edition.kind is not EditionKind.CATALOGUE:
                    path.write_bytes(await editions.content(edition.version))
                    return 0
                tables = tables_of(await editions.content(edition.version))
        match path.suffix.lower():
            case ".xlsx":
                path.write_bytes(write_xlsx(tables))
            case ".zip":
                path.write_bytes(write_zip(tables))
            case "":
                write_folder(tables, path)
            case _:
                raise InvalidInput(
                    "请给文件夹、.xlsx 或 .zip", "Give a folder, .xlsx or .zip", rule="file_type"
                )
        out.print(f"已导出 · exported: {path}", soft_wrap=True, markup=False)
        return 0

    run(main)


@app.command("dry-run")
def dry_run_command(version: Version, *, days: Days = 30, by: By = None) -> None:
    """用近期诉求试算：多少件会改派，从哪到哪。How many past reports would go elsewhere."""
    settings = configured()

    async def main() -> int:
        async with open_stores(settings) as stores:
            await prepare(stores)
            async with build(settings, stores) as resources:
                trials = resources.services.trials
                columns = (
                    TextColumn("{task.description}"),
                    BarColumn(),
                    MofNCompleteColumn(),
                    TimeRemainingColumn(),
                )
                with Progress(*columns, console=out, transient=True) as progress:
                    task = progress.add_task("试算 · trying out", total=await trials.count(days))
                    found = await trials.dry_run(
                        operator(by),
                        version,
                        days,
                        tell=lambda looked: progress.update(task, completed=looked),
                    )
        tell_dry_run(found)
        return 0

    run(main)


@app.command("approve")
def approve_command(
    version: Version,
    *,
    at: Annotated[
        str | None,
        typer.Option(help="生效时间（北京时间），如 2026-12-01T00:00，默认立即。From when; now if left out."),
    ] = None,
    force_single: Annotated[
        str | None, typer.Option(metavar="REASON", help="一人起草并批准的理由。Why one person does both.")
    ] = None,
    by: By = None,
) -> None:
    """批准草稿；起草人不能自己批准。Approve a draft; a second person does."""
    _approve(version, at=at, words=force_single or "", single=force_single is not None, by=by)


@app.command("rollback")
def rollback_command(
    version: Version, *, reason: Annotated[str, typer.Option(help="理由。Why.")], by: By = None
) -> None:
    """恢复一个曾生效的版本，立即生效。Make a former edition effective again, at once."""
    _approve(version, at=None, words=reason, single=False, by=by)


@app.command("discard")
def discard_command(
    version: Version, *, reason: Annotated[str, typer.Option(help="理由。Why.")] = "", by: By = None
) -> None:
    """废弃草稿，或撤下待生效的版本。Put away a draft, or one that is scheduled."""
    settings = configured()

    async def main() -> int:
        async with opened(settings) as editions:
            edition = await editions.discard(operator(by), version, reason)
        out.print(f"版本 {edition.version} {edition.state.zh} · discarded")
        return 0

    run(main)


@app.command("proposals")
def proposals_command(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE]...", help="要采纳的建议；不给则只列出。Those to draft."),
    ] = None,
    *,
    days: Days = 90,
    by: By = None,
) -> None:
    """裁决形成的权责清单建议；给出规则号则起草。Rules that arbitrations suggest; name some to draft them."""
    settings = configured()

    async def main() -> int:
        async with open_stores(settings) as stores:
            await prepare(stores)
            async with build(settings, stores) as resources:
                services, actor = resources.services, operator(by)
                known = services.routing.knowledge
                if rules:
                    note = "采纳裁决建议 " + "、".join(rules)
                    try:
                        drafted = await services.trials.draft_proposals(
                            actor, tuple(rules), days, known, note
                        )
                    except DataRefused as error:
                        return tell_faults(error, "未保存 · Refused", None)
                    tell_next(drafted)
                    return 0
                found = await services.trials.proposals(actor, days, known)
        table = Table(title="裁决形成的建议 · What arbitrations suggest")
        for heading in ("规则 rule", "事项 matter", "镇街 town", "承办 lead", "件 reports", "裁决意见 words"):
            table.add_column(heading, overflow="fold")
        for each in found:
            told = (each.rule, each.matter[1], each.town[1], each.lead[1], str(len(each.numbers)))
            table.add_row(*told, Text(each.words))
        out.print(table)
        return 0

    run(main)


@app.command("load")
def load_command(
    path: Annotated[
        Path | None, typer.Argument(help="同 import；不给则用内置。As import takes; what ships if left out.")
    ] = None,
    *,
    force_single: Annotated[
        str, typer.Option(metavar="REASON", help="一人起草并批准的理由。Why one person does both.")
    ],
    by: By = None,
) -> None:
    """由一人检查并立即启用，理由留痕。Draft and approve in one, by one person, for a reason.

    平时请用 import、dry-run、approve。Usually: import, dry-run, approve by a second person.
    """
    settings = configured()
    run(lambda: _load(settings, path, force_single, by))


async def _load(settings: Settings, path: Path | None, reason: str, by: str | None) -> int:
    actor = operator(by)
    async with opened(settings) as editions:
        try:
            if path is None:
                loaded = builtin_catalogue()
            else:
                loaded = read_catalogue(_with(await _effective(editions), path))
            drafted = await editions.draft(actor, EditionKind.CATALOGUE, content_of(loaded.tables), reason)
            if drafted.state is not EditionState.EFFECTIVE:
                await editions.approve(actor, drafted.version, words=reason, single=True)
        except DataRefused as error:
            return tell_faults(error, "目录未启用 · The catalogue was refused", None)
    _warn(loaded)
    counts = f"{len(loaded.matters)} 个事项 matters，{len(loaded.departments)} 个部门 departments"
    out.print(f"目录 {loaded.version} 已启用 · effective: {counts}")
    return 0


def _approve(version: str, *, at: str | None, words: str, single: bool, by: str | None) -> None:
    settings = configured()

    async def main() -> int:
        moment = _moment(at) if at else None
        async with opened(settings) as editions:
            edition = await editions.approve(
                operator(by), version, effective_at=moment, words=words, single=single
            )
        begins = edition.effective_at.astimezone(CITY_ZONE) if edition.effective_at else None
        out.print(
            f"版本 {edition.version} {edition.state.zh}，自 {begins:%Y-%m-%d %H:%M:%S} 起 · {edition.state}"
        )
        return 0

    run(main)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput(
            "时间须写作 2026-12-01T00:00", "A time is written as 2026-12-01T00:00", path=("at",), rule="time"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)


def _with(base: Tables, path: Path) -> Tables:
    """The tables with those of a path in place of theirs."""
    try:
        sheets = read_folder(path) if path.is_dir() else read_upload(path.name, path.read_bytes())
    except OSError as error:
        fail(
            f"无法读取 {error.filename}（{error.strerror}）\nCannot read {error.filename} ({error.strerror})"
        )
    _tell_encodings(sheets)
    return with_sheets(base, sheets)


def _tell_encodings(sheets: list[Sheet]) -> None:
    odd = [sheet.table for sheet in sheets if sheet.encoding != "utf-8"]
    if odd:
        err.print(
            f"注意：{'、'.join(odd)} 按 GBK/GB18030 编码读取，请核对汉字 · "
            f"Mind: {', '.join(odd)} was read as GBK/GB18030; check the characters",
            style="bold yellow",
        )


def _warn(found: Catalogue) -> None:
    if found.warnings:
        err.print(faults_table("请核对 · Worth a look", found.warnings))


async def _effective(editions: Editions) -> Tables:
    holding = await editions.effective(EditionKind.CATALOGUE)
    return tables_of(await editions.content(holding.version)) if holding else _nothing()


def _nothing() -> Tables:
    return Tables(**dict.fromkeys(TABLES, ()))
