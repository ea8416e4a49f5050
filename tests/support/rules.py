"""Rules of the powers list as tests write them."""

from routing import Power
from routing.window import parse_window

COLUMNS = (
    "rule",
    "matter",
    "town",
    "village",
    "zone",
    "place",
    "asset",
    "window",
    "lead",
    "assist",
    "fallback",
    "basis",
)


def row(name: str, **cells: str) -> dict[str, str]:
    """A row of powers.csv with these cells; 城管 leads unless another is named."""
    return {**dict.fromkeys(COLUMNS, ""), "rule": name, "lead": "CG", "basis": "依据", **cells}


def rule(name: str, **cells: str) -> Power:
    """The rule of such a row, unchecked."""
    told = row(name, **cells)
    conditions = {
        column: told[column] or None for column in ("matter", "town", "village", "zone", "place", "asset")
    }
    return Power(
        rule=name,
        **conditions,
        window=parse_window(told["window"]),
        lead=told["lead"],
        assisting=tuple(told["assist"].split()),
        fallback=told["fallback"] or None,
        basis=told["basis"],
    )
