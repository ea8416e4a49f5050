import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest

from gateway.resources import Database
from intake import Actor, Crs, Forbidden, InvalidInput, NotFound, Role, WrongStage
from routing import (
    Act,
    DataRefused,
    EditionKind,
    Editions,
    EditionState,
    builtin_catalogue,
    content_of,
    with_crs,
)
from support.clock import Clock
from support.editions import ANNA, BO, CATALOGUE, content, renamed
from support.squares import collection, feature, ring

KIND = EditionKind.CATALOGUE


@pytest.fixture
async def kept(mongo_db: Database, clock: Clock) -> Editions:
    editions = Editions(mongo_db, clock)
    await editions.start()
    return editions


async def tried(editions: Editions, version: str) -> None:
    """Write down that a dry run was made."""
    now = await editions.effective(KIND)
    assert now is not None
    await editions.record_dry_run(BO, version, now.version, {"looked": 0})


async def effective(editions: Editions) -> str:
    found = await editions.effective(KIND)
    assert found is not None
    return found.version


async def test_what_ships_is_effective_by_the_product_however_many_start(
    mongo_db: Database, clock: Clock
) -> None:
    await asyncio.gather(*(Editions(mongo_db, clock).start() for _ in range(4)))
    editions = Editions(mongo_db, clock)
    await editions.start()
    found = await editions.every()
    assert [(each.kind, each.state, each.draft.by) for each in found] == [
        (EditionKind.TOWNS, EditionState.EFFECTIVE, "product"),
        (EditionKind.CATALOGUE, EditionState.EFFECTIVE, "product"),
    ]
    assert [len(each.steps) for each in found] == [2, 2]
    assert (await editions.knowledge()).catalogue == CATALOGUE


async def test_a_draft_becomes_effective_by_a_second_person(kept: Editions, clock: Clock) -> None:
    drafted = await kept.draft(ANNA, KIND, content("违法搭建"), "改名")
    assert (drafted.state, drafted.draft.base, drafted.draft.words) == (
        EditionState.DRAFT,
        CATALOGUE.version,
        "改名",
    )
    assert await effective(kept) == CATALOGUE.version
    await tried(kept, drafted.version)
    with pytest.raises(Forbidden) as refused:
        await kept.approve(ANNA, drafted.version)
    assert refused.value.rule == "second_person"
    clock.advance(timedelta(minutes=1))
    approved = await kept.approve(BO, drafted.version)
    assert (approved.state, approved.effective_at) == (EditionState.EFFECTIVE, clock())
    assert (await kept.read(CATALOGUE.version)).state is EditionState.RETIRED
    assert (await kept.read(CATALOGUE.version)).retired_at == clock()
    assert (await kept.knowledge()).catalogue.matter("E0101").name == "违法搭建"
    assert [step.act for step in approved.steps] == [Act.DRAFT, Act.DRY_RUN, Act.APPROVE]


async def test_every_step_may_be_repeated(kept: Editions) -> None:
    first = await kept.draft(ANNA, KIND, content("甲"))
    assert await kept.draft(BO, KIND, content("甲")) == first
    await tried(kept, first.version)
    approved = await kept.approve(BO, first.version)
    assert await kept.approve(BO, first.version) == approved
    second = await kept.draft(ANNA, KIND, content("乙"))
    discarded = await kept.discard(ANNA, second.version)
    assert await kept.discard(BO, second.version) == discarded
    assert (await kept.draft(BO, KIND, content("乙"))).state is EditionState.DRAFT


async def test_only_administrators_and_only_after_a_dry_run(kept: Editions) -> None:
    with pytest.raises(Forbidden):
        await kept.draft(Actor("supervisor-1", Role.SUPERVISOR), KIND, content("甲"))
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    with pytest.raises(WrongStage) as refused:
        await kept.approve(BO, drafted.version)
    assert refused.value.rule == "dry_run"
    assert await effective(kept) == CATALOGUE.version


async def test_one_person_alone_says_why(kept: Editions) -> None:
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    with pytest.raises(InvalidInput):
        await kept.approve(ANNA, drafted.version, single=True)
    approved = await kept.approve(ANNA, drafted.version, words="台风应急", single=True)
    assert approved.approval is not None
    assert (approved.approval.single, approved.approval.words) == (True, "台风应急")


async def test_an_edition_holds_from_the_moment_it_was_approved_for(kept: Editions, clock: Clock) -> None:
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    await tried(kept, drafted.version)
    begins = clock() + timedelta(days=1)
    with pytest.raises(InvalidInput, match="a year"):
        await kept.approve(BO, drafted.version, effective_at=clock() - timedelta(days=1))
    approved = await kept.approve(BO, drafted.version, effective_at=begins)
    assert (approved.state, await effective(kept)) == (EditionState.SCHEDULED, CATALOGUE.version)
    other = await kept.draft(ANNA, KIND, content("乙"))
    await tried(kept, other.version)
    with pytest.raises(WrongStage) as refused:
        await kept.approve(BO, other.version)
    assert refused.value.rule == "none_scheduled"
    clock.set(begins - timedelta(milliseconds=1))
    assert await effective(kept) == CATALOGUE.version
    clock.set(begins)
    assert await effective(kept) == drafted.version
    with pytest.raises(WrongStage) as stale:
        await kept.approve(BO, other.version)
    assert stale.value.rule == "current_base"
    again = await kept.draft(ANNA, KIND, content("乙"))
    assert again.draft.base == drafted.version


async def test_a_scheduled_edition_can_be_taken_back_an_effective_one_cannot(
    kept: Editions, clock: Clock
) -> None:
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    await tried(kept, drafted.version)
    await kept.approve(BO, drafted.version, effective_at=clock() + timedelta(days=1))
    assert (await kept.discard(ANNA, drafted.version)).state is EditionState.DISCARDED
    clock.advance(timedelta(days=2))
    assert await effective(kept) == CATALOGUE.version
    with pytest.raises(WrongStage) as refused:
        await kept.discard(ANNA, CATALOGUE.version)
    assert refused.value.rule == "stage"


async def test_a_former_edition_is_rolled_back_to_by_one_person(kept: Editions, clock: Clock) -> None:
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    await kept.approve(ANNA, drafted.version, words="急", single=True)
    clock.advance(timedelta(hours=1))
    back = await kept.approve(ANNA, CATALOGUE.version, words="派错了")
    assert (back.state, await effective(kept)) == (EditionState.EFFECTIVE, CATALOGUE.version)
    assert [step.by for step in back.steps if step.act is Act.APPROVE] == ["product", ANNA.id]
    assert (await kept.read(drafted.version)).state is EditionState.RETIRED


async def test_faulty_rows_are_all_named_and_nothing_is_kept(kept: Editions) -> None:
    tables = orjson.loads(content("甲"))
    tables["matters"][1]["urgency"] = "soon"
    tables["matters"][2]["kind"] = ""
    with pytest.raises(DataRefused) as refused:
        await kept.draft(ANNA, KIND, orjson.dumps(tables))
    assert {(fault.table, fault.row) for fault in refused.value.faults} >= {
        ("matters.csv", 3),
        ("matters.csv", 4),
    }
    assert len(await kept.every(KIND)) == 1


async def test_more_rows_than_a_table_holds_are_refused(kept: Editions) -> None:
    tables = orjson.loads(content("甲"))
    tables["villages"] *= 90
    with pytest.raises(InvalidInput) as refused:
        await kept.draft(ANNA, KIND, orjson.dumps(tables))
    assert refused.value.rule == "max_rows"


def _without_a_town() -> dict[str, Any]:
    tables: dict[str, Any] = orjson.loads(content_of(builtin_catalogue().tables))
    tables["towns"] = [row for row in tables["towns"] if row["code"] != "441900121000"]
    tables["villages"] = [row for row in tables["villages"] if row["town_code"] != "441900121000"]
    tables["powers"] = [
        row for row in tables["powers"] if "441900121" not in row["town"] + row["lead"] + row["village"]
    ]
    return tables


async def test_a_catalogue_that_the_borders_in_use_do_not_fit_is_not_approved(kept: Editions) -> None:
    squares = collection(feature("441900004000", ring(0, 0)), feature("441900121000", ring(1, 0)))
    towns = await kept.draft(ANNA, EditionKind.TOWNS, squares)
    await kept.approve(ANNA, towns.version, words="试用", single=True)
    assert (await kept.knowledge()).layer.version == towns.version
    smaller = await kept.draft(ANNA, KIND, orjson.dumps(_without_a_town()))
    with pytest.raises(DataRefused) as refused:
        await kept.approve(ANNA, smaller.version, words="试用", single=True)
    assert refused.value.rule == "known_town"


async def test_borders_whose_ground_differs_are_refused(kept: Editions) -> None:
    towns = await kept.draft(ANNA, EditionKind.TOWNS, collection(feature("441900004000", ring(0, 0))))
    await kept.approve(ANNA, towns.version, words="试用", single=True)
    with pytest.raises(DataRefused) as refused:
        await kept.draft(ANNA, EditionKind.TOWNS, collection(feature("441900004000", ring(0, 0, 2))))
    assert refused.value.rule == "area"


async def test_of_many_who_approve_at_once_each_finds_it_done_or_refused(kept: Editions) -> None:
    drafts = [await kept.draft(ANNA, KIND, content(name)) for name in "甲乙丙"]
    for draft in drafts:
        await tried(kept, draft.version)
    came = await asyncio.gather(
        *(kept.approve(BO, draft.version) for draft in drafts), return_exceptions=True
    )
    assert sum(not isinstance(each, BaseException) for each in came) == 1
    assert {each.rule for each in came if isinstance(each, WrongStage)} == {"current_base"}


async def test_who_signs_in_with_other_letters_is_no_second_person(kept: Editions) -> None:
    drafted = await kept.draft(ANNA, KIND, content("甲"))
    await tried(kept, drafted.version)
    for name in ("Admin-Anna", " admin-anna ", "ａdmin-anna", "admin- anna"):
        with pytest.raises(Forbidden) as refused:
            await kept.approve(Actor(name, Role.ADMINISTRATOR), drafted.version)
        assert refused.value.rule == "second_person"


async def test_of_two_kinds_that_do_not_fit_together_one_is_approved_however_close(kept: Editions) -> None:
    squares = collection(feature("441900004000", ring(0, 0)), feature("441900121000", ring(1, 0)))
    towns = await kept.draft(ANNA, EditionKind.TOWNS, squares)
    smaller = await kept.draft(ANNA, KIND, orjson.dumps(_without_a_town()))
    came = await asyncio.gather(
        *(kept.approve(ANNA, each.version, words="试用", single=True) for each in (towns, smaller)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, WrongStage | DataRefused) for each in came) == 1, came
    await kept.knowledge()


@pytest.mark.parametrize("crs", [None, Crs.GCJ02])
async def test_a_file_that_is_nested_without_end_is_refused(kept: Editions, crs: Crs | None) -> None:
    deep = feature("441900004000", "deep")  # type: ignore[arg-type] # stands for what is put in its place
    data = collection(deep).replace(b'"deep"', b"[" * 300 + b"]" * 300)
    with pytest.raises(InvalidInput):
        await kept.draft(ANNA, EditionKind.TOWNS, with_crs(data, crs))


async def test_a_version_is_found_by_how_it_begins(kept: Editions) -> None:
    assert (await kept.read(CATALOGUE.version[:6])).version == CATALOGUE.version
    for unknown in (CATALOGUE.version[:5], "nothing"):
        with pytest.raises(NotFound):
            await kept.read(unknown)
    assert await kept.content(CATALOGUE.version) == content_of(CATALOGUE.tables)
    assert renamed("甲").version != CATALOGUE.version
