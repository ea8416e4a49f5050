"""Units of the city, and the departments they form in the city, its towns and its villages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake import DepartmentRef
from routing.refusal import BadRow
from routing.tables import Row, need, need_columns, need_one_of
from routing.towns import Town, Village

_TOWN, _VILLAGE = "{town}", "{village}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the administration, or a company that keeps its things.

    Attributes:
        key: two capital letters, ``CG``.
        city_name: its name at the city level, or empty when it has none.
        town_pattern: its name in a town (with ``{town}``) or a village (with ``{village}``), or empty.
            Without either it names a kind of body, 物业服务企业, that is known case by case and forms no
            department.
        executes: whether it acts on the spot; a unit that does not is never a lead.
    """

    key: str
    city_name: str
    town_pattern: str
    executes: bool

    @property
    def in_towns(self) -> bool:
        """Whether every town has a department of it."""
        return _TOWN in self.town_pattern

    @property
    def in_villages(self) -> bool:
        """Whether every village has a department of it."""
        return _VILLAGE in self.town_pattern

    @property
    def label(self) -> str:
        """A name to say it by."""
        return self.city_name or self.town_pattern.replace(_TOWN, "镇街").replace(_VILLAGE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """A unit at one level and place, as reports are sent to it.

    Attributes:
        id: ``CG`` at the city level, ``CG-441900004000`` in a town, ``CW-441900004001`` in a village.
        name: full Chinese name.
        unit: key of its unit.
        town_code: its town, also for a village; None at the city level.
        village_code: its village, or None.
        executes: whether it acts on the spot.
    """

    id: str
    name: str
    unit: str
    executes: bool
    town_code: str | None = None
    village_code: str | None = None

    @property
    def ref(self) -> DepartmentRef:
        """How a report names it."""
        return DepartmentRef(self.id, self.name)


def parse_unit(row: Row) -> Unit:
    """A row of units.csv."""
    need_columns(row, "key", "name_city", "name_town_pattern", "executes")
    pattern = row["name_town_pattern"]
    if pattern.count("{") > 1 or "{" in pattern.replace(_TOWN, "").replace(_VILLAGE, ""):
        raise BadRow(
            "town_pattern",
            f"名称模板“{pattern}”只能含一个 {_TOWN} 或 {_VILLAGE}",
            f"the pattern {pattern!r} may hold one {_TOWN} or one {_VILLAGE} and nothing else in braces",
        )
    if not pattern and not row["name_city"]:
        raise BadRow(
            "named", "市级名称与名称模板不能同时为空", "it has neither a city name nor a town pattern"
        )
    return Unit(
        key=need(row, "key"),
        city_name=row["name_city"],
        town_pattern=pattern,
        executes=need_one_of(row, "executes", {"yes", "no"}) == "yes",
    )


def form_departments(
    units: Iterable[Unit], towns: Iterable[Town], villages: Iterable[Village]
) -> Iterator[Department]:
    """Every department there is: city first, then by town, then by village.

    A village department carries the committee's own full name, which the code list gives.
    """
    units, towns = tuple(units), tuple(towns)
    for unit in units:
        if unit.city_name:
            yield Department(id=unit.key, name=unit.city_name, unit=unit.key, executes=unit.executes)
    for town in towns:
        for unit in units:
            if unit.in_towns:
                yield Department(
                    id=f"{unit.key}-{town.code}",
                    name=unit.town_pattern.replace(_TOWN, town.short),
                    unit=unit.key,
                    executes=unit.executes,
                    town_code=town.code,
                )
    in_villages = tuple(unit for unit in units if unit.in_villages)
    for village in villages:
        if village.has_committee:
            for unit in in_villages:
                yield Department(
                    id=f"{unit.key}-{village.code}",
                    name=village.name,
                    unit=unit.key,
                    executes=unit.executes,
                    town_code=village.town_code,
                    village_code=village.code,
                )
