"""``catalogue``: matters, units, towns and villages."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.cli.faults import faults_table
from gateway.resources import open_stores
from gateway.settings import Settings
from routing import CatalogueRefused, builtin_catalogue, read_catalogue_folder, save

app = typer.Typer(
    name="catalogue", help="事项目录：事项、单位、镇街、村。The catalogue.", no_args_is_help=True
)


@app.command("load")
def load_command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="matters.csv units.csv towns.csv villages.csv 所在文件夹；不给则用内置。A folder."
        ),
    ] = None,
) -> None:
    """检查并启用一份目录；有错则逐行列出，不改变现状。Check a catalogue and make it the active one."""
    settings = configured()
    run(lambda: _load(settings, folder))


async def _load(settings: Settings, folder: Path | None) -> int:
    try:
        loaded = read_catalogue_folder(folder) if folder else builtin_catalogue()
    except CatalogueRefused as error:
        err.print(faults_table("目录未启用 · The catalogue was refused", error.faults))
        return 1
    except OSError as error:
        fail(
            f"无法读取 {error.filename}（{error.strerror}）\nCannot read {error.filename} ({error.strerror})"
        )
    async with open_stores(settings) as stores:
        version = await save(stores.database, loaded)
    counts = f"{len(loaded.matters)} 个事项 matters，{len(loaded.departments)} 个部门 departments"
    out.print(f"目录 {version} 已启用 · active: {counts}")
    if loaded.warnings:
        err.print(faults_table("请核对 · Worth a look", loaded.warnings))
    return 0
