"""``open311``: requests of other endpoints."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from channels import open311_services
from gateway.cli.configured import configured
from gateway.cli.console import err, fail, out, run
from gateway.export.text import looks_like_formula, printable
from gateway.open311 import Outcome, PullError, Source, pull
from gateway.resources import open_resources, utc_now
from gateway.settings import Settings
from intake import InvalidInput

_WAIT_S = 30.0

app = typer.Typer(name="open311", help="Open311：接入其他端点。Other endpoints.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """A group, although there is one command."""


@app.command("pull")
def pull_command(
    url: Annotated[str, typer.Argument(help="GeoReport v2 地址。Of the endpoint, with its version.")],
    *,
    services: Annotated[Path, typer.Option(help="CSV：service_code,matter。Their services as matters.")],
    name: Annotated[str, typer.Option(help="来源简称，编号前缀。What it is called here.")],
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="起始日（UTC），默认 90 天前。First day."),
    ] = None,
    service_code: Annotated[list[str] | None, typer.Option(help="只取这些服务。Only these.")] = None,
    rejects: Annotated[Path, typer.Option(help="未能导入的请求及原因。What was refused, and why.")] = Path(
        "rejects.csv"
    ),
) -> None:
    """导入另一个 Open311 端点的未结请求，可重复执行。Take over what is open there; safe to repeat."""
    settings = configured()
    try:
        table = open311_services(services.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"无法读取 {services}\nCannot read {services}: {error}")
    except InvalidInput as error:
        fail(f"{error.zh}\n{error.en}", 2)
    begin = since.replace(tzinfo=UTC) if since else utc_now() - timedelta(days=90)
    source = Source(url=url, name=name, services=table, since=begin, codes=tuple(service_code or ()))
    run(lambda: _pull(settings, source, rejects))


async def _pull(settings: Settings, source: Source, rejects: Path) -> int:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with rejects.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["service_request_id", "service_code", "reason"])

        def reject(row: Mapping[str, Any], error: InvalidInput) -> None:
            named = (str(row.get(each) or "") for each in ("service_request_id", "service_code"))
            sheet.writerow([*map(_cell, named), _cell(f"{error.zh} · {error.en}")])

        async with (
            open_resources(settings) as resources,
            httpx.AsyncClient(timeout=_WAIT_S, follow_redirects=False, trust_env=False) as http,
        ):
            with Progress(*columns, console=err, transient=True) as progress:
                task = progress.add_task("")

                def tell(outcome: Outcome) -> None:
                    progress.update(task, description=_told(outcome))

                try:
                    outcome = await pull(http, resources.services.intake, source, utc_now(), reject, tell)
                except PullError as error:
                    fail(f"对方端点未正常答复，已导入的保留，可重新执行\nRun it again: {error}")
    out.print(_told(outcome), markup=False, highlight=False)
    return 1 if outcome.refused else 0


def _told(outcome: Outcome) -> str:
    return (
        f"导入 {outcome.taken}，已有 {outcome.known}，未能导入 {outcome.refused} · "
        f"taken {outcome.taken}, known {outcome.known}, refused {outcome.refused}"
    )


def _cell(text: str) -> str:
    """What others wrote, so that no spreadsheet runs it."""
    text = printable(text)
    return f"'{text}" if looks_like_formula(text) else text
