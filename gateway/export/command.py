"""``export reports FILE``: the same files without HTTP, with progress."""

from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from gateway.export.formats import FORMATS
from gateway.export.wanted import check_size
from intake import Actor, Intake, InvalidInput, Report, ReportFilter, Role

_OPERATOR = Actor(id="operator", role=Role.SUPERVISOR)


async def export_reports(
    intake: Intake, out: Console, path: Path, wanted: ReportFilter, *, most: int, chinese: bool
) -> int:
    """Write all reports that are wanted, as a supervisor reads them; returns the exit code.

    The file appears under its name when it is whole.

    Args:
        intake: reads the reports.
        out: where progress is shown.
        path: ends in ``.csv`` or ``.xlsx``; a file of that name is replaced.
        wanted: which reports.
        most: rows of one file.
        chinese: language of headings and labels.

    Raises:
        InvalidInput: another ending, or more than ``most`` rows.
        OSError: the file cannot be written.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise InvalidInput(
            "文件名须以 .csv 或 .xlsx 结尾", "The file ends in .csv or .xlsx", rule="file_type"
        )
    rows = await check_size(intake, _OPERATOR, wanted, most)
    draft = path.with_name(f"{path.name}.part")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    try:
        with draft.open("wb") as file, Progress(*columns, console=out, transient=True) as progress:
            task = progress.add_task("导出诉求 · exporting reports", total=rows)
            async with (
                aclosing(intake.each(_OPERATOR, wanted)) as reports,
                aclosing(form.write(_counted(reports, progress, task), chinese=chinese)) as pieces,
            ):
                async for piece in pieces:
                    file.write(piece)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    out.print(f"已导出 {rows} 条诉求 · {rows} reports exported: {path}", soft_wrap=True, markup=False)
    return 0


class _Rate(ProgressColumn):
    """Reports a second."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} 条/s")


async def _counted(
    reports: AsyncIterable[Report], progress: Progress, task: TaskID
) -> AsyncGenerator[Report]:
    async for report in reports:
        yield report
        progress.advance(task)
