"""The published limits, recomputed minute by minute with another calendar."""

import csv
from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake import DeadlineKind, Limit, LimitUnit, Urgency
from routing import SHANGHAI
from routing.tables import package_text
from support import minutes
from support.reports import ROUTING

URGENCY = {row["code"]: row["urgency"] for row in csv.DictReader(package_text("matters.csv").splitlines())}
ROWS = list(csv.DictReader(package_text("implementation.csv").splitlines()))
MATTERS = [row for row in ROWS if row["limit"]]
DANGERS = [row for row in ROWS if row["make_safe"]]
LIMITS = list(csv.DictReader(package_text("limits.csv").splitlines()))

LAST = (datetime(2026, 11, 20, tzinfo=SHANGHAI) - datetime(2025, 1, 1, tzinfo=SHANGHAI)) // timedelta(
    milliseconds=1
)
starts = st.integers(0, LAST).map(
    lambda ms: datetime(2024, 12, 31, 16, tzinfo=UTC) + timedelta(milliseconds=ms)
)
slow = settings(max_examples=60)


def agrees(kind: DeadlineKind, matter: str | None, urgency: str, limit: Limit, start: datetime) -> None:
    """The clock that routing starts is the oracle's, with its warnings."""
    clock = ROUTING.deadline(kind, matter, Urgency(urgency), start)
    assert clock is not None
    assert (clock.kind, clock.limit, clock.started_at) == (kind, limit, start)
    assert clock.due_by == minutes.due(limit, start)
    assert not clock.provisional
    working = limit.unit.is_working
    shares = [] if kind.is_window else minutes.shares(start, clock.due_by, working=working)
    assert list(clock.warn_at) == minutes.after(start, shares, working=working)
    assert list(clock.warn_at) == sorted(clock.warn_at)
    assert all(start < at < clock.due_by for at in clock.warn_at)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def test_the_tables_are_there() -> None:
    assert (len(MATTERS), len(DANGERS), len(LIMITS)) == (96, 13, 21)


@slow
@given(st.sampled_from(MATTERS), starts)
@example(next(row for row in MATTERS if row["limit"] == "15"), at("2026-02-05 17:29:59.999"))
@example(next(row for row in MATTERS if row["limit"] == "10"), at("2026-09-25 00:00"))
@example(next(row for row in MATTERS if row["unit"] == "working_hour"), at("2026-09-30 16:30"))
@example(next(row for row in MATTERS if row["unit"] == "working_hour"), at("2026-02-14 17:30"))
def test_resolving_is_due_when_the_implementation_list_says(row: dict[str, str], start: datetime) -> None:
    limit = Limit(int(row["limit"]), LimitUnit(row["unit"]))
    agrees(DeadlineKind.RESOLVE, row["matter"], row["urgency"] or URGENCY[row["matter"]], limit, start)


@slow
@given(st.sampled_from(DANGERS), starts)
def test_danger_is_fenced_off_when_the_implementation_list_says(row: dict[str, str], start: datetime) -> None:
    hours = row["make_safe"].removesuffix("H")
    unit = LimitUnit.WORKING_HOUR if hours.endswith("W") else LimitUnit.HOUR
    limit = Limit(int(hours.removesuffix("W")), unit)
    agrees(DeadlineKind.MAKE_SAFE, row["matter"], row["urgency"] or URGENCY[row["matter"]], limit, start)


@slow
@given(st.sampled_from(LIMITS), starts, st.sampled_from([None, "E0104", "E4040"]))
@example(LIMITS[0], at("2026-11-18 23:59:59.999"), None)
@example(LIMITS[0], at("2026-11-19 00:00"), None)
def test_the_other_steps_are_due_when_the_table_of_limits_says(
    row: dict[str, str], start: datetime, matter: str | None
) -> None:
    limit = Limit(int(row["value"]), LimitUnit(row["unit"]))
    agrees(DeadlineKind(row["kind"]), matter, row["urgency"], limit, start)


limits = st.one_of(
    st.builds(Limit, st.integers(1, 60), st.just(LimitUnit.MINUTE)),
    st.builds(Limit, st.integers(1, 40), st.sampled_from([LimitUnit.HOUR, LimitUnit.WORKING_HOUR])),
    st.builds(Limit, st.integers(1, 8), st.sampled_from([LimitUnit.DAY, LimitUnit.WORKING_DAY])),
)


@settings(max_examples=100)
@given(limits, starts)
def test_a_limit_that_a_person_names_runs_like_any_other(limit: Limit, start: datetime) -> None:
    clock = ROUTING.clock(DeadlineKind.SUPERVISE, limit, start)
    assert clock.due_by == minutes.due(limit, start)
