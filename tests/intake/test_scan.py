"""A scanned thing: its code read, looked up in bounded time, and never at the cost of the report."""

import asyncio
from dataclasses import dataclass, replace
from time import monotonic

import pytest

from intake import (
    Anonymity,
    Asset,
    Database,
    IdempotencyConflict,
    InvalidInput,
    LocationSource,
    MatterSource,
    Report,
    Unavailable,
    read_asset_code,
)
from support.clock import Clock
from support.reports import (
    DISPATCHER,
    HUMEN,
    NANCHENG,
    REPORTER,
    Album,
    open_intake,
    photo,
    place,
    submission,
)

CODE = "4419000103000123"
COVER = Asset(code=CODE, name="雨水井盖", keeper="SW", matter="C0103", point=NANCHENG)


@dataclass
class Shelf:
    """A register in memory, which may be away or slow as a test says."""

    things: dict[str, Asset]
    away: Exception | None = None
    seconds: float = 0.0

    async def asset(self, code: str) -> Asset | None:
        await asyncio.sleep(self.seconds)
        if self.away:
            raise self.away
        return self.things.get(code)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf({CODE: COVER})


def codes(report: Report) -> list[str]:
    return [reason.code for reason in report.reasons]


@pytest.mark.parametrize(
    "scanned",
    [
        CODE,
        f"  {CODE}\n",
        "４４１９０００１０３０００１２３",
        f"https://bj.example.gov.cn/asset/{CODE}",
        f"https://bj.example.gov.cn/asset/{CODE}/",
        f"https://bj.example.gov.cn/a?id=7&code={CODE}#top",
        f"https://bj.example.gov.cn/a/?CODE={CODE}",
        f"pages/asset/scan?code={CODE}",
        f"weixin://dl/business/?t=1&code=%20{CODE}",
    ],
)
def test_what_is_scanned_names_one_code(scanned: str) -> None:
    assert read_asset_code(scanned) == CODE


def test_letters_are_read_as_large_ones() -> None:
    assert read_asset_code("dg-lamp.0042") == "DG-LAMP.0042"
    assert read_asset_code("https://x.cn/p/dg-lamp%2E0042") == "DG-LAMP.0042"


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "  ",
        "123",
        "井盖",
        "4419 0001",
        "A" * 41,
        "-4419000",
        "https://x.cn",
        "https://x.cn/?q=1",
        "https://[x/1",
        "x" * 501,
        f"https://x.cn/{'a/' * 300}{CODE}",
        "{$gt: ''}",
        "4419/../../etc/passwd/..",
    ],
)
def test_what_names_no_code_is_refused(scanned: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_asset_code(scanned)
    assert (refused.value.path, refused.value.rule) == (("input", "assetCode"), "pattern")


async def test_a_scan_alone_says_what_where_and_who(mongo_db: Database, clock: Clock, shelf: Shelf) -> None:
    intake = await open_intake(mongo_db, clock, assets=shelf)
    report = await intake.submit(submission(text="", matter=None, location=None, asset_code=f"x/{CODE}"))
    assert report.asset == COVER
    assert report.matter is not None
    assert (report.matter.code, report.matter_source) == ("C0103", MatterSource.ASSET)
    assert report.location is not None
    assert (report.location.point, report.location.source) == (NANCHENG, LocationSource.ASSET)
    assert report.assignment is not None
    assert report.assignment.lead.id == "SW-441900004000"
    assert codes(report)[0] == "matter_of_asset"
    assert codes(report)[-1] == "asset_owner"
    assert report.timeline[0].details["asset_code"] == CODE
    assert (await intake.read(report.number, DISPATCHER)).asset == COVER


async def test_what_the_reporter_says_of_the_place_and_the_matter_counts_first(
    mongo_db: Database, clock: Clock, shelf: Shelf
) -> None:
    intake = await open_intake(mongo_db, clock, assets=shelf)
    report = await intake.submit(submission(matter="E0104", location=place(HUMEN), asset_code=CODE))
    assert report.matter is not None
    assert report.matter.code == "E0104"
    assert report.location == place(HUMEN)


async def test_a_thing_stands_firmer_than_the_gps_of_a_photo(
    mongo_db: Database, clock: Clock, shelf: Shelf, album: Album
) -> None:
    intake = await open_intake(mongo_db, clock, assets=shelf, photos=album)
    taken = album.add(REPORTER, replace(photo("there"), point=HUMEN))
    report = await intake.submit(submission(location=None, photo_ids=(taken,), asset_code=CODE))
    assert report.location is not None
    assert report.location.source is LocationSource.ASSET
    report = await intake.submit(submission(location=None, photo_ids=(taken,), asset_code="NOT-THERE"))
    assert report.location is not None
    assert report.location.source is LocationSource.PHOTO


async def test_an_unknown_code_is_a_reason_and_no_refusal(
    mongo_db: Database, clock: Clock, shelf: Shelf
) -> None:
    intake = await open_intake(mongo_db, clock, assets=shelf)
    report = await intake.submit(submission(asset_code="NOT-THERE"))
    assert codes(report)[0] == "asset_unknown"
    assert "NOT-THERE" in report.reasons[0].zh
    assert report.asset is None
    assert report.assignment is not None
    assert report.timeline[0].details["asset_code"] == "NOT-THERE"


@pytest.mark.parametrize(
    "change",
    [{"away": Unavailable("database")}, {"away": RuntimeError("anything")}, {"seconds": 30.0}],
)
async def test_a_register_that_is_away_costs_half_a_second_and_no_report(
    mongo_db: Database, clock: Clock, shelf: Shelf, change: dict[str, object]
) -> None:
    intake = await open_intake(mongo_db, clock, assets=replace(shelf, **change))
    began = monotonic()
    report = await intake.submit(submission(asset_code=CODE))
    assert monotonic() - began < 5
    assert codes(report)[0] == "asset_unavailable"
    assert report.assignment is not None


async def test_without_a_register_a_scan_is_kept_and_told(mongo_db: Database, clock: Clock) -> None:
    intake = await open_intake(mongo_db, clock)
    report = await intake.submit(submission(text="", matter=None, asset_code=CODE))
    assert codes(report)[0] == "asset_unavailable"
    assert report.timeline[0].details["asset_code"] == CODE


async def test_a_retry_is_the_same_report_whatever_the_register_says_by_then(
    mongo_db: Database, clock: Clock, shelf: Shelf
) -> None:
    handed_in = submission(location=None, asset_code=CODE)
    away = await open_intake(mongo_db, clock, assets=replace(shelf, away=Unavailable("database")))
    back = await open_intake(mongo_db, clock, assets=shelf)
    first = await away.submit(handed_in)
    again = await back.submit(replace(handed_in, asset_code=f"https://x.cn/{CODE}"))
    assert again == first
    assert again.location is None
    for other in ("NOT-THERE", None):
        with pytest.raises(IdempotencyConflict):
            await back.submit(replace(handed_in, asset_code=other))


async def test_a_code_of_another_shape_is_refused_before_anything_is_stored(
    mongo_db: Database, clock: Clock, shelf: Shelf
) -> None:
    intake = await open_intake(mongo_db, clock, assets=shelf)
    with pytest.raises(InvalidInput) as refused:
        await intake.submit(submission(asset_code="井盖", anonymity=Anonymity.ANONYMOUS))
    assert (refused.value.path, refused.value.rule) == (("input", "assetCode"), "pattern")
    assert await mongo_db.reports.count_documents({}) == 0
