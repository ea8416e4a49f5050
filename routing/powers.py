"""The powers list 权责清单 as a whole: which rule to follow, found without trying them all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product
from types import MappingProxyType
from typing import Self

from routing.power import Power, Spot, named_by

_Ground = tuple[str | None, str | None, str | None, str | None]
"""Village, kind of place, zone and town of a condition."""


@dataclass(frozen=True, slots=True)
class Powers:
    """The rules of the list.

    Attributes:
        rules: most specific first, those of one rank as the list has them.
        by_id: the same by id.
    """

    rules: tuple[Power, ...]
    by_id: Mapping[str, Power] = field(repr=False, compare=False)
    _shelves: "Mapping[str, _Shelf]" = field(repr=False, compare=False)
    _lengths: tuple[int, ...] = field(repr=False, compare=False)

    @classmethod
    def of(cls, rules: Iterable[Power]) -> Self:
        """The rules of a list, put in order."""
        ordered = tuple(sorted(rules, key=lambda power: power.rank, reverse=True))
        by_asset: dict[str, list[Power]] = {}
        for power in ordered:
            by_asset.setdefault(power.asset or "", []).append(power)
        return cls(
            ordered,
            MappingProxyType({power.rule: power for power in ordered}),
            MappingProxyType({beginning: _Shelf.of(those) for beginning, those in by_asset.items()}),
            tuple(sorted({len(beginning) for beginning in by_asset}, reverse=True)),
        )

    def find(self, spot: Spot) -> Power | None:
        """The rule to follow, or None when none holds.

        Of the rules that hold it is the one that ranks highest; of those of one rank the one whose kind of
        place, then whose zone, has precedence; then the first in the list. It takes microseconds however long
        the list is: a rule is looked up by what it is about, and only its hours are tried.
        """
        matters = named_by(spot.matter)
        asset = spot.asset or ""
        for length in self._lengths:
            shelf = self._shelves.get(asset[:length]) if length <= len(asset) else None
            if shelf is not None and (found := shelf.find(spot, matters)) is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Rules for assets whose codes begin alike, by the ground they name; the most specific kind first."""

    kinds: tuple[tuple[tuple[bool, ...], Mapping[_Ground, "_Cell"]], ...]

    @classmethod
    def of(cls, ordered: Iterable[Power]) -> Self:
        by_kind: dict[tuple[bool, ...], dict[_Ground, list[Power]]] = {}
        for power in ordered:
            ground = (power.village, power.place, power.zone, power.town)
            kind = tuple(each is not None for each in ground)
            by_kind.setdefault(kind, {}).setdefault(ground, []).append(power)
        return cls(
            tuple(
                (kind, {ground: _Cell.of(those) for ground, those in cells.items()})
                for kind, cells in by_kind.items()
            )
        )

    def find(self, spot: Spot, matters: tuple[str, ...]) -> Power | None:
        for kind, cells in self.kinds:
            found: Power | None = None
            for ground in _grounds(kind, spot):
                cell = cells.get(ground)
                power = cell.find(matters, spot.at) if cell is not None else None
                if power is not None and (found is None or power.rank > found.rank):
                    found = power
            if found is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class _Cell:
    """Rules for one ground, by matter; those with hours come before those without."""

    hourly: Mapping[str | None, Sequence[Power]]
    always: Mapping[str | None, Power]

    @classmethod
    def of(cls, ordered: Iterable[Power]) -> Self:
        hourly: dict[str | None, list[Power]] = {}
        always: dict[str | None, Power] = {}
        for power in ordered:
            if power.window is None:
                always.setdefault(power.matter, power)
            else:
                hourly.setdefault(power.matter, []).append(power)
        return cls(hourly, always)

    def find(self, matters: tuple[str, ...], at: datetime) -> Power | None:
        if self.hourly:
            for matter in (*matters, None):
                for power in self.hourly.get(matter, ()):
                    if power.window is not None and power.window.holds(at):
                        return power
        return next((self.always[each] for each in (*matters, None) if each in self.always), None)


def _grounds(kind: tuple[bool, ...], spot: Spot) -> Iterator[_Ground]:
    """What a condition of this kind may name here, in order of precedence."""
    village, place, zone, town = kind
    if village and spot.village is None:
        return iter(())
    return product(
        (spot.village if village else None,),
        spot.places if place else (None,),
        spot.zones if zone else (None,),
        (spot.town if town else None,),
    )
