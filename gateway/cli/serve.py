"""``serve``: the service."""

from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.client import ClientError
from gateway.demo import run_demo
from gateway.logs import quiet
from gateway.resources import Resources
from gateway.serve import serve

app = typer.Typer()


@app.command("serve")
def serve_command(
    *,
    demo: Annotated[
        bool, typer.Option("--demo", help="上报三条诉求并展示。File three reports, show them.")
    ] = False,
) -> None:
    """启动服务。Serve GraphQL, uploads and probes; with workers unless WORKERS=false."""
    settings = configured()
    if demo and not settings.is_development:
        fail("--demo 只用于开发环境\n--demo is for PROFILE=development only")

    async def when_up(resources: Resources, url: str) -> None:
        for path in ("graphql", "healthz/ready", "metrics"):
            out.print(f"随手拍 · {url}/{path}", soft_wrap=True)
        if demo:
            await _show(url, resources, within_s=10.0 if settings.workers else 0.0)
        out.print("按 Ctrl-C 停止 · Ctrl-C stops everything")

    run(lambda: serve(settings, when_up))


async def _show(url: str, resources: Resources, within_s: float) -> None:
    """Run the demonstration; whatever becomes of it, the service goes on."""
    try:
        with quiet("gateway.request"):
            await run_demo(url, resources.identity, out, notices_within_s=within_s)
    except ClientError as error:
        err.print(f"演示未完成 · The demonstration did not finish: {error}", style="yellow", markup=False)
