"""``catalogue``: the three lists, units and areas, from draft to retirement."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.cli.faults import faults_table
from gateway.cli.operator import operator
from gateway.resources import open_stores, utc_now
from gateway.settings import Settings
from routing import (
    CatalogueRefused,
    EditionKind,
    Editions,
    EditionState,
    builtin_catalogue,
    content_of,
    read_catalogue_folder,
)

app = typer.Typer(
    name="catalogue", help="三清单目录：起草、试算、批准、生效、恢复。The three lists.", no_args_is_help=True
)


@app.command("load")
def load_command(
    folder: Annotated[
        Path | None,
        typer.Argument(help="matters.csv、powers.csv 等所在文件夹；不给则用内置。A folder; else what ships."),
    ] = None,
    *,
    force_single: Annotated[
        str,
        typer.Option(
            "--force-single", metavar="REASON", help="一人起草并批准的理由。Why one person does both."
        ),
    ],
    by: Annotated[
        str | None, typer.Option(help="操作人，默认为登录名。Who; the login name if left out.")
    ] = None,
) -> None:
    """由一人检查并立即启用一份目录，理由留痕。Draft and approve in one, by one person, for a reason.

    平时请用 import、dry-run、approve，由第二人批准。Usually: import, dry-run, approve by a second person.
    """
    settings = configured()
    run(lambda: _load(settings, folder, force_single, by))


async def _load(settings: Settings, folder: Path | None, reason: str, by: str | None) -> int:
    try:
        loaded = read_catalogue_folder(folder) if folder else builtin_catalogue()
    except CatalogueRefused as error:
        err.print(faults_table("目录未启用 · The catalogue was refused", error.faults))
        return 1
    except OSError as error:
        fail(
            f"无法读取 {error.filename}（{error.strerror}）\nCannot read {error.filename} ({error.strerror})"
        )
    if loaded.warnings:
        err.print(faults_table("请核对 · Worth a look", loaded.warnings))
    actor = operator(by)
    async with open_stores(settings) as stores:
        editions = Editions(stores.database, utc_now)
        await editions.start()
        drafted = await editions.draft(actor, EditionKind.CATALOGUE, content_of(loaded.tables), reason)
        if drafted.state is not EditionState.EFFECTIVE:
            await editions.approve(actor, drafted.version, words=reason, single=True)
    counts = f"{len(loaded.matters)} 个事项 matters，{len(loaded.departments)} 个部门 departments"
    out.print(f"目录 {loaded.version} 已启用 · effective: {counts}")
    return 0
