"""Filing on the real MongoDB: one document, once, whatever else fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake import (
    Accept,
    Action,
    Actor,
    Anonymity,
    Crs,
    Database,
    IdempotencyConflict,
    Intake,
    InvalidInput,
    LocationSource,
    Point,
    Report,
    Role,
    Stage,
    Unavailable,
    parse_number,
)
from intake.document import from_document
from intake.number import new_number
from media import Bucket, Media
from support.clock import Clock
from support.images import jpeg
from support.reports import (
    DISPATCHER,
    HUMEN,
    NANCHENG_CG,
    REPORTER,
    Album,
    FixedRouter,
    open_intake,
    photo,
    place,
    submission,
    unclear,
)


@pytest.fixture
def media(mongo_db: Database, bucket: Bucket, clock: Clock) -> Media:
    return Media(mongo_db, bucket, clock)


async def _stored(database: Database) -> list[dict[str, object]]:
    return await database.reports.find({}).to_list(None)


async def test_a_report_is_one_document_with_its_trace_its_clocks_and_what_is_owed(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    handed_in = submission(anonymity=Anonymity.REAL_NAME)
    report = await intake.submit(handed_in)
    (document,) = await mongo_db.reports.find({}).to_list(None)
    assert from_document(document, Report) == report
    assert [entry["action"] for entry in document["timeline"]] == ["submit", "accept", "dispatch"]
    assert {each["kind"] for each in document["deadlines"]} >= {"sign", "resolve"}
    assert [(each["to"], each["sent_seq"], each["due_at"]) for each in document["outgoing"]] == [
        ({"channel": "iguanjia", "ref": REPORTER.id}, 0, clock())
    ]
    assert parse_number(report.number) == report.number
    assert report.assignment is not None
    assert report.assignment.lead == NANCHENG_CG
    written = [name for name in await mongo_db.list_collection_names() if await mongo_db[name].find_one()]
    assert written == ["reports"]


async def test_a_retry_gets_the_first_report_as_it_stands_now(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    handed_in = submission()
    first = await intake.submit(handed_in)
    clock.advance(timedelta(days=1))
    assert await intake.submit(handed_in) == first
    assert len(await _stored(mongo_db)) == 1


async def test_a_retry_after_its_matter_left_the_catalogue_is_still_the_first_report(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    handed_in = submission()
    first = await intake.submit(handed_in)
    gone = FixedRouter(InvalidInput("没有该事项", "There is no such matter", rule="known_matter"))
    later = await open_intake(mongo_db, clock, router=gone)
    assert await later.submit(handed_in) == first
    with pytest.raises(IdempotencyConflict):
        await later.submit(replace(handed_in, text="另一件事"))
    with pytest.raises(InvalidInput):
        await later.submit(submission())
    assert len(await _stored(mongo_db)) == 1


async def test_twenty_retries_at_once_make_one_report(intake: Intake, mongo_db: Database) -> None:
    handed_in = submission()
    reports = await asyncio.gather(*(intake.submit(handed_in) for _ in range(20)))
    assert len({report.number for report in reports}) == 1
    assert len(await _stored(mongo_db)) == 1


async def test_a_photo_that_was_uploaded_again_is_the_same_content(intake: Intake, album: Album) -> None:
    again = replace(photo("a"), ref=replace(photo("a").ref, id="b"))
    handed_in = submission(photo_ids=(album.add(REPORTER, photo("a")),))
    first = await intake.submit(handed_in)
    assert await intake.submit(replace(handed_in, photo_ids=(album.add(REPORTER, again),))) == first


async def test_the_same_key_with_another_content_is_refused_and_changes_nothing(
    intake: Intake, mongo_db: Database
) -> None:
    handed_in = submission()
    await intake.submit(handed_in)
    before = await _stored(mongo_db)
    with pytest.raises(IdempotencyConflict) as refused:
        await intake.submit(replace(handed_in, text="另一件事"))
    assert refused.value.path == ("input", "idempotencyKey")
    assert await _stored(mongo_db) == before


@pytest.mark.parametrize("changes", [{"reporter": "reporter-2"}, {"channel": "grid"}])
async def test_a_key_is_the_reporter_s_own_in_one_channel(
    intake: Intake, mongo_db: Database, changes: dict[str, Any]
) -> None:
    handed_in = submission()
    first, second = await intake.submit(handed_in), await intake.submit(replace(handed_in, **changes))
    assert first.id != second.id
    assert len(await _stored(mongo_db)) == 2


async def test_a_number_that_is_taken_is_drawn_again(
    intake: Intake, mongo_db: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = (await intake.submit(submission())).number
    free = new_number(clock())
    draws = iter([taken, taken, free])
    monkeypatch.setattr("intake.service.new_number", lambda _now: next(draws))
    report = await intake.submit(submission())
    assert report.number == free
    assert {document["number"] for document in await _stored(mongo_db)} == {taken, free}


async def test_a_retry_whose_new_number_is_taken_is_still_the_first_report(
    intake: Intake, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in = submission()
    first, other = await intake.submit(handed_in), await intake.submit(submission())
    draws = iter([other.number, new_number(clock())])
    monkeypatch.setattr("intake.service.new_number", lambda _now: next(draws))
    assert await intake.submit(handed_in) == first


async def test_a_router_that_fails_costs_no_report(mongo_db: Database, clock: Clock) -> None:
    intake = await open_intake(mongo_db, clock, router=FixedRouter(ZeroDivisionError("a bad table")))
    report = await intake.submit(submission())
    assert (report.stage, [reason.code for reason in report.reasons]) == (Stage.SUBMITTED, ["router_failed"])
    assert report.outgoing[0].due_at is not None
    assert await intake.read(report.number, DISPATCHER) == report
    with pytest.raises(Unavailable) as refused:
        await intake.apply(report.number, Accept(matter="E0104"), DISPATCHER)
    assert refused.value.part == "routing"
    assert await intake.read(report.number, DISPATCHER) == report


class _Stopped:
    """Routing whose calendar cannot answer."""

    route = staticmethod(FixedRouter(ValueError()).route)
    department = staticmethod(FixedRouter(ValueError()).department)

    def deadline(self, *_: object) -> None:
        raise LookupError("no such year")


async def test_a_clock_that_cannot_be_computed_costs_no_report(mongo_db: Database, clock: Clock) -> None:
    report = await (await open_intake(mongo_db, clock, router=_Stopped())).submit(submission())
    assert (report.stage, report.deadlines) == (Stage.SUBMITTED, ())
    assert len(await _stored(mongo_db)) == 1


@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"matter": "X9999"}, ("input", "matter"), "known_matter"),
        (
            {"location": place(village_code="441900999999")},
            ("input", "location", "villageCode"),
            "known_village",
        ),
        ({"text": "x" * 1_000_000}, ("input", "text"), "max_length"),
        ({"photo_ids": tuple(f"p{n}" for n in range(30))}, ("input", "photoIds"), "max_items"),
        ({"photo_ids": ("nobody-s",)}, ("input", "photoIds", "0"), "own_ready_photo"),
        ({"location": place(Point(0.0, 0.0))}, ("input", "location"), "not_null_island"),
    ],
)
async def test_what_breaks_a_rule_is_not_stored(
    intake: Intake, mongo_db: Database, changes: dict[str, object], path: tuple[str, ...], rule: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        await intake.submit(submission(**changes))
    assert (refused.value.path, refused.value.rule) == (path, rule)
    assert await _stored(mongo_db) == []


async def test_a_place_known_from_the_photo_alone_is_enough(
    mongo_db: Database, clock: Clock, media: Media
) -> None:
    intake = await open_intake(mongo_db, clock, photos=media)
    taken = await media.upload(REPORTER.id, jpeg(point=HUMEN))
    report = await intake.submit(submission(location=None, photo_ids=(taken.id,)))
    assert report.location is not None
    assert (report.location.source, report.location.crs) == (LocationSource.PHOTO, Crs.WGS84)
    assert report.location.point.longitude == pytest.approx(HUMEN.longitude, abs=1e-6)
    assert [each.sha256 for each in report.photos] == [taken.sha256]
    assert report.assignment is not None
    assert report.assignment.lead.name.endswith("虎门分局")


async def test_somebody_else_s_photo_is_refused(mongo_db: Database, clock: Clock, media: Media) -> None:
    intake = await open_intake(mongo_db, clock, photos=media)
    own, others = await media.upload(REPORTER.id, jpeg()), await media.upload("reporter-2", jpeg())
    with pytest.raises(InvalidInput) as refused:
        await intake.submit(submission(photo_ids=(own.id, others.id)))
    assert (refused.value.path, refused.value.rule) == (("input", "photoIds", "1"), "own_ready_photo")
    assert await _stored(mongo_db) == []


async def test_a_report_is_read_by_its_number_however_it_is_typed(intake: Intake) -> None:
    report: Report = await intake.submit(unclear())
    reporter = Actor(REPORTER.id, Role.REPORTER)
    typed = report.number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert await intake.read(typed, reporter) == await intake.read_id(report.id, reporter) == report
    assert report.timeline[0].action is Action.SUBMIT
