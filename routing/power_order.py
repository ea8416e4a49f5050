"""Rules of the powers list against each other: two that clash, and one that is never followed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, product
from operator import or_

from routing.power import Power, named_by
from routing.refusal import Fault
from routing.window import WHOLE_WEEK, Window

_Key = tuple[str | None, ...]
_MOST_TOLD = 5  # rules named in a sentence
_DAYS = "一二三四五六日"
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """A rule and the row it stands in."""

    row: int
    power: Power


def fault(at: Numbered, rule: str, zh: str, en: str) -> Fault:
    """What is wrong with a rule of the list."""
    return Fault("powers.csv", at.row, at.power.rule, rule, zh, en)


def order_faults(rules: Sequence[Numbered], matters: Collection[str], towns: Collection[str]) -> list[Fault]:
    """Rules that overlap, each with another of them, and rules that are never followed.

    Args:
        rules: in file order; each is right in itself.
        matters: codes of all matters.
        towns: codes of all towns.
    """
    world = _World(sorted(matters), sorted(towns))
    overlapping = {each.row: told for each, told in _overlaps(rules, world)}
    wanted = {each.power.fallback for each in rules}
    unreachable = [
        _unreachable(each, over)
        for each, over in _covered(rules, world)
        if each.row not in overlapping and each.power.rule not in wanted
    ]
    return [*overlapping.values(), *unreachable]


class _World:
    """Every matter and every town."""

    def __init__(self, matters: Sequence[str], towns: Sequence[str]) -> None:
        self.towns = towns
        self._named: dict[str | None, list[str]] = {None: list(matters)}
        for code in matters:
            for name in named_by(code):
                self._named.setdefault(name, []).append(code)

    def matters(self, power: Power) -> Sequence[str]:
        """Codes of the matters that it holds for."""
        return self._named[power.matter]


def _overlaps(rules: Sequence[Numbered], world: _World) -> Iterator[tuple[Numbered, Fault]]:
    """Rules that rank alike and can hold together, but name different leads; each with one of the others.

    Those are rules with the same conditions, apart from hours that meet: of two zones or two kinds of place
    one has precedence, and of two towns, villages, matters or beginnings of one length only one can hold.
    """
    alike: dict[_Key, list[Numbered]] = {}
    for each in rules:
        power = each.power
        key = (*_ground(power), power.town, power.matter, "hours" if power.window else None)
        alike.setdefault(key, []).append(each)
    for same in alike.values():
        for each, others in _others(same):
            if _minutes(each.power) & others:
                other = next(other for other in same if _clash(each.power, other.power))
                yield each, _overlap(each, other, world)


def _others(same: Sequence[Numbered]) -> Iterator[tuple[Numbered, int]]:
    """Each rule, and the minutes of those with another lead."""
    by_lead: dict[str, int] = {}
    for each in same:
        by_lead[each.power.lead] = by_lead.get(each.power.lead, 0) | _minutes(each.power)
    leads = list(by_lead)
    before = dict(zip(leads, accumulate(map(by_lead.__getitem__, leads), or_, initial=0), strict=False))
    after = dict(
        zip(leads[::-1], accumulate(map(by_lead.__getitem__, leads[::-1]), or_, initial=0), strict=False)
    )
    for each in same:
        yield each, before[each.power.lead] | after[each.power.lead]


def _clash(one: Power, other: Power) -> bool:
    return one.lead != other.lead and bool(_minutes(one) & _minutes(other))


def _covered(rules: Sequence[Numbered], world: _World) -> Iterator[tuple[Numbered, list[Numbered]]]:
    """Rules of which those that come before leave nothing, and those.

    A rule that holds still holds where more is known. So whether anything is left of it shows where nothing
    is known but what it asks for: at its village, or at none; in its zone alone, or in none; and so on. Of
    the rules before it only those with just the same such conditions hold there. What remains to be compared
    is matter by town by minute of the week.
    """
    alike: dict[_Key, list[Numbered]] = {}
    for each in sorted(rules, key=lambda each: each.power.rank, reverse=True):
        alike.setdefault(_ground(each.power), []).append(each)
    for those in alike.values():
        taken: dict[_Key, int] = {}
        for position, each in enumerate(those):
            power = each.power
            if not _is_left(power, taken, world):
                yield each, [other for other in those[:position] if _meet(power, other.power)]
            key = (None if power.village else power.town, power.matter)
            taken[key] = taken.get(key, 0) | _minutes(power)


def _is_left(power: Power, taken: Mapping[_Key, int], world: _World) -> bool:
    """Whether a minute is not taken yet, for one of its matters in one of its towns."""
    towns = (None,) if power.village else world.towns if power.town is None else (power.town,)
    for town, matter in product(towns, world.matters(power)):
        left = _minutes(power)
        for key in product({None, town}, (*named_by(matter), None)):
            left &= ~taken.get(key, 0)
        if left:
            return True
    return False


def _meet(one: Power, other: Power) -> bool:
    """Whether two rules for the same ground can hold together."""
    short, long = sorted((one.matter or "*", other.matter or "*"), key=lambda name: len(name.rstrip("*")))
    return (
        (short == long or (short.endswith("*") and long.startswith(short[:-1])))
        and (None in {one.town, other.town} or one.town == other.town)
        and bool(_minutes(one) & _minutes(other))
    )


def _ground(power: Power) -> _Key:
    return power.asset, power.village, power.place, power.zone


def _minutes(power: Power) -> int:
    return WHOLE_WEEK if power.window is None else _minutes_of(power.window)


@lru_cache(maxsize=4096)
def _minutes_of(window: Window) -> int:
    return window.minutes


def _overlap(each: Numbered, other: Numbered, world: _World) -> Fault:
    power = each.power
    both = _minutes(power) & _minutes(other.power)
    first = (both & -both).bit_length() - 1
    day, minute = divmod(first, _DAY)
    at = f"{minute // 60:02}:{minute % 60:02}"
    area = power.village or power.town or world.towns[0]
    beside = [part for part in (power.zone, power.place, power.asset) if part]
    known = ", ".join((world.matters(power)[0], area, *beside))
    return fault(
        each,
        "overlap",
        f"与第 {other.row} 行规则 {other.power.rule} 条件相同、同时适用（如 {known}，周{_DAYS[day]} {at}），"
        f"主办却不同：“{power.lead}”与“{other.power.lead}”",
        f"it ranks like rule {other.power.rule} in row {other.row} and both hold, for example for {known} on "
        f"day {day + 1} at {at}, but the leads differ: {power.lead}, {other.power.lead}",
    )


def _unreachable(each: Numbered, over: Sequence[Numbered]) -> Fault:
    named = [other.power.rule for other in over[:_MOST_TOLD]]
    more = " …" if len(over) > _MOST_TOLD else ""
    return fault(
        each,
        "unreachable",
        f"永远不会被采用：更优先的规则已覆盖它的全部适用范围：{'、'.join(named)}{more}",
        f"it is never followed, higher rules leave nothing of it: {', '.join(named)}{more}",
    )
