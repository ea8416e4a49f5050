"""``assets``: the register of things with a code."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.cli.faults import faults_table
from gateway.resources import open_stores, utc_now
from gateway.settings import Settings
from intake import Asset, Crs, read_asset_code
from routing import (
    AssetReader,
    AssetRegister,
    AssetsRefused,
    Editions,
    LiveEditions,
    load_assets,
)

_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    DownloadColumn(),
    TextColumn("{task.fields[rows]:,} 行 · {task.fields[rate]:,.0f} 行/s"),
    TimeRemainingColumn(),
)

app = typer.Typer(name="assets", help="部件库：编码、权属、位置。Things with a code.", no_args_is_help=True)


@app.command("import")
def import_command(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV：code,name,matter,keeper,longitude,latitude。UTF-8 or GB18030."
        ),
    ],
    *,
    crs: Annotated[Crs, typer.Option(help="坐标系。What the coordinates are in.")] = Crs.WGS84,
) -> None:
    """导入整份部件库并启用；有错则逐行列出，不改变现状。Take over a whole register, or refuse it by row."""
    settings = configured()
    run(lambda: _import(settings, path, crs))


@app.command("show")
def show_command(
    code: Annotated[str, typer.Argument(help="编码或扫码内容。A code, or what was scanned.")],
) -> None:
    """显示一个部件。Show a thing; exit code 1 where there is none."""
    settings = configured()
    run(lambda: _show(settings, code))


@app.command("list")
def list_command(
    *,
    after: Annotated[str, typer.Option(help="从此编码之后。Those after this code.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多几个。How many at most.")] = 20,
) -> None:
    """按编码列出部件。List things by code."""
    settings = configured()
    run(lambda: _list(settings, after, limit))


async def _import(settings: Settings, path: Path, crs: Crs) -> int:
    try:
        async with open_stores(settings) as stores:
            await Editions(stores.database, utc_now).start()
            known = await LiveEditions(stores.database).current(utc_now())
            reader = AssetReader(known.catalogue, known.layer, crs)
            with Progress(*_COLUMNS, console=err, transient=True) as progress:
                telling = _Telling(progress, path)
                loaded = await load_assets(
                    AssetRegister(stores.database), path, reader, utc_now, telling.tell
                )
    except AssetsRefused as error:
        err.print(faults_table("部件库未启用 · The register was refused", error.faults))
        return 1
    except OSError as error:
        fail(f"无法读取 {path}（{error.strerror}）\nCannot read {path} ({error.strerror})")
    out.print(
        f"部件库 {loaded.version} 已启用 · active: {loaded.count:,} 个部件 things，{telling.rate:,.0f} 个/s",
        markup=False,
        highlight=False,
    )
    return 0


class _Telling:
    """Shows how far an import is."""

    def __init__(self, progress: Progress, path: Path) -> None:
        self.rate = 0.0
        self._progress = progress
        self._began = perf_counter()
        self._task = progress.add_task("导入 · importing", total=path.stat().st_size, rows=0, rate=0.0)

    def tell(self, rows: int, read: int) -> None:
        self.rate = rows / (perf_counter() - self._began)
        self._progress.update(self._task, completed=read, rows=rows, rate=self.rate)


async def _show(settings: Settings, code: str) -> int:
    wanted = read_asset_code(code)
    async with open_stores(settings) as stores:
        found = await AssetRegister(stores.database).asset(wanted)
    if found is None:
        fail(f"部件库中没有编码 {wanted}\nNo thing has the code {wanted}")
    out.print(_table([found]))
    return 0


async def _list(settings: Settings, after: str, limit: int) -> int:
    async with open_stores(settings) as stores:
        register = AssetRegister(stores.database)
        current, found = await register.current(), await register.page(after, limit)
    if current is None:
        out.print("还没有部件库 · No register was loaded yet")
        return 0
    out.print(_table(found))
    loaded = f"{current.loaded_at:%Y-%m-%d %H:%M} UTC"
    out.print(f"部件库 {current.version}：{current.count:,} 个部件，{loaded} 导入", highlight=False)
    return 0


def _table(assets: list[Asset]) -> Table:
    table = Table()
    for heading in ("编码 code", "名称 name", "事项 matter", "权属 keeper", "位置 place"):
        table.add_column(heading, overflow="fold")
    for each in assets:
        place = f"{each.point.longitude:.6f}, {each.point.latitude:.6f}" if each.point else ""
        table.add_row(each.code, each.name, each.matter or "", each.keeper, place)
    return table
