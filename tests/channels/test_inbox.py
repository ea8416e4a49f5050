"""The in-app inbox on the real MongoDB: one's own, newest first, each notice once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from channels import ChannelStore, Inbox, InboxPlace, Notice, notice_of
from intake import Database
from support.reports import NOW, REPORTER, filed

OTHER = replace(REPORTER, id="reporter-2")


def _notice(seq: int, *, second: int = 0, report_id: str = "r") -> Notice:
    report = filed()
    notice = notice_of(report, report.timeline[0])
    return replace(notice, report_id=report_id, seq=seq, at=NOW + timedelta(seconds=second))


async def test_a_notice_comes_back_as_it_was_put(inbox: Inbox, store: ChannelStore) -> None:
    notice = _notice(1)
    await store.put(REPORTER.id, notice)
    page = await inbox.page(REPORTER, 10)
    assert [each for _, each in page.items] == [notice]
    assert not page.has_next


async def test_the_same_notice_twice_is_there_once(inbox: Inbox, store: ChannelStore) -> None:
    first = _notice(1)
    await store.put(REPORTER.id, first)
    await store.put(REPORTER.id, replace(first, title="另一个标题"))
    assert [each for _, each in (await inbox.page(REPORTER, 10)).items] == [first]


async def test_everybody_reads_their_own(inbox: Inbox, store: ChannelStore) -> None:
    await store.put(REPORTER.id, _notice(1))
    await store.put(OTHER.id, _notice(2))
    await store.put(OTHER.id, _notice(1))
    assert [each.seq for _, each in (await inbox.page(REPORTER, 10)).items] == [1]
    assert [each.seq for _, each in (await inbox.page(OTHER, 10)).items] == [2, 1]
    assert (await inbox.page(replace(REPORTER, id="reporter-3"), 10)).items == ()


async def test_notices_of_one_moment_stand_by_their_place_on_the_timeline(
    inbox: Inbox, store: ChannelStore
) -> None:
    for seq in (9, 11, 10, 100):
        await store.put(REPORTER.id, _notice(seq))
    assert [each.seq for _, each in (await inbox.page(REPORTER, 10)).items] == [100, 11, 10, 9]


@pytest.mark.parametrize("limit", [1, 3, 4, 12, 20])
async def test_pages_tile_the_inbox_newest_first(inbox: Inbox, store: ChannelStore, limit: int) -> None:
    for n in range(12):
        await store.put(REPORTER.id, _notice(1, second=n // 3, report_id=f"r{n:02}"))
    seen: list[Notice] = []
    after: InboxPlace | None = None
    while True:
        page = await inbox.page(REPORTER, limit, after)
        assert len(page.items) == limit or not page.has_next
        seen.extend(notice for _, notice in page.items)
        if not page.has_next:
            break
        after = page.items[-1][0]
        await store.put(REPORTER.id, _notice(1, second=100, report_id=f"newer-{len(seen)}"))
    assert [notice.report_id for notice in seen] == [f"r{n:02}" for n in reversed(range(12))]


async def test_a_look_into_an_inbox_goes_by_its_index(bare_database: Database) -> None:
    inbox, store = Inbox(bare_database), ChannelStore(bare_database)
    await inbox.ensure_indexes()
    for n in range(40):
        await store.put(f"reporter-{n % 4}", _notice(n, second=n))
    after = (await inbox.page(REPORTER, 2)).items[-1][0]
    await bare_database.command("profile", 2)
    assert (await inbox.page(REPORTER, 2, after)).has_next
    await bare_database.command("profile", 0)
    (run,) = await bare_database["system.profile"].find({"ns": f"{bare_database.name}.inbox"}).to_list(None)
    assert set(run["planSummary"].replace("}, I", "}|I").split("|")) == {"IXSCAN { to: 1, at: -1, _id: -1 }"}
    assert run["docsExamined"] <= 4
    assert not run.get("hasSortStage")
