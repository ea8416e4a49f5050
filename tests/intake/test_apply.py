"""Commands on the real MongoDB: one guarded update each, whoever else is at it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from intake import (
    Accept,
    Action,
    Actor,
    AlreadyDone,
    Command,
    Database,
    Decline,
    DeclineReason,
    Evaluate,
    Forbidden,
    IdempotencyConflict,
    Intake,
    InvalidInput,
    NotFound,
    Report,
    Resolve,
    ResultCode,
    Role,
    Sign,
    Stage,
    Transfer,
    VersionConflict,
    WrongStage,
    new_number,
)
from support.clock import Clock
from support.reports import (
    DIRTY_ROAD,
    DISPATCHER,
    FIXED,
    HUB,
    HUMEN_CG,
    NANCHENG_CG,
    OFFICER,
    REPORTER,
    Album,
    photo,
    submission,
    unclear,
)

COLLEAGUE = Actor("officer-2", Role.OFFICER, frozenset({NANCHENG_CG.id}))
ELSEWHERE = Actor("officer-3", Role.OFFICER, frozenset({HUMEN_CG}))
STRANGER = Actor("reporter-2", Role.REPORTER)


def _count(report: Report, action: Action) -> int:
    return sum(entry.action is action for entry in report.timeline)


async def test_a_report_from_filing_to_its_evaluation(intake: Intake, album: Album, clock: Clock) -> None:
    report = await intake.submit(unclear())
    after = album.add(OFFICER, photo("after"))
    steps: list[tuple[Command, Actor, Stage]] = [
        (Accept(matter=DIRTY_ROAD), DISPATCHER, Stage.DISPATCHED),
        (Sign(), OFFICER, Stage.IN_PROGRESS),
        (
            Resolve(result=ResultCode.FIXED, words="已清扫整条路面", photo_ids=(after,)),
            OFFICER,
            Stage.VERIFIED,
        ),
        (Evaluate(outcome=5, speed=5, attitude=5), REPORTER, Stage.CLOSED),
    ]
    for command, actor, stage in steps:
        clock.advance(timedelta(minutes=5))
        report = await intake.apply(report.number, command, actor, version=report.version)
        assert (report.stage, report.updated_at) == (stage, clock())
        assert await intake.read(report.number, DISPATCHER) == report
    assert report.version == 5
    assert report.resolution is not None
    assert report.resolution.photos == (photo("after").ref,)


async def test_a_stale_version_is_told_the_current_one(intake: Intake) -> None:
    report = await intake.submit(submission())
    signed = await intake.apply(report.number, Sign(), OFFICER, version=1)
    for stale in (1, 3):
        with pytest.raises(VersionConflict) as refused:
            await intake.apply(report.number, FIXED, OFFICER, version=stale)
        assert refused.value.current == signed.version == 2
    assert await intake.read(report.number, OFFICER) == signed


async def test_of_two_officers_who_sign_at_once_one_does(intake: Intake) -> None:
    for _ in range(5):
        report = await intake.submit(submission())
        outcomes = await asyncio.gather(
            *(intake.apply(report.number, Sign(), officer) for officer in (OFFICER, COLLEAGUE)),
            return_exceptions=True,
        )
        (lost,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert isinstance(lost, WrongStage)
        stored = await intake.read(report.number, DISPATCHER)
        assert (_count(stored, Action.SIGN), stored.version) == (1, 2)
        (won,) = [outcome for outcome in outcomes if isinstance(outcome, Report)]
        assert won == stored


async def test_of_two_who_decide_on_the_same_version_one_is_told_to_look_again(intake: Intake) -> None:
    report = await intake.submit(unclear())
    decline = Decline(reason=DeclineReason.TOO_LATE, words="已过时限")
    outcomes = await asyncio.gather(
        intake.apply(report.number, Accept(matter=DIRTY_ROAD), DISPATCHER, version=1),
        intake.apply(report.number, decline, Actor("dispatcher-2", Role.DISPATCHER), version=1),
        return_exceptions=True,
    )
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert isinstance(lost, VersionConflict)
    assert lost.current == 2


async def test_a_repeated_command_gets_its_report_and_adds_nothing(intake: Intake, clock: Clock) -> None:
    report = await intake.submit(submission())
    signed = await intake.apply(report.number, Sign(), OFFICER, version=1, key="sign-0001")
    clock.advance(timedelta(minutes=1))
    assert await intake.apply(report.number, Sign(), OFFICER, version=1, key="sign-0001") == signed
    resolved = await intake.apply(report.number, FIXED, OFFICER, key="resolve-1")
    assert await intake.apply(report.number, Sign(), OFFICER, key="sign-0001") == resolved


async def test_ten_repeats_at_once_add_one_entry(intake: Intake) -> None:
    report = await intake.submit(submission())
    tries = (intake.apply(report.number, Sign(), OFFICER, key="sign-0001") for _ in range(10))
    reports = await asyncio.gather(*tries)
    assert {each.version for each in reports} == {2}
    assert _count(await intake.read(report.number, OFFICER), Action.SIGN) == 1


async def test_the_same_key_for_another_command_is_refused(intake: Intake) -> None:
    report = await intake.submit(submission())
    signed = await intake.apply(report.number, Sign(), OFFICER, key="key-00001")
    with pytest.raises(IdempotencyConflict):
        await intake.apply(report.number, FIXED, OFFICER, key="key-00001")
    assert await intake.read(report.number, OFFICER) == signed


async def test_a_colleague_s_equal_key_is_another_key(intake: Intake) -> None:
    report = await intake.submit(submission())
    await intake.apply(report.number, Sign(), OFFICER, key="key-00001")
    with pytest.raises(WrongStage):
        await intake.apply(report.number, Sign(), COLLEAGUE, key="key-00001")


async def test_a_repeat_by_who_passed_it_on_is_told_that_it_was_done_and_nothing_else(intake: Intake) -> None:
    report = await intake.submit(submission())
    passed_on = Transfer(target=HUMEN_CG, words="在虎门")
    await intake.apply(report.number, passed_on, HUB, key="transfer-1")
    with pytest.raises(AlreadyDone) as done:
        await intake.apply(report.number, passed_on, HUB, key="transfer-1")
    assert (done.value.path, done.value.rule) == (("input", "number"), "done_before")
    for actor, command, key in (
        (HUB, passed_on, "transfer-2"),
        (HUB, passed_on, None),
        (Actor("hub-3", Role.HUB, HUB.departments), passed_on, "transfer-1"),
    ):
        with pytest.raises(NotFound):
            await intake.apply(report.number, command, actor, key=key)
    with pytest.raises(IdempotencyConflict):
        await intake.apply(report.number, Transfer(target=HUMEN_CG, words="转交"), HUB, key="transfer-1")


async def test_a_key_of_another_shape_is_refused(intake: Intake) -> None:
    report = await intake.submit(submission())
    with pytest.raises(InvalidInput) as refused:
        await intake.apply(report.number, Sign(), OFFICER, key="short")
    assert refused.value.path == ("input", "idempotencyKey")


@pytest.mark.parametrize("actor", [STRANGER, ELSEWHERE, Actor("officer-4", Role.OFFICER)])
async def test_what_one_may_not_see_is_not_found(intake: Intake, clock: Clock, actor: Actor) -> None:
    report = await intake.submit(submission())
    told = []
    for number in (report.number, new_number(clock()), "DG261123"):
        with pytest.raises(NotFound) as refused:
            await intake.apply(number, Sign(), actor)
        told.append((refused.value.zh, refused.value.en, refused.value.path, refused.value.rule))
    with pytest.raises(NotFound):
        await intake.read_id(report.id, actor)
    assert len(set(told)) == 1


async def test_a_refused_command_changes_nothing(intake: Intake, mongo_db: Database, album: Album) -> None:
    report = await intake.submit(submission())
    before = await mongo_db.reports.find_one({"_id": report.id})
    others_photo = album.add(COLLEAGUE, photo("after"))
    refusals: list[tuple[Command, Actor, type[Exception]]] = [
        (Sign(), REPORTER, Forbidden),
        (FIXED, OFFICER, WrongStage),
        (Accept(matter=DIRTY_ROAD), DISPATCHER, WrongStage),
        (Evaluate(outcome=0, speed=5, attitude=5), REPORTER, WrongStage),
        (Resolve(result=ResultCode.FIXED, words="好", photo_ids=(others_photo,)), OFFICER, WrongStage),
    ]
    for command, actor, error in refusals:
        with pytest.raises(error):
            await intake.apply(report.number, command, actor)
    assert await mongo_db.reports.find_one({"_id": report.id}) == before


async def test_who_may_not_is_told_so_before_what_they_brought_is_looked_at(intake: Intake) -> None:
    report = await intake.submit(submission())
    brought: list[tuple[Command, Any]] = [
        (Accept(matter="X9999"), Forbidden),
        (Resolve(result=ResultCode.FIXED, words="", photo_ids=("nobody-s",)), Forbidden),
    ]
    for command, error in brought:
        with pytest.raises(error):
            await intake.apply(report.number, command, REPORTER)


async def test_an_after_photo_is_the_officer_s_own(intake: Intake, album: Album) -> None:
    report = await intake.submit(submission())
    await intake.apply(report.number, Sign(), OFFICER)
    theirs = Resolve(result=ResultCode.FIXED, words="好", photo_ids=(album.add(REPORTER, photo("before")),))
    with pytest.raises(InvalidInput) as refused:
        await intake.apply(report.number, theirs, OFFICER)
    assert refused.value.rule == "own_ready_photo"


async def test_an_unknown_matter_is_no_matter(intake: Intake) -> None:
    report = await intake.submit(unclear())
    with pytest.raises(InvalidInput) as refused:
        await intake.apply(report.number, Accept(matter="X9999"), DISPATCHER)
    assert (refused.value.path, refused.value.rule) == (("input", "matter"), "known_matter")
