"""The command line: ``python -m gateway --help``."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Never

import aiohttp
import typer
import uvloop
from rich.console import Console
from rich.table import Table

from gateway.audit import verify
from gateway.client import ClientError
from gateway.demo import run_demo
from gateway.embedded import EmbeddedError
from gateway.export import export_reports, wanted_reports
from gateway.identity import TOKEN_ROLES, Identity, development_secret
from gateway.logs import configure_logs, quiet
from gateway.resources import Resources, build, open_stores, prepare, utc_now
from gateway.serve import ServeError, run_worker, serve
from gateway.settings import Settings, SettingsError, read_settings
from intake import Actor, HashUnavailable, ReportFilter, Role, Unavailable, UserError
from routing import CatalogueRefused, DataRefused, builtin_catalogue, read_catalogue_folder, save
from schema import build_schema

SNAPSHOT = Path(__file__).parents[1] / "schema" / "schema.graphql"
_out = Console()
_err = Console(stderr=True)

app = typer.Typer(
    help="随手拍：市民随手拍照上报，几秒内派到责任部门。Citizen reports, at the right department in seconds.",
    epilog="设置来自环境变量，见 README。Settings come from the environment; see the README.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
catalogue = typer.Typer(help="事项目录：事项、单位、镇街、村。The catalogue.", no_args_is_help=True)
app.add_typer(catalogue, name="catalogue")
audit = typer.Typer(help="审计：核对留痕和身份查阅记录。The audit.", no_args_is_help=True)
app.add_typer(audit, name="audit")
export = typer.Typer(help="导出为表格。Exports as tables.", no_args_is_help=True)
app.add_typer(export, name="export")


@app.command("serve")
def serve_command(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="上报三条诉求并展示。File three reports, show them.")
    ] = False,
) -> None:
    """启动服务。Serve GraphQL, uploads and probes; with workers unless WORKERS=false."""
    settings = _settings()
    if demo and not settings.is_development:
        _fail("--demo 只用于开发环境\n--demo is for PROFILE=development only")

    async def when_up(resources: Resources, url: str) -> None:
        for path in ("graphql", "healthz/ready", "metrics"):
            _out.print(f"随手拍 · {url}/{path}", soft_wrap=True)
        if demo:
            await _show(url, resources)
        _out.print("按 Ctrl-C 停止 · Ctrl-C stops everything")

    _run(lambda: serve(settings, when_up))


@app.command("worker")
def worker_command() -> None:
    """只运行投递进程。Deliver notices, without serving requests."""
    settings = _settings()
    _run(lambda: run_worker(settings))


@app.command("demo")
def demo_command(
    url: Annotated[str, typer.Option(help="服务地址。Base address.")] = "http://127.0.0.1:8000",
) -> None:
    """对运行中的开发服务做演示。Run the demonstration against a running development server."""
    identity = _development_identity(_settings())
    _run(lambda: _demo(url, identity))


@app.command("indexes")
def indexes_command() -> None:
    """建立存储桶、索引和初始目录，可重复执行。Make bucket, indexes and first catalogue; safe to repeat."""
    settings = _settings()
    _run(lambda: _prepare(settings))


@catalogue.command("load")
def load_command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="matters.csv units.csv towns.csv villages.csv 所在文件夹；不给则用内置。A folder."
        ),
    ] = None,
) -> None:
    """检查并启用一份目录；有错则逐行列出，不改变现状。Check a catalogue and make it the active one."""
    settings = _settings()
    _run(lambda: _load(settings, folder))


@audit.command("verify")
def verify_command(
    heads: Annotated[
        Path | None, typer.Option(help="把各条记录的末尾指纹写入该 CSV，另处保存。Write the heads down.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="与此前写下的 CSV 比对。Hold against heads written down earlier.")
    ] = None,
) -> None:
    """逐条核对留痕和身份查阅记录，指出改动、缺失和乱序。Find any change in traces and access logs."""
    settings = _settings()
    _run(lambda: _verify(settings, heads, against))


@export.command("reports")
def export_command(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="以 .csv 或 .xlsx 结尾。Ends in .csv or .xlsx.")
    ],
    *,
    stage: Annotated[list[str] | None, typer.Option(help="阶段，可多次。Any number of stages.")] = None,
    town: Annotated[str | None, typer.Option(help="镇街代码。Code of a town.")] = None,
    matter: Annotated[str | None, typer.Option(help="事项代码。Code of a matter.")] = None,
    department: Annotated[str | None, typer.Option(help="部门代码。Key of a department.")] = None,
    channel: Annotated[str | None, typer.Option(help="渠道。A channel.")] = None,
    since: Annotated[str | None, typer.Option(help="自该日起，如 2026-11-01。From this day.")] = None,
    until: Annotated[str | None, typer.Option(help="至该日止（含）。To this day, included.")] = None,
    english: Annotated[bool, typer.Option("--english", help="英文表头。Headings in English.")] = False,
) -> None:
    """以督办员的权限导出诉求。Export reports as a supervisor reads them."""
    settings = _settings()
    once = {
        "town": town,
        "matter": matter,
        "department": department,
        "channel": channel,
        "since": since,
        "until": until,
    }
    given = [("stage", each) for each in stage or ()]
    given += [(name, value) for name, value in once.items() if value is not None]
    try:
        wanted = wanted_reports(given)
    except UserError as error:
        _fail(f"{error.zh}\n{error.en}")
    _run(lambda: _export(settings, path, wanted, chinese=not english))


@app.command("token")
def token_command(
    role: Annotated[str, typer.Argument(help=" | ".join(role for role in TOKEN_ROLES))],
    name: Annotated[str, typer.Option(help="编号。Id of the person.")] = "dev",
    department: Annotated[
        list[str] | None, typer.Option(help="部门代码，可多次。Department key, e.g. CG-441900004000.")
    ] = None,
    town: Annotated[
        list[str] | None, typer.Option(help="核查员的镇街代码，可多次。Town of an inspector: 441900004000.")
    ] = None,
    hours: Annotated[int, typer.Option(min=1, max=720, help="有效小时数。Valid for so many hours.")] = 12,
) -> None:
    """签发开发令牌。Print a bearer token; development only."""
    if role not in TOKEN_ROLES:
        _fail(f"角色须为 {'、'.join(TOKEN_ROLES)} 之一\nThe role is one of {', '.join(TOKEN_ROLES)}")
    known = TOKEN_ROLES[role]
    if known in {Role.OFFICER, Role.HUB} and not department:
        _fail(
            f"{known.zh}须指定部门：--department CG-441900004000\n"
            f"The role {role} needs --department CG-441900004000"
        )
    if known is Role.INSPECTOR and not town:
        _fail(f"{known.zh}须指定镇街：--town 441900004000\nThe role {role} needs --town 441900004000")
    actor = Actor(id=name, role=known, departments=frozenset(department or ()), towns=frozenset(town or ()))
    _out.print(_development_identity(_settings()).issue(actor, timedelta(hours=hours)), soft_wrap=True)


@app.command("schema")
def schema_command(
    *,
    check: Annotated[bool, typer.Option("--check", help="只比较，不写入。Compare only.")] = False,
) -> None:
    """写出 schema/schema.graphql,或检查它是否最新。Write the committed schema, or check it."""
    current = build_schema(introspection=True).as_str() + "\n"
    if not check:
        SNAPSHOT.write_text(current, "utf-8")
    elif not SNAPSHOT.exists() or SNAPSHOT.read_text("utf-8") != current:
        _fail("schema/schema.graphql 已过期，请重新生成\nThe snapshot is stale: python -m gateway schema")


async def _show(url: str, resources: Resources) -> None:
    """Run the demonstration; whatever becomes of it, the service goes on."""
    try:
        with quiet("gateway.request"):
            await run_demo(url, resources.identity, _out)
    except ClientError as error:
        _err.print(f"演示未完成 · The demonstration did not finish: {error}", style="yellow", markup=False)


async def _demo(url: str, identity: Identity) -> int:
    try:
        await run_demo(url.rstrip("/"), identity, _out)
    except aiohttp.ClientConnectionError:
        _fail(f"无法连接 {url}，请先运行 ./scripts/serve\nCannot reach {url}; start ./scripts/serve first")
    return 0


async def _prepare(settings: Settings) -> int:
    async with open_stores(settings) as stores:
        await prepare(stores)
    _out.print("存储桶、索引和目录已就绪 · Bucket, indexes and catalogue are in place")
    return 0


async def _load(settings: Settings, folder: Path | None) -> int:
    try:
        loaded = read_catalogue_folder(folder) if folder else builtin_catalogue()
    except CatalogueRefused as error:
        _err.print(_faults(error))
        return 1
    except OSError as error:
        _fail(
            f"无法读取 {error.filename}（{error.strerror}）\nCannot read {error.filename} ({error.strerror})"
        )
    async with open_stores(settings) as stores:
        version = await save(stores.database, loaded)
    counts = f"{len(loaded.matters)} 个事项 matters，{len(loaded.departments)} 个部门 departments"
    _out.print(f"目录 {version} 已启用 · active: {counts}")
    return 0


async def _verify(settings: Settings, heads: Path | None, against: Path | None) -> int:
    async with open_stores(settings) as stores:
        try:
            return await verify(stores.database, _out, heads=heads, against=against)
        except (HashUnavailable, ValueError) as error:
            _fail(str(error))


async def _export(settings: Settings, path: Path, wanted: ReportFilter, *, chinese: bool) -> int:
    async with open_stores(settings) as stores, build(settings, stores) as resources:
        most = settings.export_max_rows
        return await export_reports(resources.services.intake, _out, path, wanted, most=most, chinese=chinese)


def _faults(error: DataRefused) -> Table:
    table = Table(title="目录未启用 · The catalogue was refused")
    for heading in ("表 table", "行 row", "规则 rule", "说明 what is wrong"):
        table.add_column(heading, overflow="fold")
    for fault in error.faults:
        table.add_row(fault.table, str(fault.row), fault.rule, f"{fault.zh}\n{fault.en}")
    return table


def _settings() -> Settings:
    try:
        settings = read_settings()
    except SettingsError as error:
        _fail(str(error))
    configure_logs(settings.log_format)
    return settings


def _development_identity(settings: Settings) -> Identity:
    if not settings.is_development:
        _fail("只用于开发环境\nFor PROFILE=development only")
    secret = settings.jwt_secret.get_secret_value() if settings.jwt_secret else None
    return Identity(secret or development_secret(settings.data_dir), settings.jwt_issuer, utc_now)


def _run(main: Callable[[], Awaitable[int]]) -> None:
    """Run to the end; failures that a person can mend are told in a sentence, with exit code 1."""

    async def whole() -> int:
        return await main()

    try:
        code = uvloop.run(whole())
    except (EmbeddedError, ServeError, SettingsError, ClientError, OSError) as error:
        _fail(str(error))
    except Unavailable as error:
        name = {"database": "MONGODB_URI", "object_store": "S3_ENDPOINT_URL"}.get(error.part, error.part)
        _fail(f"无法连接 {name} 所指的服务，请检查地址和账号\nCannot reach {name}; check address and account")
    except UserError as error:
        _fail(f"{error.zh}\n{error.en}")
    except (asyncio.CancelledError, KeyboardInterrupt):
        _err.print("已停止 · Stopped")
        code = 130
    raise typer.Exit(code)


def _fail(words: str) -> Never:
    _err.print(words, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)
