"""The page that people read says what the table says."""

from pathlib import Path

from intake.table import TABLE, Row

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
HEAD = "| action | 动作 | who | from | to | only if |\n|---|---|---|---|---|---|"


def _line(row: Row) -> str:
    guards = [each for each in (row.own, *row.guards) if each is not None]
    cells = (
        f"`{row.action.value}`",
        row.action.zh,
        ", ".join(sorted(role.value for role in row.roles)),
        ", ".join(sorted(stage.value for stage in row.sources)),
        row.target.value if row.target else "stays",
        "; ".join(f"{each.en} (`{each.rule}`)" for each in guards) or "-",
    )
    return "| " + " | ".join(cells) + " |"


def test_the_page_shows_every_row_of_the_table_in_its_order() -> None:
    table = "\n".join((HEAD, *(_line(row) for row in TABLE.values())))
    assert table in PAGE.read_text("utf-8"), f"put this table into {PAGE.name}:\n{table}"
