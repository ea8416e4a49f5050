"""The catalogue: matters, units, towns and villages as one versioned whole, and the departments they form."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import orjson

from intake import InvalidInput
from routing.departments import Department, Unit, form_departments, parse_unit
from routing.matters import UNSURE, Matter, parse_matter
from routing.refusal import CatalogueRefused, Fault, gather
from routing.tables import Row
from routing.towns import Town, Village, parse_town, parse_village

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The rows a catalogue is read from, as text; what is stored and handed over."""

    matters: tuple[Row, ...]
    units: tuple[Row, ...]
    towns: tuple[Row, ...]
    villages: tuple[Row, ...]

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of all rows: the same rows, the same version."""
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        return hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything a decision looks up, in file order.

    Attributes:
        version: which catalogue this is; stored with every decision.
        tables: the rows it was read from.
        matters: by code.
        units: by key.
        towns: by code.
        villages: by code.
        departments: by id.
    """

    version: str
    tables: Tables
    matters: Mapping[str, Matter]
    units: Mapping[str, Unit]
    towns: Mapping[str, Town]
    villages: Mapping[str, Village]
    departments: Mapping[str, Department]

    def matter(self, code: str) -> Matter:
        """The matter with this code.

        Raises:
            InvalidInput: rule ``known_matter``.
        """
        if (found := self.matters.get(code)) is None:
            raise InvalidInput(
                f"事项“{code[:20]}”不存在",
                f"There is no matter {code[:20]!r}",
                path=("input", "matter"),
                rule="known_matter",
            )
        return found

    def village(self, code: str) -> Village:
        """The village with this code.

        Raises:
            InvalidInput: rule ``known_village``.
        """
        if (found := self.villages.get(code)) is None:
            raise InvalidInput(
                f"村（社区）“{code[:20]}”不存在",
                f"There is no village {code[:20]!r}",
                path=("input", "location", "villageCode"),
                rule="known_village",
            )
        return found

    def departments_of(
        self, *, unit: str | None = None, town_code: str | None = None
    ) -> tuple[Department, ...]:
        """Departments of this unit and in this town; None asks for any."""
        return tuple(
            department
            for department in self.departments.values()
            if unit in {None, department.unit} and town_code in {None, department.town_code}
        )


def read_catalogue(tables: Tables) -> Catalogue:
    """Check every row and build the catalogue.

    Raises:
        CatalogueRefused: a row breaks a rule; every such row is named.
    """
    units, unit_faults = _keyed("units.csv", tables.units, parse_unit, lambda unit: unit.key, "key")
    towns, town_faults = _keyed("towns.csv", tables.towns, parse_town, lambda town: town.code, "code")
    villages, village_faults = _keyed(
        "villages.csv",
        tables.villages,
        partial(parse_village, towns=towns),
        lambda village: village.code,
        "code",
    )
    matters, matter_faults = _keyed(
        "matters.csv", tables.matters, partial(parse_matter, units=units), lambda matter: matter.code, "code"
    )
    faults = [*unit_faults, *town_faults, *village_faults, *matter_faults]
    if not faults and UNSURE not in matters:
        faults.append(
            Fault(
                "matters.csv",
                0,
                UNSURE,
                "has_unsure",
                f"缺少必备事项 {UNSURE}（不确定）",
                f"the matter {UNSURE} must always exist",
            )
        )
    if faults:
        raise CatalogueRefused(faults)
    departments = form_departments(units.values(), towns.values(), villages.values())
    return Catalogue(
        version=tables.version,
        tables=tables,
        matters=matters,
        units=units,
        towns=towns,
        villages=villages,
        departments=MappingProxyType({department.id: department for department in departments}),
    )


def _keyed(
    table: str, rows: tuple[Row, ...], parse: Callable[[Row], T], key: Callable[[T], str], column: str
) -> tuple[Mapping[str, T], list[Fault]]:
    """Records by key, and the faults of their rows; a key that occurs twice faults each of its rows."""
    records, faults = gather(table, rows, parse, lambda row: row.get(column, ""), first_row=2)
    counts = Counter(row.get(column, "") for row in rows)
    twice = [
        Fault(table, number, name, "unique", f"“{name}”重复", f"{name!r} occurs {counts[name]} times")
        for number, row in enumerate(rows, 2)
        if counts[name := row.get(column, "")] > 1
    ]
    return MappingProxyType({key(record): record for record in records}), [*faults, *twice]
