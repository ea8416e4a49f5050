"""``towns`` and ``overlay``: layers of GeoJSON as editions."""

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.console import fail, out, run
from gateway.cli.editions import opened, tell_faults, tell_next
from gateway.cli.operator import operator
from intake import Crs
from routing import DataRefused, EditionKind, EditionState, with_crs

app = typer.Typer()
towns = typer.Typer(name="towns", help="镇街边界。Town borders.", no_args_is_help=True)
overlay = typer.Typer(
    name="overlay", help="村界、功能区和场所。Villages, zones and kinds of place.", no_args_is_help=True
)
app.add_typer(towns)
app.add_typer(overlay)
File = Annotated[
    Path, typer.Argument(metavar="FILE.geojson", help="一个 FeatureCollection。A FeatureCollection.")
]
Reference = Annotated[Crs | None, typer.Option(help="坐标系，文件未声明时给出。Where the file names none.")]
Note = Annotated[str, typer.Option(help="来源和日期。Where it comes from.")]
Report = Annotated[Path | None, typer.Option(help="把全部错误写入 .csv 或 .json。All faults into a file.")]
Single = Annotated[
    str | None,
    typer.Option(
        metavar="REASON", help="由一人立即启用的理由。Effective at once, by one person, for a reason."
    ),
]
By = Annotated[str | None, typer.Option(help="操作人，默认为登录名。Who; the login name if left out.")]


@towns.command("load")
def towns_command(
    file: File,
    *,
    crs: Reference = None,
    note: Note = "",
    report: Report = None,
    force_single: Single = None,
    by: By = None,
) -> None:
    """检查镇街边界并存为草稿。Check town borders and keep them as a draft."""
    _load(EditionKind.TOWNS, file, crs, note, report, force_single, by)


@overlay.command("load")
def overlay_command(
    file: File,
    *,
    crs: Reference = None,
    note: Note = "",
    report: Report = None,
    force_single: Single = None,
    by: By = None,
) -> None:
    """检查村界、功能区和场所并存为草稿。Check what lies over the towns and keep it as a draft."""
    _load(EditionKind.OVERLAY, file, crs, note, report, force_single, by)


def _load(
    kind: EditionKind,
    file: Path,
    crs: Crs | None,
    note: str,
    report: Path | None,
    single: str | None,
    by: str | None,
) -> None:
    settings = configured()

    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"无法读取 {file}（{error.strerror}）\nCannot read {file} ({error.strerror})")

    async def main() -> int:
        actor = operator(by)
        async with opened(settings) as editions:
            try:
                drafted = await editions.draft(actor, kind, with_crs(data, crs), note)
            except DataRefused as error:
                return tell_faults(error, "未保存 · Refused", report)
            if single is not None and drafted.state is not EditionState.EFFECTIVE:
                drafted = await editions.approve(actor, drafted.version, words=single, single=True)
        if drafted.state is EditionState.DRAFT:
            tell_next(drafted)
        else:
            out.print(f"版本 {drafted.version} {drafted.state.zh} · {drafted.state}")
        return 0

    run(main)
