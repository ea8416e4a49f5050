from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path

import pytest

from intake import InvalidInput, Limit, LimitUnit, Urgency
from routing import (
    Catalogue,
    CatalogueRefused,
    MatterKind,
    builtin_catalogue,
    read_catalogue,
    read_catalogue_folder,
    read_rows,
)
from routing.tables import package_text

CATALOGUE = builtin_catalogue()
TABLES = CATALOGUE.tables


def edited(table: str, row: int, **cells: str) -> Catalogue:
    """The catalogue read again with some cells of one row changed; row 2 is the first below the header."""
    rows: list[Mapping[str, str]] = list(getattr(TABLES, table))
    rows[row - 2] = {**rows[row - 2], **cells}
    return read_catalogue(replace(TABLES, **{table: tuple(rows)}))


def test_what_ships_is_whole() -> None:
    assert len(CATALOGUE.matters) == 92
    assert len(CATALOGUE.units) == 27
    assert len(CATALOGUE.towns) == 36
    assert len(CATALOGUE.villages) == 609
    assert "E9999" in CATALOGUE.matters


def test_a_matter_is_read_in_full() -> None:
    matter = CATALOGUE.matter("E0401")
    assert (matter.name, matter.kind, matter.major) == ("路面塌陷", MatterKind.OCCURRENCE, "突发事件")
    assert matter.channels == ("city",)
    assert matter.urgency is Urgency.EMERGENCY
    assert matter.note == "call 110/12345 hint"
    assert (CATALOGUE.matter("E2101").photos, CATALOGUE.matter("E2101").within_hours) == (1, 48)
    assert (CATALOGUE.matter("E0110").photos, CATALOGUE.matter("E0110").within_hours) == (0, None)


def test_a_rule_is_read_in_full() -> None:
    power = CATALOGUE.powers.by_id["E0401"]
    assert (power.matter, power.lead, power.assisting) == ("E0401", "CG", ("JT", "SW", "JJ"))
    assert power.basis


def test_an_implementation_is_read_in_full() -> None:
    handled = CATALOGUE.implementation("E0401", Urgency.EMERGENCY)
    assert handled is not None
    assert handled.limit == Limit(3, LimitUnit.WORKING_DAY)
    assert handled.make_safe == Limit(1, LimitUnit.HOUR)
    praised = CATALOGUE.implementation("E2901", Urgency.NORMAL)
    assert praised is not None
    assert praised.limit is None
    broken = CATALOGUE.implementation("E0110", Urgency.NORMAL)
    assert broken is not None
    assert broken.make_safe is None
    assert CATALOGUE.implementation("E4040", Urgency.NORMAL) is None
    stopped = CATALOGUE.implementation("E0101", Urgency.URGENT)
    assert stopped is not None
    assert stopped.make_safe == Limit(4, LimitUnit.WORKING_HOUR)


def test_a_row_for_an_urgency_outranks_the_one_for_all() -> None:
    found = [CATALOGUE.implementation("E2207", urgency) for urgency in (Urgency.URGENT, Urgency.NORMAL)]
    assert [handled.limit.value for handled in found if handled and handled.limit] == [2, 5]


@pytest.mark.parametrize(
    ("department_id", "name"),
    [
        ("CG", "市城市管理和综合执法局"),
        ("CG-441900004000", "市城管和综合执法局南城分局"),
        ("ZF-441900121000", "虎门智网中心"),
        ("JJ-441900401000", "松山湖交警大队"),
        ("CW-441900003001", "岗贝社区居民委员会"),
        ("LY", "市林业局"),
        ("RQ-441900110000", "常平燃气服务站"),
    ],
)
def test_departments_carry_their_names(department_id: str, name: str) -> None:
    assert CATALOGUE.departments[department_id].name == name


@pytest.mark.parametrize(
    "department_id",
    [
        "GY",  # no city level
        "LY-441900004000",  # no town level
        "CW-441900004000",  # by village only
        "WY",  # a kind of body, known case by case
        "CW-441900401498",  # a stand-in of statistics has no committee
    ],
)
def test_no_department_where_nobody_sits(department_id: str) -> None:
    assert department_id not in CATALOGUE.departments


def test_departments_know_their_place() -> None:
    village = CATALOGUE.departments["CW-441900003001"]
    assert (village.unit, village.town_code, village.village_code) == ("CW", "441900003000", "441900003001")
    town = CATALOGUE.departments["ZS-441900004000"]
    assert (town.town_code, town.village_code, town.executes) == ("441900004000", None, False)
    assert CATALOGUE.departments["CG"].town_code is None


def test_departments_are_listed_by_unit_and_town() -> None:
    assert len(CATALOGUE.departments_of()) == len(CATALOGUE.departments)
    assert [d.id for d in CATALOGUE.departments_of(unit="CG", town_code="441900004000")] == [
        "CG-441900004000"
    ]
    assert len(CATALOGUE.departments_of(unit="CG")) == 37
    in_town = CATALOGUE.departments_of(town_code="441900004000")
    assert {d.town_code for d in in_town} == {"441900004000"}
    assert {"GY", "CW"} <= {d.unit for d in in_town}


def test_unknown_codes_name_the_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        CATALOGUE.matter("E4040")
    assert (refused.value.path, refused.value.rule) == (("input", "matter"), "known_matter")
    with pytest.raises(InvalidInput) as refused:
        CATALOGUE.village("441900003999")
    assert (refused.value.path, refused.value.rule) == (
        ("input", "location", "villageCode"),
        "known_village",
    )


def test_the_version_follows_the_content() -> None:
    assert builtin_catalogue().version == CATALOGUE.version
    assert edited("implementation", 2, limit="16").version != CATALOGUE.version
    assert edited("matters", 2, note="x").version != CATALOGUE.version


@pytest.mark.parametrize(
    ("table", "row", "cells", "rule"),
    [
        ("powers", 2, {"lead": "XX"}, "known_unit"),
        ("powers", 2, {"lead": ""}, "known_unit"),
        ("powers", 3, {"assist": "GY XX"}, "known_unit"),
        ("implementation", 4, {"unit": "week"}, "known_unit"),
        ("implementation", 4, {"unit": ""}, "known_unit"),
        ("implementation", 4, {"limit": ""}, "limit"),
        ("implementation", 4, {"limit": "0"}, "limit"),
        ("implementation", 4, {"limit": "1.5"}, "limit"),
        ("implementation", 4, {"limit": "1000"}, "limit"),
        ("implementation", 4, {"make_safe": "2"}, "make_safe"),
        ("implementation", 4, {"matter": "E4040"}, "known_matter"),
        ("implementation", 4, {"urgency": "high"}, "known_urgency"),
        ("matters", 4, {"photos": "10"}, "photos"),
        ("matters", 4, {"within_hours": "-1"}, "within_hours"),
        ("powers", 4, {"matter": "E4040"}, "known_matter"),
        ("powers", 4, {"matter": "X*"}, "known_matter"),
        ("powers", 4, {"town": "441900999000"}, "known_town"),
        ("powers", 4, {"village": "441900004999"}, "known_village"),
        ("powers", 4, {"zone": "moon"}, "known_zone"),
        ("powers", 4, {"place": "moon"}, "known_place"),
        ("powers", 4, {"window": "25:00-06:00"}, "window"),
        ("powers", 4, {"basis": ""}, "required"),
        ("powers", 4, {"rule": ""}, "required"),
        ("zones", 2, {"key": "Song"}, "key"),
        ("zones", 2, {"priority": "x"}, "priority"),
        ("places", 2, {"name": ""}, "required"),
        ("matters", 4, {"urgency": "high"}, "known_urgency"),
        ("matters", 4, {"kind": "thing"}, "known_kind"),
        ("matters", 4, {"channels": "city radio"}, "known_channels"),
        ("matters", 4, {"channels": ""}, "known_channels"),
        ("matters", 4, {"name": ""}, "required"),
        ("matters", 4, {"code": "e0103"}, "code"),
        ("matters", 4, {"": "surplus"}, "columns"),
        ("units", 5, {"executes": "maybe"}, "known_executes"),
        ("units", 5, {"name_town_pattern": "{Town}分局"}, "town_pattern"),
        ("units", 5, {"name_town_pattern": "{town}{village}"}, "town_pattern"),
        ("towns", 2, {"short": ""}, "required"),
        ("villages", 2, {"town_code": "441900999000"}, "known_town"),
        ("villages", 2, {"code": "44190000300"}, "code"),
    ],
)
def test_a_faulty_row_is_named(table: str, row: int, cells: dict[str, str], rule: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        edited(table, row, **cells)
    first = next(fault for fault in refused.value.faults if fault.table == f"{table}.csv")
    assert (first.row, first.rule) == (row, rule)
    assert f"第 {row} 行" in refused.value.zh
    assert f"row {row}" in refused.value.en


def test_a_unit_needs_a_name_somewhere() -> None:
    with pytest.raises(CatalogueRefused) as refused:
        edited("units", 27, name_city="", name_town_pattern="")
    assert refused.value.rule == "named"


def test_a_code_may_stand_once() -> None:
    with pytest.raises(CatalogueRefused) as refused:
        edited("units", 3, key="ZS")
    told = [(fault.row, fault.rule) for fault in refused.value.faults if fault.table == "units.csv"]
    assert told == [(2, "unique"), (3, "unique")]


def test_an_implementation_may_stand_once_for_an_urgency() -> None:
    with pytest.raises(CatalogueRefused) as refused:
        edited("implementation", 3, urgency="")
    assert [(fault.row, fault.rule) for fault in refused.value.faults] == [(2, "unique"), (3, "unique")]


def test_every_faulty_row_is_told_at_once() -> None:
    matters = [
        {**row, "urgency": "?"} if number in {7, 9} else row for number, row in enumerate(TABLES.matters)
    ]
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(replace(TABLES, matters=tuple(matters)))
    assert [fault.row for fault in refused.value.faults] == [9, 11]


def test_missing_columns_are_named() -> None:
    rows = read_rows("code,name\nE0101,私搭乱建\n")
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(replace(TABLES, matters=rows))
    assert refused.value.rule == "columns"
    assert "urgency" in refused.value.en


def test_the_matter_for_the_unsure_must_exist() -> None:
    matters = tuple(row for row in TABLES.matters if row["code"] != "E9999")
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue(replace(TABLES, matters=matters))
    assert (refused.value.rule, refused.value.path) == ("has_unsure", ("matters.csv",))


def test_a_folder_of_tables_is_read_like_the_ones_that_ship(tmp_path: Path) -> None:
    for name in (field.name for field in fields(TABLES)):
        text = package_text(f"{name}.csv")
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8-sig")  # as spreadsheets save it
    assert read_catalogue_folder(tmp_path) == CATALOGUE
    (tmp_path / "units.csv").unlink()
    with pytest.raises(FileNotFoundError):
        read_catalogue_folder(tmp_path)


def test_a_table_in_gbk_is_told_as_such(tmp_path: Path) -> None:
    for name in (field.name for field in fields(TABLES)):
        encoding = "gbk" if name == "powers" else "utf-8"
        (tmp_path / f"{name}.csv").write_text(package_text(f"{name}.csv"), encoding=encoding)
    with pytest.raises(CatalogueRefused) as refused:
        read_catalogue_folder(tmp_path)
    assert (refused.value.rule, refused.value.path) == ("utf8", ("powers.csv",))


def test_csv_cells_are_stripped_and_a_byte_order_mark_is_ignored() -> None:
    assert read_rows("\ufeffcode,name\n E1 , a\nE2\n") == (
        {"code": "E1", "name": "a"},
        {"code": "E2", "name": ""},
    )
