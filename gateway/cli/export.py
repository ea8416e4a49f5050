"""``export``: reports as tables."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.console import MISUSED, fail, out, run
from gateway.export import export_reports, wanted_reports
from gateway.resources import build, open_stores
from gateway.settings import Settings
from intake import ReportFilter, UserError

app = typer.Typer(name="export", help="导出为表格。Exports as tables.", no_args_is_help=True)


@app.command("reports")
def reports_command(
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
    settings = configured()
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
        fail(f"{error.zh}\n{error.en}", MISUSED)
    run(lambda: _export(settings, path, wanted, chinese=not english))


async def _export(settings: Settings, path: Path, wanted: ReportFilter, *, chinese: bool) -> int:
    async with open_stores(settings) as stores, build(settings, stores) as resources:
        most = settings.export_max_rows
        return await export_reports(resources.services.intake, out, path, wanted, most=most, chinese=chinese)
