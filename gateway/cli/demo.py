"""``demo``: the demonstration against a service that runs."""

from typing import Annotated

import aiohttp
import typer

from gateway.cli.configured import configured, development_identity
from gateway.cli.console import fail, out, run
from gateway.demo import run_demo
from gateway.identity import Identity

app = typer.Typer()


@app.command("demo")
def demo_command(
    url: Annotated[str, typer.Option(help="服务地址。Base address.")] = "http://127.0.0.1:8000",
) -> None:
    """对运行中的开发服务做演示。Run the demonstration against a running development server."""
    identity = development_identity(configured())
    run(lambda: _demo(url, identity))


async def _demo(url: str, identity: Identity) -> int:
    try:
        await run_demo(url.rstrip("/"), identity, out)
    except aiohttp.ClientConnectionError:
        fail(f"无法连接 {url}，请先运行 ./scripts/serve\nCannot reach {url}; start ./scripts/serve first")
    return 0
