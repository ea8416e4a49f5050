"""Tables of the channels: what ships holds, and what does not hold is named by file and line."""

from pathlib import Path

import pytest

from channels.tables import TableError, read_kinds, read_steps, read_table
from channels.tables.file import FOLDER
from intake import Stage
from support.reports import CATALOGUE


@pytest.mark.parametrize("name", ["traffic_violations", "grid_categories", "city_categories"])
def test_kinds_that_ship_name_matters_of_the_catalogue_that_ships(name: str) -> None:
    assert read_kinds(name, CATALOGUE.matters)


def test_one_photo_is_enough_for_three_kinds_of_parking() -> None:
    kinds = read_kinds("traffic_violations").values()
    assert [(kind.code, kind.matter) for kind in kinds if kind.photos == 1] == [
        ("P01", "E2101"),
        ("P02", "E2101"),
        ("P03", "E2101"),
    ]
    assert {kind.photos for kind in kinds} == {1, 3}


def test_the_seven_steps_of_the_city_lead_both_ways() -> None:
    steps = read_steps("city_steps")
    assert steps.stages == {
        "采集": Stage.SUBMITTED,
        "立案": Stage.ACCEPTED,
        "派遣": Stage.DISPATCHED,
        "处置": Stage.IN_PROGRESS,
        "审核": Stage.RESOLVED,
        "办结": Stage.VERIFIED,
        "评价": Stage.CLOSED,
    }
    assert {row.step for row in steps.rows} == set(steps.stages)


STEPS = (FOLDER / "city_steps.csv").read_text("utf-8")
KINDS = (FOLDER / "city_categories.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("submitted,,,采集", "begun,,,采集", "t.csv:2"),
        ("closed,evaluate,", "closed,praise,", "t.csv:10"),
        ("resolved,,,审核", "resolved,,perfect,审核", "t.csv:8"),
        ("resolved,,,审核,,yes\n", "", "no line"),
        ("suspended,,,处置,,", "suspended,,,处置,,yes", "two stages"),
        ("resolved,,,审核,,yes", "resolved,,,审核,,", "no stage"),
        ("resolved,,,审核,,yes", "resolved,,,,,yes", "step is empty"),
        ("resolved,,,审核,,yes", "resolved,,,审核,{nobody},yes", "t.csv:8"),
        ("resolved,,,审核,,yes", "resolved,,,审核,,yes,more", "another length"),
        ("stage,action", "stage,deed", "other columns"),
    ],
)
def test_steps_that_do_not_hold(tmp_path: Path, before: str, after: str, words: str) -> None:
    (tmp_path / "t.csv").write_text(STEPS.replace(before, after), "utf-8")
    with pytest.raises(TableError, match=words):
        read_steps("t", tmp_path)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("A01,私搭乱建,E0101", "A01,私搭乱建,E9998", "no matter E9998"),
        ("A02,暴露垃圾", "A01,暴露垃圾", "there twice"),
        ("E0101,1,", "E0101,10,", "0-9"),
        ("E0101,1,", "E0101,,", "0-9"),
    ],
)
def test_kinds_that_do_not_hold(tmp_path: Path, before: str, after: str, words: str) -> None:
    (tmp_path / "t.csv").write_text(KINDS.replace(before, after), "utf-8")
    with pytest.raises(TableError, match=words):
        read_kinds("t", CATALOGUE.matters, tmp_path)


def test_a_table_without_a_line_is_none(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(TableError, match="no line"):
        read_table("t", ("a", "b"), tmp_path)
