from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from intake import Deadline, DeadlineKind, Level, Limit, LimitUnit, level_at, next_alarm
from support.reports import NOW


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


CLOCK = Deadline(
    kind=DeadlineKind.RESOLVE,
    limit=Limit(100, LimitUnit.HOUR),
    started_at=NOW,
    due_by=hours(100),
    warn_at=(hours(50), hours(75), hours(90)),
)
WINDOW = replace(CLOCK, kind=DeadlineKind.EVALUATE, warn_at=())


@pytest.mark.parametrize(
    ("after", "level"),
    [
        (0, None),
        (49.9, None),
        (50, Level.YELLOW),
        (74.9, Level.YELLOW),
        (75, Level.ORANGE),
        (90, Level.RED),
        (99.9, Level.RED),
        (100, Level.OVERDUE),
        (500, Level.OVERDUE),
    ],
)
def test_a_clock_reaches_one_level_after_the_other(after: float, level: Level | None) -> None:
    assert level_at(CLOCK, hours(after)) is level
    assert level_at(replace(CLOCK, warned=Level.OVERDUE), hours(after)) is level
    assert level_at(WINDOW, hours(after)) is None


@pytest.mark.parametrize("ending", ["met_at", "stopped_at"])
def test_a_clock_that_has_ended_stays_at_its_level(ending: str) -> None:
    assert level_at(replace(CLOCK, **{ending: hours(80)}), hours(500)) is Level.ORANGE
    assert level_at(replace(CLOCK, **{ending: hours(101)}), hours(500)) is Level.OVERDUE
    assert level_at(replace(CLOCK, **{ending: hours(80)}), hours(60)) is Level.YELLOW


@pytest.mark.parametrize(
    ("warned", "after"),
    [(None, 50), (Level.YELLOW, 75), (Level.ORANGE, 90), (Level.RED, 100), (Level.OVERDUE, None)],
)
def test_the_next_look_is_at_the_first_level_not_told(warned: Level | None, after: int | None) -> None:
    expected = None if after is None else hours(after)
    assert next_alarm(replace(CLOCK, warned=warned)) == expected


def test_a_clock_without_warnings_needs_a_look_when_it_is_due() -> None:
    plain = replace(CLOCK, warn_at=())
    assert next_alarm(plain) == plain.due_by
    assert level_at(plain, hours(99)) is None
    assert level_at(plain, hours(100)) is Level.OVERDUE


@pytest.mark.parametrize("ending", ["met_at", "stopped_at"])
def test_a_clock_that_has_ended_needs_no_look(ending: str) -> None:
    for clock in (CLOCK, WINDOW):
        assert next_alarm(replace(clock, **{ending: hours(1)})) is None


def test_a_window_needs_a_look_when_it_lapses_until_something_ends_it() -> None:
    assert next_alarm(WINDOW) == WINDOW.due_by


def test_levels_have_an_order_and_windows_are_the_reporters() -> None:
    assert [level.rank for level in Level] == [1, 2, 3, 4]
    assert [level.zh for level in Level] == ["黄色预警", "橙色预警", "红色预警", "超时"]
    assert [kind for kind in DeadlineKind if kind.is_window] == [
        DeadlineKind.SUPPLEMENT,
        DeadlineKind.EVALUATE,
    ]
