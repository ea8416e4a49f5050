"""Many people at one report on the real MongoDB: what is taken is written once, the others are told why."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from intake import (
    Action,
    Actor,
    Command,
    Forbidden,
    Intake,
    InvalidInput,
    Limit,
    LimitUnit,
    Merge,
    Report,
    RequestExtension,
    Role,
    Sign,
    Stage,
    Supervise,
    Unmerge,
    Urge,
    UserError,
    VersionConflict,
    WrongStage,
    breaks,
)
from support.clock import Clock
from support.reports import (
    DISPATCHER,
    FIXED,
    NANCHENG_CG,
    REPORTER,
    SUPERVISOR,
    submission,
    unclear,
)


def _officer(n: int) -> Actor:
    return Actor(f"officer-{n}", Role.OFFICER, frozenset({NANCHENG_CG.id}))


def _of_fifty(n: int) -> tuple[Actor, Command, Action]:
    """What the n-th of fifty does."""
    ask = RequestExtension(limit=Limit(1, LimitUnit.WORKING_DAY), words="配件未到")
    return (
        (_officer(n), Sign(), Action.SIGN),
        (_officer(n), FIXED, Action.RESOLVE),
        (Actor(f"supervisor-{n}", Role.SUPERVISOR), Urge(), Action.URGE),
        (_officer(n), ask, Action.REQUEST_EXTENSION),
        (REPORTER, Sign(), Action.SIGN),
    )[n % 5]


def _nobody(_: int) -> bool:
    return False


def _everybody(_: int) -> bool:
    return True


def _every_other(n: int) -> bool:
    return n % 2 == 0


async def _told(intake: Intake, report: Report, n: int, *, versioned: bool) -> Report | UserError:
    actor, command, _ = _of_fifty(n)
    version = report.version if versioned else None
    try:
        return await intake.apply(report.number, command, actor, version=version, key=f"fifty-{n:04}")
    except UserError as refused:
        return refused


@pytest.mark.parametrize("versioned", [_nobody, _everybody, _every_other])
async def test_fifty_at_once_and_everyone_knows_where_they_stand(
    intake: Intake, versioned: Callable[[int], bool]
) -> None:
    report = await intake.submit(submission())
    outcomes = await asyncio.gather(*(_told(intake, report, n, versioned=versioned(n)) for n in range(50)))
    stored = await intake.read(report.number, DISPATCHER)
    accepted = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Report)]
    assert accepted
    written = [(entry.key, entry.actor, entry.action) for entry in stored.timeline if entry.key]
    assert sorted(written) == sorted((f"fifty-{n:04}", _of_fifty(n)[0].id, _of_fifty(n)[2]) for n in accepted)
    assert stored.version == report.version + len(accepted)
    for outcome in outcomes:
        if isinstance(outcome, VersionConflict):
            assert report.version < outcome.current <= stored.version
        else:
            assert isinstance(outcome, Report | WrongStage | Forbidden), outcome
    assert breaks(stored) == []
    if versioned is _nobody:
        assert not any(isinstance(outcome, VersionConflict) for outcome in outcomes)
    if versioned is _everybody:
        assert len(accepted) == 1


async def test_fifty_who_urge_at_once_are_all_heard(intake: Intake) -> None:
    report = await intake.submit(submission())
    people = [Actor(f"supervisor-{n}", Role.SUPERVISOR) for n in range(50)]
    await asyncio.gather(*(intake.apply(report.number, Urge(), each) for each in people))
    stored = await intake.read(report.number, DISPATCHER)
    urged = [entry.actor for entry in stored.timeline if entry.action is Action.URGE]
    assert sorted(urged) == sorted(each.id for each in people)


async def test_two_merges_at_once_make_no_circle(intake: Intake) -> None:
    for _ in range(5):
        one, other = await intake.submit(unclear()), await intake.submit(unclear())
        outcomes = await asyncio.gather(
            intake.apply(one.number, Merge(primary=other.number), DISPATCHER),
            intake.apply(other.number, Merge(primary=one.number), DISPATCHER),
            return_exceptions=True,
        )
        (lost,) = [each for each in outcomes if isinstance(each, BaseException)]
        assert isinstance(lost, InvalidInput | Forbidden | WrongStage | VersionConflict)
        stored = [await intake.read(each.number, DISPATCHER) for each in (one, other)]
        assert sorted(each.stage for each in stored) == [Stage.MERGED, Stage.SUBMITTED]


async def test_fifty_merged_into_one_at_once_all_follow_it(intake: Intake) -> None:
    primary = await intake.submit(unclear())
    reports = [await intake.submit(unclear(reporter=f"reporter-{n}")) for n in range(50)]
    merges = (intake.apply(each.number, Merge(primary=primary.number), DISPATCHER) for each in reports)
    merged = await asyncio.gather(*merges)
    assert {each.stage for each in merged} == {Stage.MERGED}
    stored = await intake.read(primary.number, DISPATCHER)
    followers = [each.about for each in stored.outgoing if each.about]
    assert sorted(followers) == sorted(each.number for each in reports)


async def test_both_are_stored_or_neither_and_a_repeat_changes_nothing(intake: Intake, clock: Clock) -> None:
    primary, report = await intake.submit(unclear()), await intake.submit(unclear())
    merge = Merge(primary=primary.number)
    merged = await intake.apply(report.number, merge, DISPATCHER, key="merge-0001")
    assert await intake.apply(report.number, merge, DISPATCHER, key="merge-0001") == merged
    adopted = await intake.read(primary.number, DISPATCHER)
    assert Counter(entry.action for entry in adopted.timeline)[Action.ADOPT] == 1
    assert [mark.about for mark in adopted.outgoing] == [None, report.number]
    clock.advance(timedelta(minutes=1))
    parted = await intake.apply(report.number, Unmerge(words="是另一处"), DISPATCHER)
    released = await intake.read(primary.number, DISPATCHER)
    assert (parted.stage, parted.primary) == (Stage.SUBMITTED, None)
    assert [mark.about for mark in released.outgoing] == [None]
    assert released.timeline[-1].action is Action.RELEASE
    for bad, rule in ((report.number, "another_report"), ("DG261123-00000000-0", "visible")):
        with pytest.raises(UserError) as refused:
            await intake.apply(report.number, Merge(primary=bad), DISPATCHER)
        assert (refused.value.rule, refused.value.path) == (rule, ("input", "primary"))
    assert await intake.read(report.number, DISPATCHER) == parted
    assert await intake.read(primary.number, DISPATCHER) == released


async def test_a_supervised_report_is_merged_with_nothing_left_running(intake: Intake) -> None:
    primary, report = await intake.submit(submission()), await intake.submit(submission())
    order = Supervise(level=1, order="督〔2026〕1 号", days=3, words="请尽快")
    await intake.apply(report.number, order, SUPERVISOR)
    merged = await intake.apply(report.number, Merge(primary=primary.number), DISPATCHER)
    assert [clock.kind for clock in merged.deadlines if clock.is_running] == []
    assert merged.alarm_at is None
