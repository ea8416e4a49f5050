"""What is wrong with refused data, as a table."""

from collections.abc import Iterable

from rich.table import Table

from routing import Fault


def faults_table(title: str, faults: Iterable[Fault]) -> Table:
    """Every fault of a set of data, a row each, under a title in both languages."""
    table = Table(title=title)
    for heading in ("表 table", "行 row", "规则 rule", "说明 what is wrong"):
        table.add_column(heading, overflow="fold")
    for fault in faults:
        table.add_row(fault.table, str(fault.row), fault.rule, f"{fault.zh}\n{fault.en}")
    return table
