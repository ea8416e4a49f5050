"""What would have come of past reports: the same questions, asked of two states of knowledge. Pure."""

import asyncio
from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from intake import Ask, InvalidInput, Report
from routing.decide import Knowledge, decide

_EXAMPLES = 5
_TOLD = 100
_TURN = 20  # decisions between two turns of the event loop: a few milliseconds
NOBODY = ("", "人工派单 · manual queue")
NOWHERE = ("", "市外或不明 · outside or unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Reports that would have gone elsewhere, the same way.

    Attributes:
        what: ``lead`` or ``town``.
        before: id and name of where they go now; an empty id for the manual queue or no town.
        after: the same with the edition that is tried out.
        reports: how many.
        numbers: up to five of them, the newest first.
    """

    what: str
    before: tuple[str, str]
    after: tuple[str, str]
    reports: int
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a dry run found.

    Attributes:
        looked: how many reports were asked about.
        moved: how many of them would have gone to another department.
        retowned: how many would lie in another town.
        moves: from where to where, the most frequent first.
        complete: whether all wanted reports were asked about; False when there were more than asked for.
    """

    looked: int
    moved: int
    retowned: int
    moves: tuple[Move, ...]
    complete: bool

    @property
    def zh(self) -> str:
        """It in a sentence."""
        some = "" if self.complete else "（仅最近一部分）"
        return f"对照 {self.looked} 件诉求{some}：{self.moved} 件会改派，{self.retowned} 件会改变镇街"

    @property
    def en(self) -> str:
        """The same in English."""
        some = "" if self.complete else " (the newest of them only)"
        return (
            f"Of {self.looked} past reports{some} {self.moved} would have gone elsewhere "
            f"and {self.retowned} would change town"
        )

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of it in the log of editions."""
        return {
            "looked": self.looked,
            "moved": self.moved,
            "retowned": self.retowned,
            "complete": self.complete,
        }


@dataclass(slots=True)
class _Tally:
    reports: int = 0
    numbers: list[str] = field(default_factory=list)

    def add(self, number: str) -> None:
        self.reports += 1
        if len(self.numbers) < _EXAMPLES:
            self.numbers.append(number)


async def dry_run(
    reports: AsyncIterable[Report],
    before: Knowledge,
    after: Knowledge,
    *,
    most: int,
    tell: Callable[[int], None] = lambda _looked: None,
) -> DryRun:
    """Ask both about every report: as it was handed in, with the matter it has now.

    What people have decided since is not compared with: a rule is measured against the rule that holds.

    Args:
        reports: newest first.
        before: what is effective.
        after: the same with the edition that is tried out.
        most: how many reports are asked about.
        tell: called with how many have been looked at, now and then.
    """
    tallies: dict[tuple[str, tuple[str, str], tuple[str, str]], _Tally] = {}
    looked, sums, complete = 0, {"lead": 0, "town": 0}, True
    async for report in reports:
        if looked == most:
            complete = False
            break
        looked += 1
        was, would = _answers(report, before), _answers(report, after)
        for what, here, there in zip(("lead", "town"), was, would, strict=True):
            if here[0] != there[0]:
                sums[what] += 1
                tallies.setdefault((what, here, there), _Tally()).add(report.number)
        if looked % _TURN == 0:
            tell(looked)
            await asyncio.sleep(0)
    tell(looked)
    moves = [
        Move(what=what, before=here, after=there, reports=tally.reports, numbers=tuple(tally.numbers))
        for (what, here, there), tally in tallies.items()
    ]
    moves.sort(key=lambda move: (-move.reports, move.what, move.before, move.after))
    return DryRun(
        looked=looked,
        moved=sums["lead"],
        retowned=sums["town"],
        moves=tuple(moves[:_TOLD]),
        complete=complete,
    )


def ask_of(report: Report) -> Ask:
    """The question a report put, with the matter it has now."""
    return Ask(
        matter=report.matter.code if report.matter else None,
        location=report.location,
        text=report.text,
        urgency=report.urgency,
        asset=report.asset,
        photos=len(report.photos),
    )


def _answers(report: Report, knowledge: Knowledge) -> tuple[tuple[str, str], tuple[str, str]]:
    """Lead and town; a matter or a village that is not known leaves both to a person."""
    at: datetime = report.submitted_at
    try:
        decision = decide(ask_of(report), knowledge, at)
    except InvalidInput:
        return NOBODY, NOWHERE
    lead, ground = decision.lead, decision.jurisdiction
    return (
        (lead.id, lead.name) if lead else NOBODY,
        (ground.town_code, ground.town_name) if ground else NOWHERE,
    )
