"""What the public sees of a report: the rules that no list of HTTP shows by itself."""

from dataclasses import replace
from datetime import timedelta

from intake import Database, Intake, Merge, Point, PublicFilter, PublicReports, RedactReason, Stage, Void
from intake.decision import MatterRef
from intake.public_view import Seen, public_report
from intake.publication import Publication
from support.clock import Clock
from support.reports import DISPATCHER, NOW, SUPERVISOR, submission

SHOWN = Publication(is_public=True, words="道路保洁", photos=(), by="p", at=NOW)
SEEN = Seen(
    number="DG261123-00000000-0",
    stage=Stage.CLOSED,
    submitted_at=NOW,
    updated_at=NOW,
    matter=MatterRef("E0104", "道路不洁"),
    point=Point(113.74373, 23.02486),
    publication=SHOWN,
)


def test_a_redacted_report_keeps_its_place_and_no_words() -> None:
    told = public_report(replace(SEEN, redaction=next(iter(RedactReason))), is_open=False)
    assert (told.words, told.point) == (None, Point(113.744, 23.025))


def test_while_nobody_knows_what_it_is_no_place_is_told() -> None:
    told = public_report(replace(SEEN, matter=None), is_open=False)
    assert (told.words, told.point, told.town) == (None, None, None)


async def test_a_merged_report_is_as_open_as_what_it_follows(intake: Intake, mongo_db: Database) -> None:
    public = PublicReports(mongo_db)
    primary = await intake.submit(submission())
    merged = await intake.submit(submission())
    await intake.apply(merged.number, Merge(primary=primary.number), DISPATCHER)

    async def open_ones() -> set[str]:
        return {each.number for each in await public.find(PublicFilter(is_open=True))}

    assert await open_ones() == {primary.number, merged.number}
    assert await public.find(PublicFilter(is_open=False)) == []
    await mongo_db.reports.update_one({"number": primary.number}, {"$set": {"stage": "closed"}})
    assert await open_ones() == set()
    assert {each.stage for each in await public.numbered([merged.number])} == {Stage.MERGED}
    assert len(await public.find(PublicFilter(is_open=False))) == 2


async def test_what_changed_is_listed_oldest_change_first(
    intake: Intake, mongo_db: Database, clock: Clock
) -> None:
    public = PublicReports(mongo_db)
    first = await intake.submit(submission())
    clock.advance(timedelta(seconds=1))
    second = await intake.submit(submission())
    before = first.updated_at
    clock.advance(timedelta(seconds=1))
    await intake.apply(first.number, Void(words="试验件"), SUPERVISOR)
    changed = await public.find(PublicFilter(updated_after=before))
    assert [each.number for each in changed] == [second.number, first.number]
