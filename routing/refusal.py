"""Why data was refused: every faulty row, with the rule it breaks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from intake import InvalidInput

R = TypeVar("R")
T = TypeVar("T")
_TOLD = 50  # faults in the sentence; `faults` has all of them


class BadRow(Exception):
    """One row breaks one rule; gathered into a refusal, never seen outside this package."""

    def __init__(self, rule: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.rule = rule
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule and where.

    Attributes:
        table: ``matters.csv``, or ``features`` in a boundary layer.
        row: line of the file, the header being 1; number of the feature, the first being 1; 0 for the whole.
        name: what identifies the row, as far as it can be read: its code.
        rule: stable snake_case word: ``known_unit``.
        zh: the sentence in Chinese.
        en: the same in English.
    """

    table: str
    row: int
    name: str
    rule: str
    zh: str
    en: str


class DataRefused(InvalidInput):
    """A table was not taken over; nothing changed.

    Attributes:
        faults: every fault found, in file order; ``path`` and ``rule`` are those of the first.
    """

    what_zh = "数据"
    what_en = "data"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        first = self.faults[0]
        told, more = self.faults[:_TOLD], len(self.faults) - _TOLD
        super().__init__(
            f"{self.what_zh}未通过校验："
            + ";".join(_place_zh(f) + f.zh for f in told)
            + (f";另有 {more} 处" if more > 0 else ""),
            f"The {self.what_en} was refused: "
            + "; ".join(_place_en(f) + f.en for f in told)
            + (f"; and {more} more" if more > 0 else ""),
            path=(first.table, str(first.row)) if first.row else (first.table,),
            rule=first.rule,
        )


class CatalogueRefused(DataRefused):
    """The catalogue of matters, units, towns and villages does not hold."""

    what_zh = "事项目录"
    what_en = "catalogue"


class LayerRefused(DataRefused):
    """The boundary layer does not hold."""

    what_zh = "镇街边界图层"
    what_en = "boundary layer"


class OverlayRefused(LayerRefused):
    """The layer of villages, zones and kinds of place does not hold."""

    what_zh = "村界、功能区和场所图层"
    what_en = "overlay"


class CalendarRefused(DataRefused):
    """The table of holidays does not hold, or does not reach the current year."""

    what_zh = "节假日表"
    what_en = "calendar"


class LimitsRefused(DataRefused):
    """The table of limits does not hold."""

    what_zh = "时限表"
    what_en = "table of limits"


def gather(
    table: str, rows: Iterable[R], parse: Callable[[R], T], name: Callable[[R], str], first_row: int
) -> tuple[tuple[T, ...], tuple[Fault, ...]]:
    """Parse every row; rows that break a rule become faults instead of ending the reading."""
    parsed: list[T] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, first_row):
        try:
            parsed.append(parse(row))
        except BadRow as bad:
            faults.append(Fault(table, number, name(row), bad.rule, bad.zh, bad.en))
    return tuple(parsed), tuple(faults)


def _place_zh(fault: Fault) -> str:
    return f"{fault.table} 第 {fault.row} 行 {fault.name} " if fault.row else f"{fault.table} "


def _place_en(fault: Fault) -> str:
    return f"{fault.table} row {fault.row} {fault.name}: " if fault.row else f"{fault.table}: "
