"""A topic 每周一题: the record, and how it moves. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from intake.decision import DepartmentRef
from intake.errors import InvalidInput, WrongStage
from intake.number import CITY_ZONE

MAX_TITLE = 60
MAX_REPORTS = 500
_WEEK = re.compile(r"(2[0-9]{3})-W([0-9]{2})")


class TopicStage(StrEnum):
    """How far a topic is."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    VERIFIED = "verified"
    DROPPED = "dropped"

    @property
    def zh(self) -> str:
        """The label that people read."""
        return _STAGE_ZH[self]


_STAGE_ZH = {
    TopicStage.PROPOSED: "待立题",
    TopicStage.ADOPTED: "整治中",
    TopicStage.VERIFIED: "已核验",
    TopicStage.DROPPED: "已撤题",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStep:
    """Who brought a topic to a stage, or changed its reports there, and when (aware UTC)."""

    stage: TopicStage
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A hard problem of one week.

    Attributes:
        id: SHA-256 prefix of (actor, idempotency key), hexadecimal.
        week: ISO week it is taken up in, ``2026-W48``.
        title: what the problem is, in a line.
        proposed_at: aware UTC; lists are in its order.
        version: grows by one with every change; guards the one write.
        stage: how far it is.
        steps: every change, oldest first.
        lead: the department that puts it right; None before it is adopted.
        measures: how; None before.
        reports: numbers of the reports it came from, in the order they were linked.
        result: what was found when it was verified, or why it was dropped; None before.
    """

    id: str
    week: str
    title: str
    proposed_at: datetime
    version: int = 1
    stage: TopicStage = TopicStage.PROPOSED
    steps: tuple[TopicStep, ...] = ()
    lead: DepartmentRef | None = None
    measures: str | None = None
    reports: tuple[str, ...] = ()
    result: str | None = None


def week_of(now: datetime) -> str:
    """The ISO week of this moment in the city, ``2026-W48``."""
    year, week, _ = now.astimezone(CITY_ZONE).isocalendar()
    return f"{year}-W{week:02}"


def check_week(week: str, *path: str) -> None:
    """Refuse what is no ISO week.

    Raises:
        InvalidInput: naming the field at ``path``.
    """
    try:
        match = _WEEK.fullmatch(week)
        if match is not None:
            date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return
    except ValueError:
        pass  # a week that its year has not
    raise InvalidInput(
        "周次须为 ISO 周，如 2026-W48", "A week is written as 2026-W48", path=path, rule="iso_week"
    )


def moved(
    topic: Topic, stage: TopicStage, *, by: str, at: datetime, allowed: frozenset[TopicStage], **changes: Any
) -> Topic:
    """The topic at this stage, with these changes and who made them.

    Raises:
        WrongStage: it does not stand at one of the ``allowed`` stages.
    """
    if topic.stage not in allowed:
        raise WrongStage(
            f"题目当前为“{topic.stage.zh}”，不能执行该操作",
            f"The topic is {topic.stage.value}; this starts from {' or '.join(sorted(allowed))}",
            path=("input", "topic"),
            rule="stage",
        )
    step = TopicStep(stage=stage, by=by, at=at)
    return replace(topic, **changes, stage=stage, steps=(*topic.steps, step), version=topic.version + 1)


def linked(reports: tuple[str, ...], add: tuple[str, ...], remove: tuple[str, ...]) -> tuple[str, ...]:
    """The reports with some added, none twice, and some taken out.

    Raises:
        InvalidInput: more than 500 would be linked.
    """
    without = frozenset(remove)
    kept = tuple(dict.fromkeys(each for each in (*reports, *add) if each not in without))
    check_count(kept, "add")
    return kept


def check_count(reports: tuple[str, ...], field: str) -> None:
    """Refuse more than 500, naming ``input.<field>``.

    Raises:
        InvalidInput: there are more.
    """
    if len(reports) > MAX_REPORTS:
        raise InvalidInput(
            f"一题最多关联 {MAX_REPORTS} 条诉求",
            f"A topic has at most {MAX_REPORTS} reports",
            path=("input", field),
            rule="max_items",
        )
