"""Our stages in an app's own words, and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from channels.news import News
from channels.tables.file import FOLDER, Table, read_table
from intake import Action, ResultCode, Stage


@dataclass(frozen=True, slots=True)
class StepRow:
    """One line: which news it is for, and what the app's users read.

    Attributes:
        stage: where the report stands.
        action: what was done; None for whatever it was.
        results: what the department found; empty for whatever it was, or before it found anything.
        step: the app's own word.
        words: told instead of the notice, with ``{number}``; empty where the notice is told as it is.
    """

    stage: Stage
    action: Action | None
    results: frozenset[ResultCode]
    step: str
    words: str

    def fits(self, news: News) -> bool:
        """Whether the line is for these news."""
        return (
            news.stage is self.stage
            and self.action in {None, news.action}
            and (not self.results or news.result in self.results)
        )


@dataclass(frozen=True, slots=True)
class Steps:
    """A table of steps. The first line that fits counts.

    Attributes:
        rows: in the order of the file.
        stages: the stage that each step means on the way in, by step.
    """

    rows: tuple[StepRow, ...]
    stages: Mapping[str, Stage]

    def of(self, news: News) -> StepRow:
        """The line for these news; there is one for each stage."""
        return next(row for row in self.rows if row.fits(news))


def read_steps(name: str, folder: Path = FOLDER) -> Steps:
    """The table of this name.

    Raises:
        TableError: a word is unknown, a stage has no line for all the rest, or a step no way back or two.
    """
    table = read_table(name, ("stage", "action", "result", "step", "words", "back"), folder)
    rows, stages = [], {}
    for line, each in table:
        row = _row(table, line, each)
        rows.append(row)
        if each["back"] == "yes":
            if row.step in stages:
                raise table.error(line, f"“{row.step}”对应两个阶段", f"{row.step} means two stages")
            stages[row.step] = row.stage
    whole = {row.stage for row in rows if row.action is None and not row.results}
    last = table.rows[-1][0]
    if lacking := [stage for stage in Stage if stage not in whole]:
        raise table.error(last, f"缺少阶段 {lacking[0].value}", f"The stage {lacking[0].value} has no line")
    if lost := [row.step for row in rows if row.step not in stages]:
        raise table.error(last, f"“{lost[0]}”没有对应的阶段", f"{lost[0]} means no stage on the way in")
    return Steps(tuple(rows), stages)


def _row(table: Table, line: int, row: Mapping[str, str]) -> StepRow:
    try:
        found = StepRow(
            stage=Stage(row["stage"]),
            action=Action(row["action"]) if row["action"] else None,
            results=frozenset(map(ResultCode, row["result"].split())),
            step=row["step"],
            words=row["words"],
        )
        found.words.format(number="")
    except (ValueError, KeyError, IndexError) as error:
        raise table.error(line, f"无法识别：{error}", f"Not known: {error}") from error
    if not found.step or row["back"] not in {"", "yes"}:
        raise table.error(line, "step 为空，或 back 不是 yes", "step is empty, or back is not yes")
    return found
