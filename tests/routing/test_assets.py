"""The register of assets on the real MongoDB: taken over whole or not at all, found by code."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from intake import Asset, Assets, Crs, Database, InvalidInput, Point
from routing import (
    AssetReader,
    AssetRegister,
    AssetsRefused,
    Register,
    builtin_catalogue,
    builtin_layer,
    load_assets,
)
from routing.crs import wgs84_to_gcj02
from support.clock import Clock

CATALOGUE = builtin_catalogue()
LAYER = builtin_layer(CATALOGUE)
HEADER = "code,name,matter,keeper,longitude,latitude"
COVER = "4419000103000001,雨水井盖,C0103,SW,113.74373,23.02486"
LAMP = "4419000204000002,路灯,,GD-441900004000,,"


@pytest.fixture
def register(mongo_db: Database) -> AssetRegister:
    return AssetRegister(mongo_db)


def saved(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "assets.csv"
    path.write_bytes("\r\n".join((header, *rows)).encode(encoding))
    return path


def many(count: int) -> Iterable[str]:
    return (f"44190001030{number:05},井盖 {number},C0103,SW,," for number in range(count))


async def load(register: AssetRegister, path: Path, clock: Clock, crs: Crs = Crs.WGS84) -> Register:
    return await load_assets(register, path, AssetReader(CATALOGUE, LAYER, crs), clock)


async def faults(register: AssetRegister, path: Path, clock: Clock) -> list[tuple[int, str]]:
    with pytest.raises(AssetsRefused) as refused:
        await load(register, path, clock)
    assert all(fault.zh and fault.en for fault in refused.value.faults)
    return [(fault.row, fault.rule) for fault in refused.value.faults]


async def stored(database: Database) -> set[str]:
    """Versions that things are stored of."""
    ids = await database.assets.distinct("_id")
    return {each.partition("/")[0] for each in ids if "/" in each}


async def test_what_was_loaded_is_found_by_code(
    register: AssetRegister, tmp_path: Path, clock: Clock
) -> None:
    port: Assets = register
    assert await port.asset("4419000103000001") is None
    assert await register.current() is None
    loaded = await load(register, saved(tmp_path, COVER, LAMP), clock)
    assert (loaded.count, loaded.loaded_at) == (2, clock())
    assert await register.current() == loaded
    cover = await port.asset("4419000103000001")
    assert cover == Asset(
        code="4419000103000001",
        name="雨水井盖",
        keeper="SW",
        matter="C0103",
        point=Point(113.74373, 23.02486),
    )
    lamp = await port.asset("4419000204000002")
    assert lamp == Asset(code="4419000204000002", name="路灯", keeper="GD-441900004000")
    assert await port.asset("4419000204000003") is None
    assert await port.asset("") is None


async def test_a_new_register_replaces_the_whole_former_one(
    register: AssetRegister, mongo_db: Database, tmp_path: Path, clock: Clock
) -> None:
    await load(register, saved(tmp_path, COVER, LAMP), clock)
    clock.advance(timedelta(days=1))
    loaded = await load(register, saved(tmp_path, LAMP.replace("路灯", "高杆灯")), clock)
    assert await register.asset("4419000103000001") is None
    lamp = await register.asset("4419000204000002")
    assert lamp is not None
    assert lamp.name == "高杆灯"
    assert await stored(mongo_db) == {loaded.version}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030"])
async def test_a_table_may_be_in_gbk(
    register: AssetRegister, tmp_path: Path, clock: Clock, encoding: str
) -> None:
    await load(register, saved(tmp_path, COVER, encoding=encoding), clock)
    found = await register.asset("4419000103000001")
    assert found is not None
    assert found.name == "雨水井盖"


async def test_coordinates_are_converted(register: AssetRegister, tmp_path: Path, clock: Clock) -> None:
    longitude, latitude = wgs84_to_gcj02(113.74373, 23.02486)
    await load(register, saved(tmp_path, f"DG-0001,井盖,,SW,{longitude},{latitude}"), clock, Crs.GCJ02)
    found = await register.asset("DG-0001")
    assert found is not None
    assert found.point is not None
    assert (found.point.longitude, found.point.latitude) == pytest.approx((113.74373, 23.02486), abs=1e-7)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("井盖,井盖,,SW,,", "code"),
        (",井盖,,SW,,", "code"),
        ("DG-0001,,,SW,,", "required"),
        (f"DG-0001,{'盖' * 101},,SW,,", "max_length"),
        ("DG-0001,井盖,X0103,SW,,", "known_matter"),
        ("DG-0001,井盖,,QQ,,", "known_unit"),
        ("DG-0001,井盖,,SW-441900999000,,", "known_unit"),
        ("DG-0001,井盖,,,,", "required"),
        ("DG-0001,井盖,,SW,113.7,", "degrees"),
        ("DG-0001,井盖,,SW,东,23.0", "degrees"),
        ("DG-0001,井盖,,SW,nan,23.0", "degrees"),
        ("DG-0001,井盖,,SW,23.0,113.7", "degrees"),
        ("DG-0001,井盖,,SW,0,0", "degrees"),
        ("DG-0001,井盖,,SW,114.5,21.9", "in_city"),  # in the sea
        ("DG-0001,井盖,,SW,,,更多", "columns"),
        (COVER.replace("雨水", "污水"), "unique"),
    ],
)
async def test_a_faulty_row_refuses_the_whole(
    register: AssetRegister, mongo_db: Database, tmp_path: Path, clock: Clock, row: str, rule: str
) -> None:
    former = await load(register, saved(tmp_path, LAMP), clock)
    assert await faults(register, saved(tmp_path, COVER, row), clock) == [(3, rule)]
    assert await register.current() == former
    assert await register.asset("4419000103000001") is None
    assert await stored(mongo_db) == {former.version}


async def test_a_code_that_stands_twice_far_apart_is_told_with_both_rows(
    register: AssetRegister, tmp_path: Path, clock: Clock
) -> None:
    rows = [*many(2_500), "4419000103000007,井盖,,SW,,"]
    with pytest.raises(AssetsRefused) as refused:
        await load(register, saved(tmp_path, *rows), clock)
    (fault,) = refused.value.faults
    assert (fault.row, fault.name, fault.rule) == (2_502, "4419000103000007", "unique")
    assert "第 9 行" in fault.zh


async def test_a_hundred_faults_are_told_and_the_others_counted(
    register: AssetRegister, tmp_path: Path, clock: Clock
) -> None:
    found = await faults(register, saved(tmp_path, *many(50), *["DG-0001,井盖,,QQ,,"] * 1_234), clock)
    assert found[:100] == [(row, "known_unit") for row in range(52, 152)]
    assert found[100:] == [(0, "more")]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "columns"),
        (HEADER.encode(), "empty"),
        (b"code,name\nDG-0001,x\n", "columns"),
        (b"\x81", "encoding"),
        (f"{HEADER}\n\x00\n".encode(), "required"),
        (HEADER.encode() + b'\n"' + b"x" * 200_000, "csv"),
    ],
)
async def test_what_is_no_such_table_is_refused(
    register: AssetRegister, tmp_path: Path, clock: Clock, content: bytes, rule: str
) -> None:
    path = tmp_path / "assets.csv"
    path.write_bytes(content)
    assert [told for _, told in await faults(register, path, clock)] == [rule]


async def test_while_one_is_loaded_another_must_wait_unless_it_was_given_up(
    register: AssetRegister, mongo_db: Database, tmp_path: Path, clock: Clock
) -> None:
    died = await register.begin(clock())
    await register.add(died, {2: Asset(code="DG-0001", name="井盖", keeper="SW")}, "assets.csv", clock())
    path = saved(tmp_path, LAMP)
    with pytest.raises(InvalidInput) as refused:
        await load(register, path, clock)
    assert refused.value.rule == "one_import"
    clock.advance(timedelta(minutes=3))
    loaded = await load(register, path, clock)
    assert await stored(mongo_db) == {loaded.version}
    for late in (register.add(died, {}, "assets.csv", clock()), register.switch(died, 1, clock())):
        with pytest.raises(InvalidInput) as refused:
            await late
        assert refused.value.rule == "one_import"
    assert await register.current() == loaded


async def test_an_import_that_is_stopped_leaves_nothing(
    register: AssetRegister, mongo_db: Database, tmp_path: Path, clock: Clock
) -> None:
    former = await load(register, saved(tmp_path, LAMP), clock)
    path = saved(tmp_path, *many(3_000))

    def stop(rows: int, read: int) -> None:
        assert (rows, read > 0) == (1_000, True)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await load_assets(register, path, AssetReader(CATALOGUE, LAYER, Crs.WGS84), clock, stop)
    assert await stored(mongo_db) == {former.version}
    assert await register.current() == former
    assert (await load(register, path, clock)).count == 3_000


async def test_who_looks_while_registers_come_and_go_always_finds_the_thing(
    register: AssetRegister, tmp_path: Path, clock: Clock
) -> None:
    path = saved(tmp_path, COVER, *many(0))
    await load(register, path, clock)
    done = False

    async def look() -> int:
        looks = 0
        while not done:
            assert await register.asset("4419000103000001") is not None
            looks += 1
        return looks

    looking = [asyncio.create_task(look()) for _ in range(4)]
    for _ in range(10):
        await load(register, path, clock)
    done = True
    assert min(await asyncio.gather(*looking)) > 0


async def test_things_are_listed_by_code(register: AssetRegister, tmp_path: Path, clock: Clock) -> None:
    assert await register.page("", 10) == []
    await load(register, saved(tmp_path, *many(12)), clock)
    first = await register.page("", 10)
    rest = await register.page(first[-1].code, 10)
    assert [each.code for each in (*first, *rest)] == [f"44190001030{number:05}" for number in range(12)]


async def test_a_look_is_a_look_by_key_however_much_there_is(
    register: AssetRegister, mongo_db: Database, tmp_path: Path, clock: Clock
) -> None:
    loaded = await load(register, saved(tmp_path, *many(5_000)), clock)
    plan: dict[str, Any] = await mongo_db.command(
        "explain", {"find": "assets", "filter": {"_id": f"{loaded.version}/4419000103000007"}}
    )
    assert plan["executionStats"]["totalDocsExamined"] == 1
