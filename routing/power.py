"""A rule of the powers list 权责清单: who leads and who assists, by matter, ground, place, asset and time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from routing.refusal import BadRow
from routing.tables import Row, need, need_columns
from routing.window import Window, parse_window

_COLUMNS = (
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
_ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Power:
    """A rule of the powers list. An empty condition holds everywhere and always.

    Attributes:
        rule: its id, unique in the list.
        matter: code of a matter, or the beginning of codes with ``*``: ``E21*``; None for every matter.
        town: code of the town, or None.
        village: code of the village, or None.
        zone: key of the zone, or None.
        place: key of the kind of place, or None.
        asset: how the code of the scanned asset begins, or None.
        window: when it holds, or None.
        lead: key of the unit that leads, or the id of one department.
        assisting: keys of units or ids of departments that help, most relevant first.
        fallback: the rule to follow where the lead has no department on this ground, or None.
        basis: the law, order or decision it rests on.
    """

    rule: str
    matter: str | None
    town: str | None
    village: str | None
    zone: str | None
    place: str | None
    asset: str | None
    window: Window | None
    lead: str
    assisting: tuple[str, ...]
    fallback: str | None
    basis: str

    @property
    def rank(self) -> tuple[int, ...]:
        """How specific it is; of two rules that hold, the one that ranks higher is followed (`Powers.find`).

        What is known of the very thing and the very spot comes before the area, the area before the hour,
        and all of them before the matter: a zone's rule for every matter outranks the city's for one.
        """
        exact = 0 if self.matter is None else 1000 if not self.matter.endswith(_ANY) else len(self.matter)
        return (
            len(self.asset or ""),
            self.village is not None,
            self.place is not None,
            self.zone is not None,
            self.town is not None,
            self.window is not None,
            exact,
        )

    def holds(self, spot: "Spot") -> bool:
        """Whether every condition is met."""
        return (
            (self.matter is None or self.matter in named_by(spot.matter))
            and self.town in {None, spot.town}
            and self.village in {None, spot.village}
            and (self.zone is None or self.zone in spot.zones)
            and (self.place is None or self.place in spot.places)
            and (self.asset is None or (spot.asset is not None and spot.asset.startswith(self.asset)))
            and (self.window is None or self.window.holds(spot.at))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What a rule is asked about.

    Attributes:
        matter: code of the matter.
        town: code of the town.
        at: when, aware.
        village: code of the village, if known.
        zones: keys of the zones it lies in, the one with precedence first.
        places: keys of the kinds of place it is, the one with precedence first.
        asset: code of the scanned asset.
    """

    matter: str
    town: str
    at: datetime
    village: str | None = None
    zones: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    asset: str | None = None


def named_by(code: str) -> tuple[str, ...]:
    """Every way in which a rule may name the matter with this code, the most exact first: E21, E21*, E2*."""
    return (code, *(code[:end] + _ANY for end in range(len(code), -1, -1)))


def parse_power(
    row: Row,
    *,
    patterns: Collection[str],
    towns: Collection[str],
    villages: Collection[str],
    zones: Collection[str],
    places: Collection[str],
    actors: Collection[str],
) -> Power:
    """A row of powers.csv; those that assist are separated by spaces.

    ``patterns`` are all that names a matter (`named_by`), ``actors`` keys of units and ids of departments,
    the others the keys that conditions may name.
    """
    need_columns(row, *_COLUMNS)
    matter = row["matter"]
    if matter and matter not in patterns:
        raise BadRow("known_matter", f"没有事项符合“{matter}”", f"no matter matches {matter!r}")
    for column, known in (("town", towns), ("village", villages), ("zone", zones), ("place", places)):
        if row[column] and row[column] not in known:
            raise BadRow(f"known_{column}", f"“{row[column]}”不存在", f"there is no {column} {row[column]!r}")
    assisting = tuple(row["assist"].split())
    for key in (row["lead"], *assisting):
        if key not in actors:
            raise BadRow("known_unit", f"单位“{key}”不存在", f"there is no unit {key!r}")
    return Power(
        rule=need(row, "rule"),
        matter=matter or None,
        town=row["town"] or None,
        village=row["village"] or None,
        zone=row["zone"] or None,
        place=row["place"] or None,
        asset=row["asset"] or None,
        window=parse_window(row["window"]),
        lead=row["lead"],
        assisting=assisting,
        fallback=row["fallback"] or None,
        basis=need(row, "basis"),
    )
