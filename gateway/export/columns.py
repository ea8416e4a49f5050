"""The columns of an export, as one table: heading, width, and what a report shows there.

The reporter's reference, the actors of the timeline and the exact place are not among them.
"""

from collections.abc import AsyncGenerator, AsyncIterable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from intake import CITY_ZONE, Action, DeadlineKind, Report, ResultCode, Stage, Urgency

Cell = str | int | datetime | None
"""A datetime is city time without a zone, the way spreadsheets keep it."""
BATCH = 200
"""Reports in memory at a time."""


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        heading: what stands above it.
        width: in characters of a spreadsheet.
        of: what a report shows there.
    """

    heading: Words
    width: int
    of: Callable[[Report], Cell | Words]


def _local(at: datetime) -> datetime:
    return at.astimezone(CITY_ZONE).replace(tzinfo=None)


def _label(each: Stage | Urgency | ResultCode) -> Words:
    return Words(each.zh, each.value.replace("_", " "))


def _resolve_by(report: Report) -> Cell:
    """The last clock: a reopened report has one of each time."""
    clocks = [each.due_by for each in report.deadlines if each.kind is DeadlineKind.RESOLVE]
    return _local(clocks[-1]) if clocks else None


def _assisting(report: Report) -> Cell:
    return "、".join(each.name for each in report.assignment.assisting) if report.assignment else None


def _times(action: Action) -> Callable[[Report], Cell]:
    return lambda report: sum(entry.action is action for entry in report.timeline)


COLUMNS = (
    Column(Words("编号", "Number"), 22, lambda report: report.number),
    Column(Words("渠道", "Channel"), 12, lambda report: report.channel),
    Column(Words("上报时间", "Submitted at"), 17, lambda report: _local(report.submitted_at)),
    Column(Words("阶段", "Stage"), 11, lambda report: _label(report.stage)),
    Column(
        Words("事项代码", "Matter code"), 11, lambda report: report.matter.code if report.matter else None
    ),
    Column(Words("事项", "Matter"), 24, lambda report: report.matter.name if report.matter else None),
    Column(
        Words("镇街", "Town"),
        14,
        lambda report: report.jurisdiction.town_name if report.jurisdiction else None,
    ),
    Column(
        Words("村（社区）", "Village"),
        16,
        lambda report: report.jurisdiction.village_name if report.jurisdiction else None,
    ),
    Column(
        Words("主办部门", "Lead department"),
        30,
        lambda report: report.assignment.lead.name if report.assignment else None,
    ),
    Column(Words("协办部门", "Assisting departments"), 30, _assisting),
    Column(Words("紧急程度", "Urgency"), 11, lambda report: _label(report.urgency)),
    Column(Words("处置期限", "Resolve by"), 17, _resolve_by),
    Column(
        Words("处置时间", "Resolved at"),
        17,
        lambda report: _local(report.resolution.at) if report.resolution else None,
    ),
    Column(
        Words("处置结果", "Result"),
        14,
        lambda report: _label(report.resolution.result) if report.resolution else None,
    ),
    Column(Words("答复", "Reply"), 40, lambda report: report.resolution.words if report.resolution else None),
    Column(
        Words("结果评分", "Score: outcome"),
        10,
        lambda report: report.evaluation.outcome if report.evaluation else None,
    ),
    Column(
        Words("速度评分", "Score: speed"),
        10,
        lambda report: report.evaluation.speed if report.evaluation else None,
    ),
    Column(
        Words("态度评分", "Score: attitude"),
        10,
        lambda report: report.evaluation.attitude if report.evaluation else None,
    ),
    Column(Words("退单次数", "Times returned"), 10, _times(Action.GRANT_RETURN)),
    Column(Words("重开次数", "Times reopened"), 10, _times(Action.REOPEN)),
    Column(Words("诉求内容", "Text"), 60, lambda report: report.text),
)


def headings(*, chinese: bool) -> list[str]:
    """The first row."""
    return [column.heading.zh if chinese else column.heading.en for column in COLUMNS]


def row(report: Report, *, chinese: bool) -> list[Cell]:
    """What a report shows, one cell a column."""
    shown = (column.of(report) for column in COLUMNS)
    return [(each.zh if chinese else each.en) if isinstance(each, Words) else each for each in shown]


async def batches(reports: AsyncIterable[Report]) -> AsyncGenerator[list[Report]]:
    """The same reports, ``BATCH`` at a time."""
    batch: list[Report] = []
    async for report in reports:
        batch.append(report)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
