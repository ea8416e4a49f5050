"""The catalogue: the three lists, units and areas as one versioned whole, and the departments they form."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import orjson

from intake import InvalidInput, Urgency
from routing.departments import Department, Unit, form_departments, parse_unit
from routing.implementation import Implementation, parse_implementation
from routing.matters import UNSURE, Matter, parse_matter
from routing.power import named_by, parse_power
from routing.power_checks import Known, check_powers
from routing.powers import Powers
from routing.refusal import CatalogueRefused, Fault, gather
from routing.tables import Row
from routing.towns import Town, Village, parse_town, parse_village
from routing.zones import PlaceKind, Zone, parse_place_kind, parse_zone

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The rows a catalogue is read from, as text; what is stored and handed over."""

    matters: tuple[Row, ...]
    powers: tuple[Row, ...]
    implementation: tuple[Row, ...]
    units: tuple[Row, ...]
    towns: tuple[Row, ...]
    villages: tuple[Row, ...]
    zones: tuple[Row, ...]
    places: tuple[Row, ...]

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
        matters: the matters list, by code.
        powers: the powers list, most specific rule first.
        implementations: the implementation list, by matter and urgency.
        units: by key.
        towns: by code.
        villages: by code.
        zones: by key.
        places: kinds of place, by key.
        departments: by id.
        warnings: what holds, but may not be what was meant; nothing follows from it.
    """

    version: str
    tables: Tables
    matters: Mapping[str, Matter]
    powers: Powers
    implementations: Mapping[tuple[str, Urgency | None], Implementation]
    units: Mapping[str, Unit]
    towns: Mapping[str, Town]
    villages: Mapping[str, Village]
    zones: Mapping[str, Zone]
    places: Mapping[str, PlaceKind]
    departments: Mapping[str, Department]
    warnings: tuple[Fault, ...] = ()

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

    def implementation(self, matter: str, urgency: Urgency) -> Implementation | None:
        """How this matter is handled at this urgency; None when the list says nothing of it."""
        return self.implementations.get((matter, urgency)) or self.implementations.get((matter, None))

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
    zones, zone_faults = _keyed("zones.csv", tables.zones, parse_zone, lambda zone: zone.key, "key")
    places, place_faults = _keyed(
        "places.csv", tables.places, parse_place_kind, lambda place: place.key, "key"
    )
    matters, matter_faults = _keyed(
        "matters.csv", tables.matters, parse_matter, lambda matter: matter.code, "code"
    )
    if not matter_faults and UNSURE not in matters:
        matter_faults.append(
            Fault(
                "matters.csv",
                0,
                UNSURE,
                "has_unsure",
                f"缺少必备事项 {UNSURE}（不确定）",
                f"the matter {UNSURE} must always exist",
            )
        )
    # a faulty row is told once, not again by every row that names it
    codes = frozenset(row.get("code", "") for row in tables.matters)
    formed = form_departments(units.values(), towns.values(), villages.values())
    departments = MappingProxyType({department.id: department for department in formed})
    powers, power_faults = _keyed(
        "powers.csv",
        tables.powers,
        partial(
            parse_power,
            patterns=frozenset(name for code in codes for name in named_by(code)),
            towns=towns,
            villages=villages,
            zones=zones,
            places=places,
            actors=frozenset((*(row.get("key", "") for row in tables.units), *departments)),
        ),
        lambda power: power.rule,
        "rule",
    )
    implementations, implementation_faults = _keyed(
        "implementation.csv",
        tables.implementation,
        partial(parse_implementation, matters=codes),
        lambda implementation: implementation.key,
        "matter",
        "urgency",
    )
    faults = [
        *unit_faults,
        *town_faults,
        *village_faults,
        *zone_faults,
        *place_faults,
        *matter_faults,
        *power_faults,
        *implementation_faults,
    ]
    if faults:
        raise CatalogueRefused(faults)
    known = Known(matters=matters, towns=towns, villages=villages, units=units, departments=departments)
    clashes, warnings = check_powers(tuple(powers.values()), known)
    if clashes:
        raise CatalogueRefused(clashes)
    return Catalogue(
        version=tables.version,
        tables=tables,
        matters=matters,
        powers=Powers.of(powers.values()),
        implementations=implementations,
        units=units,
        towns=towns,
        villages=villages,
        zones=zones,
        places=places,
        departments=departments,
        warnings=warnings,
    )


def _keyed(
    table: str, rows: tuple[Row, ...], parse: Callable[[Row], T], key: Callable[[T], K], *columns: str
) -> tuple[Mapping[K, T], list[Fault]]:
    """Records by key, and the faults of their rows; a key that occurs twice faults each of its rows."""

    def name(row: Row) -> str:
        return " ".join(filter(None, (row.get(column, "") for column in columns)))

    records, faults = gather(table, rows, parse, name, first_row=2)
    counts = Counter(map(name, rows))
    twice = [
        Fault(table, number, each, "unique", f"“{each}”重复", f"{each!r} occurs {counts[each]} times")
        for number, row in enumerate(rows, 2)
        if counts[each := name(row)] > 1
    ]
    return MappingProxyType({key(record): record for record in records}), [*faults, *twice]
