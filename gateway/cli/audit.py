"""``audit``: the traces and access logs checked."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.audit import verify
from gateway.cli.configured import configured
from gateway.cli.console import fail, out, run
from gateway.resources import open_stores
from gateway.settings import Settings
from intake import HashUnavailable

app = typer.Typer(name="audit", help="审计：核对留痕和身份查阅记录。The audit.", no_args_is_help=True)


@app.command("verify")
def verify_command(
    heads: Annotated[
        Path | None, typer.Option(help="把各条记录的末尾指纹写入该 CSV，另处保存。Write the heads down.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option(help="与此前写下的 CSV 比对。Hold against heads written down earlier.")
    ] = None,
) -> None:
    """逐条核对留痕和身份查阅记录，指出改动、缺失和乱序。Find any change in traces and access logs."""
    settings = configured()
    run(lambda: _verify(settings, heads, against))


async def _verify(settings: Settings, heads: Path | None, against: Path | None) -> int:
    async with open_stores(settings) as stores:
        try:
            return await verify(stores.database, out, heads=heads, against=against)
        except (HashUnavailable, ValueError) as error:
            fail(str(error))
