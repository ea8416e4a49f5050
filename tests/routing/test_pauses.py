"""Clocks that pause, go on and are extended, against the slow oracle and by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import Deadline, DeadlineKind, Level, Limit, LimitUnit, level_at
from routing import SHANGHAI
from support import minutes
from support.reports import ROUTING

MS = timedelta(milliseconds=1)
DAYS = Limit(3, LimitUnit.DAY)

starts = st.integers(0, 650 * 24 * 60 * 60 * 1000).map(
    lambda ms: datetime(2024, 12, 31, 16, tzinfo=UTC) + ms * MS
)
waits = st.one_of(st.just(0), st.integers(0, 60 * 60 * 1000), st.integers(0, 9 * 24 * 60 * 60 * 1000))
limits = st.one_of(
    st.builds(Limit, st.integers(10, 60), st.just(LimitUnit.MINUTE)),
    st.builds(Limit, st.integers(1, 40), st.sampled_from([LimitUnit.HOUR, LimitUnit.WORKING_HOUR])),
    st.builds(Limit, st.integers(1, 8), st.sampled_from([LimitUnit.DAY, LimitUnit.WORKING_DAY])),
)
some = settings(max_examples=80)


class Life(NamedTuple):
    """A clock and two pauses of it: from the first instant to the second, from the third to the fourth."""

    clock: Deadline
    pauses: tuple[datetime, datetime, datetime, datetime]


@st.composite
def lives(draw: st.DrawFn) -> Life:
    start = draw(starts)
    clock = started(draw(limits), start)
    moments = []
    for _ in range(4):
        start += draw(waits) * MS
        moments.append(start)
    return Life(clock, (moments[0], moments[1], moments[2], moments[3]))


def started(limit: Limit, start: datetime) -> Deadline:
    return ROUTING.clock(DeadlineKind.RESOLVE, limit, start)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def paused_days(begins: datetime, ends: datetime) -> timedelta:
    return ends.astimezone(SHANGHAI).date() - begins.astimezone(SHANGHAI).date()


@some
@given(limits, starts, waits)
def test_resuming_at_once_changes_nothing(limit: Limit, start: datetime, wait: int) -> None:
    clock = started(limit, start)
    now = min(start + wait * MS, clock.due_by - MS)
    assert ROUTING.resumed(replace(clock, stopped_at=now, warned=Level.YELLOW), now, now) == replace(
        clock, warned=Level.YELLOW
    )


@some
@given(lives())
def test_pauses_add_up(life: Life) -> None:
    clock, (a, b, c, d) = life
    once = ROUTING.resumed(clock, a, b)
    twice = ROUTING.resumed(once, c, d)
    assert (twice.started_at, twice.limit, twice.is_running) == (clock.started_at, clock.limit, True)
    assert list(twice.warn_at) == sorted(twice.warn_at)
    assert twice.warn_at[-1] <= twice.due_by
    assert clock.due_by <= once.due_by <= twice.due_by
    if clock.due_by <= a:
        assert (once.due_by, once.warn_at) == (b, clock.warn_at)
    elif once.due_by <= c:
        assert (twice.due_by, twice.warn_at) == (d, once.warn_at)
    elif clock.limit.unit is LimitUnit.DAY:
        assert twice.due_by == clock.due_by + paused_days(a, b) + paused_days(c, d)
        assert local(twice.due_by).endswith("00:00")
    else:
        working = clock.limit.unit.is_working
        amounts = minutes.shares(clock.started_at, clock.due_by, working=working)
        amounts.append(minutes.passed(clock.started_at, clock.due_by, working=working))
        slowly = minutes.after(clock.started_at, amounts, working=working, pauses=[(a, b), (c, d)])
        assert [*twice.warn_at, twice.due_by] == slowly


@pytest.mark.parametrize(
    ("limit", "start", "left", "now", "due"),
    [
        (
            Limit(4, LimitUnit.WORKING_HOUR),
            "2026-09-30 16:30",
            "2026-09-30 17:00",
            "2026-10-10 17:00",
            "10-12 11:30",
        ),
        (
            Limit(4, LimitUnit.WORKING_HOUR),
            "2026-11-23 09:00",
            "2026-11-23 10:00",
            "2026-11-28 10:00",
            "11-30 11:30",
        ),
        (
            Limit(1, LimitUnit.WORKING_DAY),
            "2026-02-13 09:00",
            "2026-02-13 17:30",
            "2026-02-15 09:00",
            "02-24 17:30",
        ),
        (Limit(2, LimitUnit.HOUR), "2026-11-23 09:00", "2026-11-23 10:00", "2026-12-24 23:30", "12-25 00:30"),
        (DAYS, "2026-11-23 09:00", "2026-11-24 23:59", "2026-12-01 00:00", "12-04 00:00"),
        (DAYS, "2026-11-23 09:00", "2026-11-26 23:59", "2026-12-01 23:59", "12-02 00:00"),
        (DAYS, "2026-11-23 09:00", "2026-11-24 08:00", "2026-11-24 20:00", "11-27 00:00"),
        (DAYS, "2026-11-23 09:00", "2026-11-27 00:00", "2026-12-01 10:00", "12-01 10:00"),  # nothing left
        (Limit(2, LimitUnit.HOUR), "2026-11-23 09:00", "2026-11-23 15:00", "2026-11-24 10:00", "11-24 10:00"),
    ],
)
def test_what_was_left_counts_from_now(limit: Limit, start: str, left: str, now: str, due: str) -> None:
    clock = started(limit, at(start))
    assert local(ROUTING.resumed(clock, at(left), at(now)).due_by) == due


def test_warnings_that_had_passed_stay_and_later_ones_move() -> None:
    clock = started(Limit(10, LimitUnit.HOUR), at("2026-11-23 08:00"))
    left = at("2026-11-23 13:00")  # just when half is gone
    again = ROUTING.resumed(replace(clock, stopped_at=left), left, at("2026-11-25 08:00"))
    assert [local(moment) for moment in again.warn_at] == ["11-23 13:00", "11-25 10:30", "11-25 12:00"]
    assert local(again.due_by) == "11-25 13:00"


@pytest.mark.parametrize(
    ("limit", "more", "left", "now", "due"),
    [
        # four working hours, due at 24:00 of Friday
        (Limit(4, LimitUnit.WORKING_HOUR), DAYS, "11-27 20:00", "11-27 20:00", "11-28 00:00"),
        (Limit(4, LimitUnit.WORKING_HOUR), DAYS, "11-27 20:00", "11-28 10:00", "11-28 10:00"),
        # a day, due at 17:30 of Wednesday
        (
            Limit(1, LimitUnit.DAY),
            Limit(1, LimitUnit.WORKING_DAY),
            "11-25 10:00",
            "11-26 10:00",
            "11-26 17:30",
        ),
        (
            Limit(1, LimitUnit.DAY),
            Limit(1, LimitUnit.WORKING_DAY),
            "11-25 10:00",
            "11-25 20:00",
            "11-25 20:00",
        ),
    ],
)
def test_an_extension_in_another_unit_survives_a_pause(
    limit: Limit, more: Limit, left: str, now: str, due: str
) -> None:
    clock = ROUTING.extended(started(limit, at("2026-11-23 16:30")), more, at("2026-11-23 16:30"))
    assert local(ROUTING.resumed(clock, at(f"2026-{left}"), at(f"2026-{now}")).due_by) == due


@some
@given(lives(), limits)
def test_an_extension_never_moves_the_end_forward_and_warns_over_the_whole(life: Life, more: Limit) -> None:
    clock, (a, b, _, now) = life
    paused = clock.due_by > a
    running = ROUTING.resumed(clock, a, b) if paused else clock
    later = ROUTING.extended(running, more, now)
    assert later.due_by > running.due_by
    assert (later.started_at, later.limit, later.paused_ms) == (
        running.started_at,
        clock.limit,
        running.paused_ms,
    )
    assert list(later.warn_at) == sorted(later.warn_at)
    assert later.warn_at[-1] <= later.due_by
    if clock.limit.unit is LimitUnit.DAY:
        return
    working = clock.limit.unit.is_working
    pauses = [(a, b)] if paused else []
    length = minutes.passed(clock.started_at, later.due_by, working=working) - sum(
        minutes.passed(*pause, working=working) for pause in pauses
    )
    amounts = [length * percent // 100 for percent in (50, 75, 90)]
    slowly = minutes.after(clock.started_at, amounts, working=working, pauses=pauses)
    assert [max(moment, now) for moment in later.warn_at] == [max(moment, now) for moment in slowly]


@pytest.mark.parametrize(
    ("limit", "start", "more", "due"),
    [
        (Limit(1, LimitUnit.WORKING_DAY), "2026-11-19 09:00", Limit(1, LimitUnit.WORKING_DAY), "11-23 17:30"),
        (Limit(1, LimitUnit.WORKING_DAY), "2026-09-29 09:00", Limit(2, LimitUnit.WORKING_DAY), "10-09 17:30"),
        (Limit(1, LimitUnit.WORKING_DAY), "2026-02-13 09:00", Limit(5, LimitUnit.WORKING_DAY), "02-28 17:30"),
        (
            Limit(4, LimitUnit.WORKING_HOUR),
            "2026-11-23 14:00",
            Limit(2, LimitUnit.WORKING_HOUR),
            "11-24 11:00",
        ),
        (DAYS, "2026-11-23 09:00", Limit(2, LimitUnit.DAY), "11-29 00:00"),
        (
            Limit(1, LimitUnit.DAY),
            "2026-11-19 09:00",
            Limit(1, LimitUnit.WORKING_DAY),
            "11-23 17:30",
        ),  # Friday's 24:00
        (Limit(2, LimitUnit.HOUR), "2026-11-23 09:00", Limit(1, LimitUnit.DAY), "11-25 00:00"),
    ],
)
def test_an_extension_counts_from_the_end(limit: Limit, start: str, more: Limit, due: str) -> None:
    clock = started(limit, at(start))
    assert local(ROUTING.extended(clock, more, at(start)).due_by) == due


@pytest.mark.parametrize(
    ("warned", "now", "still"),
    [
        (None, "2026-11-23 17:00", None),
        (Level.YELLOW, "2026-11-23 13:30", None),  # 50 % of ten hours, 28 % of twenty
        (Level.RED, "2026-11-23 17:30", None),
        (Level.RED, "2026-11-23 18:00", Level.YELLOW),  # ten of twenty hours
        (Level.OVERDUE, "2026-11-23 23:30", Level.ORANGE),
        (Level.YELLOW, "2026-11-23 23:30", Level.YELLOW),
    ],
)
def test_only_what_is_still_true_stays_told(warned: Level | None, now: str, still: Level | None) -> None:
    clock = replace(started(Limit(10, LimitUnit.HOUR), at("2026-11-23 08:00")), warned=warned)
    later = ROUTING.extended(clock, Limit(10, LimitUnit.HOUR), at(now))
    assert later.warned is still
    reached = level_at(later, at(now))
    assert still is None or (reached is not None and still.rank <= reached.rank)


@pytest.mark.parametrize(
    ("limit", "provisional"), [(Limit(1, LimitUnit.WORKING_HOUR), True), (Limit(2, LimitUnit.HOUR), False)]
)
def test_a_clock_that_comes_to_need_an_unknown_year_says_so(limit: Limit, *, provisional: bool) -> None:
    clock = started(limit, at("2026-12-31 15:30"))
    assert not clock.provisional
    resumed = ROUTING.resumed(clock, at("2026-12-31 16:00"), at("2027-01-05 10:00"))
    assert resumed.provisional is provisional
    more = replace(limit, value=6)
    assert ROUTING.extended(clock, more, at("2026-12-31 16:00")).provisional is provisional


def test_what_was_computed_without_the_notice_stays_provisional() -> None:
    clock = started(Limit(1, LimitUnit.WORKING_DAY), at("2024-12-31 09:00"))
    assert clock.provisional
    assert ROUTING.resumed(clock, at("2025-01-02 09:00"), at("2025-01-03 09:00")).provisional
    assert ROUTING.extended(clock, DAYS, at("2025-01-02 09:00")).provisional


def test_a_window_can_be_kept_open_and_still_never_warns() -> None:
    window = ROUTING.clock(DeadlineKind.EVALUATE, Limit(7, LimitUnit.DAY), at("2026-11-23 09:00"))
    later = ROUTING.extended(window, Limit(1, LimitUnit.DAY), at("2026-11-24 09:00"))
    assert (local(later.due_by), later.warn_at) == ("12-02 00:00", ())
