"""What a reporter is told of others' reports before handing in: enough to decide, no way to dig deeper."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import (
    RULE,
    Action,
    Database,
    Decision,
    Intake,
    Likelihood,
    MatterCandidate,
    MatterRef,
    Merge,
    Offer,
    Point,
    Report,
    ReportFilter,
    Role,
    Sign,
    Stage,
    Submission,
    Void,
)
from intake.place import metres_between
from intake.similar.neighbour import Neighbour
from intake.similar.offer import NEVER, as_told, offers
from intake.similar.token import VALID_FOR
from intake.similar.traits import Traits, traits_of
from support.clock import Clock
from support.reports import (
    FIXED,
    NANCHENG,
    NANCHENG_CG,
    NOW,
    OFFICER,
    REPORTER,
    SUPERVISOR,
    FixedRouter,
    filed,
    open_intake,
    place,
    submission,
)
from support.similar import north

WORDS = "三元里八巷九号王女士门口路面有个大坑"
NEIGHBOUR = "reporter-2"


def _hole(metres: float = 0, **changes: Any) -> Submission:
    where = place(north(NANCHENG, metres))
    return submission(
        **{"text": WORDS, "matter": "E0104", "location": where, "reporter": NEIGHBOUR, **changes}
    )


async def _one(intake: Intake, asked: Submission) -> Offer:
    (found,) = await intake.similar(asked)
    return found


async def test_what_is_open_nearby_is_told_with_what_it_takes_to_decide(intake: Intake, clock: Clock) -> None:
    await intake.submit(_hole(reporter=REPORTER.id))
    clock.advance(timedelta(days=2))
    offer = await _one(intake, _hole(12))
    assert offer.matter is not None
    assert (offer.matter.code, offer.since, offer.stage) == ("E0104", date(2026, 11, 23), Stage.DISPATCHED)
    assert (offer.department, offer.followers, offer.number) == (NANCHENG_CG, 1, None)
    assert (offer.likelihood, offer.metres) == (Likelihood.VERY_LIKELY, 10)
    assert (await _one(intake, _hole(45))).likelihood is Likelihood.MAYBE
    assert await intake.similar(_hole(99)) == []
    assert await intake.similar(_hole(location=None)) == []


async def test_without_a_matter_its_candidates_count_and_asking_stores_nothing(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    await intake.submit(_hole(reporter=REPORTER.id))
    asked = replace(_hole(3), matter=None, text="", idempotency_key="")
    assert await intake.similar(asked) == []
    likely = MatterCandidate(MatterRef("E0104", "道路不洁"), 0.5)
    unsure = Decision(accept=False, reasons=(), catalogue="", model="m", candidates=(likely,))
    reading = await open_intake(mongo_db, clock, router=FixedRouter(unsure))
    assert (await _one(reading, asked)).likelihood is Likelihood.MAYBE
    assert await intake.count(SUPERVISOR, ReportFilter()) == 1


async def test_one_s_own_has_its_number_and_is_told_whatever_it_is_about(intake: Intake) -> None:
    for changes in ({"matter": "E2204"}, {"matter": None}):
        own = await intake.submit(_hole(**changes))
        assert (await _one(intake, _hole(**changes))).number == own.number
        assert await intake.similar(_hole(reporter="reporter-3", **changes)) == []
        await intake.apply(own.number, Void(words="测试数据"), SUPERVISOR)


@pytest.mark.parametrize("major", NEVER)
async def test_whoever_was_reported_cannot_ask_whether_they_were(intake: Intake, major: str) -> None:
    report = await intake.submit(_hole(matter=f"{major}01", reporter=REPORTER.id))
    assert report.matter is not None
    assert await intake.similar(_hole(matter=f"{major}01")) == []


async def test_that_one_is_followed_under_a_number_of_one_s_own(intake: Intake) -> None:
    primary = await intake.submit(_hole(reporter=REPORTER.id, text="坑"))
    offer = await _one(intake, _hole(30))
    report = await intake.submit(_hole(30, text="就是这个坑", same_as=offer.token))
    assert (report.stage, report.primary, report.reporter) == (Stage.MERGED, primary.number, NEIGHBOUR)
    last = report.timeline[-1]
    assert (last.action, last.role, last.details["ground"]) == (Action.MERGE, Role.RULE, "said")
    assert (await intake.read(primary.number, RULE)).outgoing[-1].about == report.number
    assert (await _one(intake, _hole())).followers == 2


@pytest.mark.parametrize(
    ("changes", "later"),
    [
        ({"reporter": "reporter-3"}, timedelta(0)),
        ({}, VALID_FOR + timedelta(seconds=1)),
        ({"location": place(north(NANCHENG, 150))}, timedelta(0)),
        ({"matter": "E0102"}, timedelta(0)),
    ],
)
async def test_a_token_counts_for_whom_it_was_given_for_half_an_hour_and_there(
    intake: Intake, clock: Clock, changes: dict[str, Any], later: timedelta
) -> None:
    await intake.submit(_hole(reporter=REPORTER.id, text="坑"))
    token = (await _one(intake, _hole())).token
    clock.advance(later)
    report = await intake.submit(_hole(**{"text": "大坑", "same_as": token, **changes}))
    assert (report.stage, report.primary) == (Stage.DISPATCHED, None)


async def test_merging_by_word_tells_the_rounded_place_and_no_better(intake: Intake) -> None:
    await intake.submit(_hole(reporter=REPORTER.id, text="坑"))
    token = (await _one(intake, _hole())).token
    told = as_told(
        _neighbour(await intake.submit(_hole(reporter="reporter-4", text="大坑"))), _asker(NANCHENG)
    )
    assert told is not None
    assert told.point != NANCHENG
    for metres, stage in ((99.5, Stage.MERGED), (100.5, Stage.DISPATCHED)):
        where = place(north(told.point, metres))
        report = await intake.submit(_hole(text="大坑", same_as=token, location=where))
        assert report.stage is stage


@pytest.mark.parametrize(
    "token",
    ["", ".", "1", "1.2", "99999999999.0", "９９９９９９９９９９９.a", "-1.a", "9" * 5000, "a.é", "1\0.2"],
)
async def test_nonsense_for_a_token_costs_no_report(intake: Intake, token: str) -> None:
    await intake.submit(_hole(reporter=REPORTER.id, text="坑"))
    assert (await intake.submit(_hole(text="大坑", same_as=token))).primary is None


async def test_what_was_merged_resolved_or_ended_meanwhile_is_not_followed(
    intake: Intake, clock: Clock
) -> None:
    async def resolve(report: Report) -> None:
        await intake.apply(report.number, Sign(), OFFICER)
        await intake.apply(report.number, FIXED, OFFICER)

    async def void(report: Report) -> None:
        await intake.apply(report.number, Void(words="测试数据"), SUPERVISOR)

    async def merge(report: Report) -> None:
        another = await intake.submit(_hole(reporter=REPORTER.id, text="另一个"))
        await intake.apply(report.number, Merge(primary=another.number), RULE)

    for n, happens in enumerate((resolve, void, merge)):
        where = place(north(NANCHENG, 300 * n))
        primary = await intake.submit(_hole(reporter=REPORTER.id, text="坑", location=where))
        token = (await _one(intake, _hole(location=where))).token
        assert token is not None
        clock.advance(timedelta(minutes=1))
        await happens(primary)
        report = await intake.submit(_hole(text="大坑", same_as=token, location=where))
        assert (report.stage, report.primary) == (Stage.DISPATCHED, None)


async def test_what_only_waits_to_be_evaluated_is_told_and_not_followed(intake: Intake) -> None:
    report = await intake.submit(_hole(reporter=REPORTER.id))
    await intake.apply(report.number, Sign(), OFFICER)
    await intake.apply(report.number, FIXED, OFFICER)
    offer = await _one(intake, _hole())
    assert (offer.stage, offer.token) == (Stage.VERIFIED, None)


async def test_a_merge_is_told_once_however_often_it_is_handed_in(intake: Intake) -> None:
    await intake.submit(_hole(reporter=REPORTER.id))
    handed_in = _hole(same_as=(await _one(intake, _hole())).token)
    first = await intake.submit(handed_in)
    assert first.stage is Stage.MERGED
    assert await intake.submit(handed_in) == first
    assert await intake.submit(replace(handed_in, same_as=None)) == first


SECRET = filed(submission(text=WORDS, reporter="reporter-7"))
PLACES = st.tuples(st.floats(-90, 90), st.floats(-90, 90)).map(
    lambda away: north(Point(NANCHENG.longitude + away[0] / 102_500, NANCHENG.latitude), away[1])
)


def _neighbour(report: Report) -> Neighbour:
    assert report.location is not None
    names = {name: getattr(report, name) for name in Neighbour.__slots__ if name != "followers"}
    return Neighbour(**names, followers=len(report.outgoing))


def _asker(point: Point, text: str = "") -> Traits:
    return Traits(matter="E0104", point=point, at=NOW, reporter=NEIGHBOUR, text=text)


@given(PLACES, st.text("三元里八巷九号王女士门口路面有个大坑", max_size=20), st.integers(0, 86_399))
def test_nobody_learns_more_than_the_rounded_place_and_the_day_however_they_ask(
    asked_from: Point, guess: str, seconds: int
) -> None:
    """Two reports that are one to the tenth of metres and to the day answer alike, whatever their words."""
    location = SECRET.location
    assert location is not None
    rounded = Point(round(location.point.longitude, 4), round(location.point.latitude, 4))
    day = NOW.replace(hour=16, minute=0) - timedelta(days=1)
    moved = replace(
        SECRET,
        text="完全不同的一句话，什么也没说",
        location=replace(location, point=rounded),
        submitted_at=day + timedelta(seconds=seconds),
    )
    one = offers(_asker(asked_from, guess), [_neighbour(SECRET)], NOW)
    assert one == offers(_asker(asked_from), [_neighbour(moved)], NOW)
    for each in one:
        assert each.metres % 10 == 0
        told = str(asdict(each))
        assert not any(word in told for word in (WORDS, SECRET.number, SECRET.reporter, str(SECRET.salt)))


def test_a_place_is_rounded_to_steps_of_about_ten_metres() -> None:
    traits = traits_of(SECRET)
    assert traits is not None
    rounded = Point(round(traits.point.longitude, 4), round(traits.point.latitude, 4))
    assert metres_between(traits.point, rounded) < 7.7


def test_no_more_than_five_are_told_the_likeliest_first() -> None:
    near = [_neighbour(replace(SECRET, location=place(north(NANCHENG, 8.0 * n)))) for n in range(8)]
    told = offers(_asker(NANCHENG), near, NOW)
    assert [each.metres for each in told] == sorted(each.metres for each in told)
    assert len(told) == 5
