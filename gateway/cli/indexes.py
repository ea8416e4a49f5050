"""``indexes``: the stores made ready."""

import typer

from gateway.cli.configured import configured
from gateway.cli.console import out, run
from gateway.resources import open_stores, prepare
from gateway.settings import Settings

app = typer.Typer()


@app.command("indexes")
def indexes_command() -> None:
    """建立存储桶、索引和初始目录，可重复执行。Make bucket, indexes and first catalogue; safe to repeat."""
    settings = configured()
    run(lambda: _prepare(settings))


async def _prepare(settings: Settings) -> int:
    async with open_stores(settings) as stores:
        await prepare(stores)
    out.print("存储桶、索引和目录已就绪 · Bucket, indexes and catalogue are in place")
    return 0
