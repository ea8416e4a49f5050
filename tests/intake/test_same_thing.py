"""Reports of one thing on the real MongoDB: named to staff, merged where nobody doubts, never in the way."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from intake import (
    RULE,
    AbnormalKind,
    Action,
    Asset,
    Database,
    Evidence,
    FlagAbnormal,
    Intake,
    InvalidInput,
    Merge,
    MergeGround,
    PhotoRef,
    Report,
    Sign,
    Stage,
    Submission,
    breaks,
)
from intake.document import to_document
from intake.similar.lookout import MAX_FOLLOWERS
from support.clock import Clock
from support.reports import (
    FIXED,
    NANCHENG,
    OFFICER,
    REPORTER,
    Album,
    act,
    filed,
    open_intake,
    photo,
    place,
    submission,
    unclear,
)
from support.similar import north

WORDS = "车间路口路面有个大坑，骑电动车差点摔了"
OTHER = "reporter-2"
TRAFFIC = "E2101"


class Ticking(Clock):
    """No two reports are of one moment, as with people."""

    def __call__(self) -> datetime:
        return self.advance(timedelta(milliseconds=1))


@pytest.fixture
async def merging(mongo_db: Database, album: Album) -> Intake:
    return await open_intake(mongo_db, Ticking(), photos=album, merge_alike=True)


def _hole(metres: float = 0, **changes: Any) -> Submission:
    where = place(north(NANCHENG, metres))
    return submission(**{"text": WORDS, "matter": "E0110", "location": where, "reporter": OTHER, **changes})


async def test_what_is_near_is_named_to_staff_with_every_reason(intake: Intake, clock: Clock) -> None:
    first = await intake.submit(_hole(40, reporter=REPORTER.id))
    clock.advance(timedelta(days=3))
    second = await intake.submit(_hole())
    (found,) = second.similar
    assert (found.number, first.similar, second.stage) == (first.number, (), Stage.DISPATCHED)
    assert {part.mark: part.likeness for part in found.parts} == {
        "matter": 1,
        "place": 0.6,
        "time": 0.9,
        "words": 1,
        "picture": 0,
        "file": 0,
        "asset": 0,
    }
    assert found.score == pytest.approx(sum(part.points for part in found.parts), abs=0.001)
    stored = await intake.read(second.number, OFFICER)
    assert (stored, breaks(stored)) == (second, [])


@pytest.mark.parametrize(
    "other",
    [
        _hole(metres=99, text="垃圾"),
        _hole(matter="E0102"),
        _hole(location=None),
        unclear(location=None),
    ],
)
async def test_what_is_far_or_about_something_else_is_not_named(intake: Intake, other: Submission) -> None:
    await intake.submit(_hole())
    assert (await intake.submit(other)).similar == ()


async def test_at_most_three_are_named_the_most_alike_first_and_none_that_has_ended(
    intake: Intake, clock: Clock
) -> None:
    reports = [await intake.submit(_hole(metres)) for metres in (30, 20, 10, 40, 25)]
    await intake.apply(reports[2].number, Sign(), OFFICER)
    done = await intake.apply(reports[2].number, Merge(primary=reports[0].number), RULE)
    assert done.stage is Stage.MERGED
    clock.advance(timedelta(days=1))
    named = (await intake.submit(_hole())).similar
    assert [each.number for each in named] == [reports[n].number for n in (1, 4, 0)]


async def test_the_rule_merges_what_is_alike_beyond_doubt(merging: Intake) -> None:
    primary = await merging.submit(_hole(reporter=REPORTER.id))
    report = await merging.submit(_hole(5))
    assert (report.stage, report.primary) == (Stage.MERGED, primary.number)
    assert [each.number for each in report.similar] == [primary.number]
    last = report.timeline[-1]
    assert (last.role, last.action, last.details) == (
        RULE.role,
        Action.MERGE,
        {"primary": primary.number, "ground": "alike"},
    )
    stored = await merging.read(primary.number, OFFICER)
    assert [mark.about for mark in stored.outgoing] == [None, report.number]
    assert breaks(stored) == breaks(report) == []


async def test_who_repeats_their_own_report_is_merged_though_the_words_are_few(merging: Intake) -> None:
    first = await merging.submit(submission())
    again, other = await merging.submit(submission()), await merging.submit(submission(reporter=OTHER))
    assert (again.stage, again.primary) == (Stage.MERGED, first.number)
    assert (other.stage, [each.number for each in other.similar]) == (Stage.DISPATCHED, [first.number])


async def test_the_same_file_is_enough_and_a_copy_of_the_picture_too(merging: Intake, album: Album) -> None:
    def taken(name: str, dhash: str) -> Evidence:
        return replace(photo(name), ref=replace(photo(name).ref, dhash=dhash))

    first = await merging.submit(
        _hole(text="坑", photo_ids=(album.add(REPORTER, taken("a", "0" * 16)),), reporter=REPORTER.id)
    )
    somebody = replace(REPORTER, id=OTHER)
    file = replace(taken("a", "0" * 16), ref=PhotoRef("b", taken("a", "0" * 16).ref.sha256, None))
    copy, another = taken("c", "0" * 15 + "1"), taken("d", "f" * 16)
    outcomes = []
    for metres, each in ((50, file), (3, copy), (3, another)):
        report = await merging.submit(
            _hole(metres, text="坑", photo_ids=(album.add(somebody, each),), reporter=OTHER)
        )
        outcomes.append(report.primary)
    assert outcomes == [first.number, first.number, None]


async def test_traffic_violations_and_what_nobody_judged_are_never_merged_by_rule(merging: Intake) -> None:
    for changes in ({"matter": TRAFFIC}, {"matter": None}):
        await merging.submit(_hole(**changes))
        second = await merging.submit(_hole(reporter=REPORTER.id, **changes))
        assert (second.primary, len(second.similar)) == (None, 1)


async def test_nothing_is_merged_into_what_was_already_resolved(merging: Intake) -> None:
    leak = _hole(matter="E0403", text="燃气管道漏气味道很大很危险")
    first = await merging.submit(replace(leak, channel="grid", reporter=REPORTER.id))
    assert first.assignment is not None
    officer = replace(OFFICER, departments=frozenset({first.assignment.lead.id}))
    await merging.apply(first.number, Sign(), officer)
    resolved = await merging.apply(first.number, FIXED, officer)
    assert resolved.stage is Stage.RESOLVED
    again = await merging.submit(leak)
    assert (again.primary, [each.number for each in again.similar]) == (None, [first.number])


async def test_nothing_is_merged_into_what_is_flagged_or_followed_by_hundreds(
    merging: Intake, mongo_db: Database
) -> None:
    flagged = await merging.submit(_hole())
    flag = FlagAbnormal(kind=AbnormalKind.FALSE, words="现场没有")
    assert flagged.assignment is not None
    officer = replace(OFFICER, departments=frozenset({flagged.assignment.lead.id}))
    await merging.apply(flagged.number, flag, officer)
    assert (await merging.submit(_hole())).primary is None
    await mongo_db.reports.delete_many({})
    crowd = filed(_hole())
    marks = tuple(replace(crowd.outgoing[0], about=f"DG{n}") for n in range(MAX_FOLLOWERS))
    await mongo_db.reports.insert_one(to_document(replace(crowd, outgoing=marks)))
    assert (await merging.submit(_hole())).primary is None


async def test_without_the_setting_nothing_is_merged_for_the_score(intake: Intake) -> None:
    first = await intake.submit(_hole())
    assert [(await intake.submit(_hole())).primary for _ in range(2)] == [None, None]
    assert first.similar == ()


@pytest.mark.parametrize("clock", [Clock(), Ticking()])
async def test_twenty_of_one_thing_at_once_lose_nobody_and_make_no_circle(
    mongo_db: Database, clock: Clock
) -> None:
    merging = await open_intake(mongo_db, clock, merge_alike=True)
    handed_in = [_hole(reporter=f"neighbour-{n}") for n in range(20)]
    answered = await asyncio.gather(*(merging.submit(each) for each in handed_in))
    stored = {each.number: each for each in await _all(merging, answered)}
    assert {each.reporter for each in stored.values()} == {each.reporter for each in handed_in}
    alone = [each for each in stored.values() if each.primary is None]
    assert sum(not each.similar for each in alone) <= 1
    assert len(alone) < 20
    for each in stored.values():
        assert breaks(each) == []
        if each.primary is not None:
            assert stored[each.primary].primary is None
            assert each.number in {mark.about for mark in stored[each.primary].outgoing}
    followers = [mark.about for each in stored.values() for mark in each.outgoing if mark.about]
    assert sorted(followers) == sorted(each.number for each in stored.values() if each.primary)


async def _all(intake: Intake, reports: list[Report]) -> list[Report]:
    return [await intake.read(each.number, RULE) for each in reports]


async def test_a_look_that_fails_costs_the_hint_and_not_the_report(
    bare_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    merging = await open_intake(bare_database, Ticking(), merge_alike=True)
    await merging.submit(_hole())
    await bare_database.reports.drop_index("open_place")
    unseen = await merging.submit(_hole())
    assert (unseen.stage, unseen.similar) == (Stage.DISPATCHED, ())
    assert "OperationFailure" in caplog.text
    assert str(NANCHENG.longitude) not in caplog.text


async def test_a_merge_that_fails_leaves_the_hint(
    merging: Intake, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    await merging.submit(_hole())

    async def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(merging, "apply", broken)
    kept = await merging.submit(_hole())
    assert (kept.stage, len(kept.similar)) == (Stage.DISPATCHED, 1)
    assert "ZeroDivisionError" in caplog.text


class Register:
    """A register of covers, two steps apart."""

    async def asset(self, code: str) -> Asset | None:
        return Asset(code=code, name="雨水井盖", keeper="SW", matter="C0103", point=NANCHENG)


async def test_one_plate_is_one_thing_and_two_plates_are_two_however_alike_the_rest(
    mongo_db: Database,
) -> None:
    merging = await open_intake(mongo_db, Ticking(), assets=Register(), merge_alike=True)

    def cover(code: str, reporter: str) -> Submission:
        return _hole(text=WORDS, matter=None, location=None, asset_code=code, reporter=reporter)

    one = await merging.submit(cover("4419000103000123", "a"))
    other = await merging.submit(cover("4419000103000124", "b"))
    again = await merging.submit(cover("4419000103000124", "c"))
    assert (one.primary, other.primary, other.similar) == (None, None, ())
    assert (again.primary, [each.number for each in again.similar]) == (other.number, [other.number])
    (offer,) = await merging.similar(cover("4419000103000123", "d"))
    assert offer.followers == 1
    said = Merge(primary=other.number, ground=MergeGround.SAID)
    with pytest.raises(InvalidInput):
        await merging.apply(one.number, said, RULE)


@pytest.mark.parametrize("ground", MergeGround)
def test_the_rules_are_held_to_what_they_may_merge_on_both_reports_as_they_stand(ground: MergeGround) -> None:
    for report, primary in (
        (filed(_hole()), filed(_hole(matter="E0102"))),
        (filed(_hole(matter=TRAFFIC)), filed(_hole(matter=TRAFFIC))),
        (filed(_hole()), filed(_hole(location=None))),
    ):
        with pytest.raises(InvalidInput) as refused:
            act(report, Merge(primary=primary.number, ground=ground), RULE, primary=primary)
        assert refused.value.rule == "for_a_person"
    said = Merge(primary="", ground=MergeGround.SAID)
    assert act(filed(unclear()), said, RULE, primary=filed(_hole())).stage is Stage.MERGED


async def test_an_index_serves_the_look_where_none_of_the_reports_is_judged(intake: Intake) -> None:
    await intake.submit(unclear(text=WORDS))
    assert len((await intake.submit(unclear(text=WORDS))).similar) == 1
