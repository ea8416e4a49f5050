"""Whether the rules of the powers list hold together: what refuses the list, and what a person should see."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from routing.departments import Department, Unit
from routing.power import Power
from routing.power_order import Numbered, fault, order_faults
from routing.refusal import Fault
from routing.towns import Town, Village
from routing.window import WHOLE_WEEK

_MOST_FALLBACKS = 8  # each is a sentence of the decision; nobody reads more
_NONE = (None,) * 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What rules speak of: codes of matters, and towns, villages, units and departments by code or id."""

    matters: Collection[str]
    towns: Mapping[str, Town]
    villages: Mapping[str, Village]
    units: Mapping[str, Unit]
    departments: Mapping[str, Department]


def check_powers(rules: Sequence[Power], known: Known) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
    """What is wrong with a list whose every row reads well, and what is only worth a look, in file order.

    Refused are a village outside its rule's town, a condition that says nothing, a fall-back that is unknown
    or leads back, a lead that has no department anywhere the rule holds and no fall-back that has one; two
    rules that rank alike, can hold together and name different leads; and a rule that higher ones leave
    nothing of. A rule without any condition is no fault: it ranks below every other.

    Args:
        rules: in file order, the first in row 2.
        known: what they speak of.
    """
    numbered = [Numbered(row, power) for row, power in enumerate(rules, 2)]
    faults = [*_row_faults(numbered, known), *_fallback_faults(numbered)]
    if not faults:
        ground = _Ground(known.departments.values())
        faults = [*_lead_faults(numbered, known, ground), *order_faults(numbered, known.matters, known.towns)]
        if not faults:
            return (), tuple(_warnings(numbered, known, ground))
    return tuple(sorted(faults, key=lambda each: each.row)), ()


class _Ground:
    """Where units have departments that act."""

    def __init__(self, departments: Collection[Department]) -> None:
        acting = [department for department in departments if department.executes]
        self._ids = frozenset(each.id for each in acting)
        self._units = frozenset(each.unit for each in acting)
        self._towns = frozenset((each.unit, each.town_code) for each in acting)

    def has(self, key: str, power: Power, villages: Mapping[str, Village]) -> bool:
        """Whether a unit, or the department of this id, acts anywhere that the rule holds."""
        if key in self._ids:
            return True
        if power.village is not None:
            town = villages[power.village].town_code
            return f"{key}-{power.village}" in self._ids or f"{key}-{town}" in self._ids
        return key in self._units if power.town is None else (key, power.town) in self._towns


def _row_faults(rules: Sequence[Numbered], known: Known) -> Iterator[Fault]:
    """Conditions that contradict each other or say nothing."""
    for each in rules:
        power = each.power
        if power.village is not None and power.town not in {None, known.villages[power.village].town_code}:
            village = known.villages[power.village]
            yield fault(
                each,
                "village_in_town",
                f"{village.name}不在镇街“{power.town}”，而在“{village.town_code}”",
                f"the village {power.village} lies in {village.town_code}, not in {power.town}",
            )
        if power.window is not None and power.window.minutes == WHOLE_WEEK:
            yield fault(
                each,
                "always",
                "时段覆盖整周，等于没有条件，却会优先于其他规则，请留空",
                "its hours are the whole week: no condition, yet it would outrank others; leave them empty",
            )
        if power.matter == "*":
            yield fault(
                each,
                "always",
                "“*”是全部事项，等于没有条件，请留空",
                "* is every matter, which is no condition; leave it empty",
            )


def _fallback_faults(rules: Sequence[Numbered]) -> Iterator[Fault]:
    """Fall-backs that are no rule, those that lead back, and those without an end in sight."""
    by_id = {each.power.rule: each for each in rules}
    for each in rules:
        wanted = each.power.fallback
        if wanted is not None and wanted not in by_id:
            yield fault(
                each,
                "known_fallback",
                f"后备规则“{wanted}”不存在",
                f"there is no rule {wanted!r} to fall back on",
            )
    for circle in _circles({each.power.rule: each.power.fallback for each in rules}):
        way = " → ".join((*circle[:_MOST_FALLBACKS], circle[0] if len(circle) <= _MOST_FALLBACKS else "…"))
        for rule in circle:
            yield fault(
                by_id[rule],
                "circular_fallback",
                f"后备规则循环：{way}",
                f"its fall-backs go in a circle: {way}",
            )


def _circles(following: Mapping[str, str | None]) -> Iterator[list[str]]:
    """The circles in what follows on what, each once."""
    seen: set[str] = set()
    for start in following:
        path: list[str] = []
        at: str | None = start
        while at is not None and at not in seen:
            seen.add(at)
            path.append(at)
            at = following.get(at)
        if at in path:
            yield path[path.index(at) :]


def _lead_faults(rules: Sequence[Numbered], known: Known, ground: _Ground) -> Iterator[Fault]:
    """Rules by which nobody can ever be sent, though they name somebody who acts."""
    by_id = {each.power.rule: each.power for each in rules}
    for each in rules:
        chain = _chain(each.power, by_id)
        if len(chain) > _MOST_FALLBACKS + 1:
            yield fault(
                each,
                "fallback_depth",
                f"后备规则超过 {_MOST_FALLBACKS} 级",
                f"it falls back more than {_MOST_FALLBACKS} times",
            )
        elif not any(
            ground.has(power.lead, each.power, known.villages) or _stays_inside(power.lead, known)
            for power in chain
        ):
            yield fault(
                each,
                "no_department",
                f"“{each.power.lead}”在本规则适用的范围内没有承办部门，也没有可用的后备规则",
                f"{each.power.lead!r} has no department where this rule holds, nor has what it falls back on",
            )


def _warnings(rules: Sequence[Numbered], known: Known, ground: _Ground) -> Iterator[Fault]:
    """What holds, but may not be what was meant."""
    for each in rules:
        power = each.power
        if _stays_inside(power.lead, known) and power.fallback is None:
            yield fault(
                each,
                "lead_does_not_act",
                f"“{power.lead}”不承担现场处置，适用本规则的诉求由工作人员派单",
                f"{power.lead!r} does not act on the spot; a person sends what this rule holds for",
            )
        for key in power.assisting:
            if _has_departments(key, known) and not ground.has(key, power, known.villages):
                yield fault(
                    each,
                    "assisting_nowhere",
                    f"协办“{key}”在本规则适用的范围内没有承办部门，将被略去",
                    f"{key!r}, which assists, has no department anywhere this rule holds and is left out",
                )
        area = power.village or power.town
        if area is None and (power.matter, power.place, power.zone, power.asset, power.window) == _NONE:
            yield fault(
                each,
                "everything_else",
                f"全市没有其他规则的事项均派给“{power.lead}”，不再派给各事项的承办部门",
                f"in all the city it sends whatever has no other rule to {power.lead!r}, "
                "and no longer to the department of each matter",
            )
        if area is not None and (power.matter, power.place, power.zone, power.asset, power.window) == _NONE:
            yield fault(
                each,
                "everything_here",
                f"在“{area}”，所有事项均派给“{power.lead}”，优先于全市规则",
                f"in {area} it sends every matter to {power.lead!r}, before all rules of the city",
            )


def _chain(power: Power, by_id: Mapping[str, Power]) -> list[Power]:
    """A rule and what it falls back on, no further than a step beyond what is allowed."""
    chain = [power]
    while len(chain) <= _MOST_FALLBACKS + 1 and (wanted := chain[-1].fallback) is not None:
        chain.append(by_id[wanted])
    return chain


def _has_departments(key: str, known: Known) -> bool:
    """Whether it has any at all; one without names a kind of body, which by design is left out."""
    unit = known.units.get(key)
    return unit is None or bool(unit.city_name) or unit.in_towns or unit.in_villages


def _stays_inside(key: str, known: Known) -> bool:
    """Whether this is a unit or department that by design does not act: its reports wait for a dispatcher."""
    unit = known.units.get(key) or known.departments.get(key)
    return unit is not None and not unit.executes
