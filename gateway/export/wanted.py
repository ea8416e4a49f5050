"""What an export is asked for, from words: query parameters or options of the command line."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from intake import CITY_ZONE, Actor, Intake, InvalidInput, ReportFilter, Stage

_MANY = "stage"
_ONCE = ("town", "matter", "department", "channel", "since", "until")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def wanted_reports(given: Iterable[tuple[str, str]]) -> ReportFilter:
    """The filter of ``stage`` (any number), ``town``, ``matter``, ``department``, ``channel`` and days.

    ``since`` and ``until`` are days of the city, ``2026-11-23``; the latter is meant with that whole day.

    Raises:
        InvalidInput: a name is unknown or comes twice, a stage is unknown, a day is none, or the last
            day is before the first. Nothing is overlooked: a mistyped filter would hand out more than was
            asked for.
    """
    stages: list[Stage] = []
    once: dict[str, str] = {}
    for name, value in given:
        if name == _MANY:
            stages.append(_stage(value))
        elif name not in _ONCE:
            raise InvalidInput(
                f"没有参数“{name:.40}”",
                f"There is no parameter {name!r:.40}",
                path=(name[:40],),
                rule="known_parameter",
            )
        elif name in once:
            raise InvalidInput(
                f"参数 {name} 只能给一次", f"{name} may be given once", path=(name,), rule="unique_items"
            )
        else:
            once[name] = value
    since = _midnight("since", once["since"]) if "since" in once else None
    until = _midnight("until", once["until"], days=1) if "until" in once else None
    if since is not None and until is not None and until <= since:
        raise InvalidInput(
            "结束日期不能早于开始日期",
            "The last day is not before the first",
            path=("until",),
            rule="day_order",
        )
    return ReportFilter(
        stages=tuple(dict.fromkeys(stages)),
        town=once.get("town"),
        matter=once.get("matter"),
        department=once.get("department"),
        channel=once.get("channel"),
        since=since,
        until=until,
    )


async def check_size(intake: Intake, actor: Actor, wanted: ReportFilter, most: int) -> int:
    """How many rows it will be.

    Raises:
        InvalidInput: more than ``most``.
    """
    rows = await intake.count(actor, wanted, most + 1)
    if rows > most:
        raise InvalidInput(
            f"符合条件的诉求超过 {most} 条，请按镇街、部门、事项或日期缩小范围后再导出",
            f"More than {most} reports match; narrow it by town, department, matter or days",
            rule="max_rows",
        )
    return rows


def _stage(value: str) -> Stage:
    try:
        return Stage(value.lower())
    except ValueError as error:
        known = [stage.value for stage in Stage]
        raise InvalidInput(
            f"阶段须为 {'、'.join(known)} 之一",
            f"A stage is one of {', '.join(known)}",
            path=(_MANY,),
            rule="known_stage",
        ) from error


def _midnight(name: str, value: str, *, days: int = 0) -> datetime:
    """When that day of the city begins, or the one so many days later."""
    try:
        if _DAY.fullmatch(value):
            day = date.fromisoformat(value) + timedelta(days)
            return datetime.combine(day, time(), CITY_ZONE).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InvalidInput("日期须写作 2026-11-23", "A day is written as 2026-11-23", path=(name,), rule="date")
