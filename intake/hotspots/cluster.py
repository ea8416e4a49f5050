"""The densest circles of each matter, one after the other. Pure."""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from intake.number import CITY_ZONE
from intake.place import EARTH_RADIUS_M, Point, metres_between

_CELLS = 2
"""Cells a radius is cut into: the circle of a spot is true to half of one."""
_DEGREE_M = math.radians(1) * EARTH_RADIUS_M
_NUMBERS = 20

Cell = tuple[int, int]


class Sighting(NamedTuple):
    """A report, as far as hot spots look at it.

    Attributes:
        number: its number.
        matter: code of its matter.
        town: code of its town, or None.
        point: where, WGS-84.
        at: when it was handed in, aware.
        reporter: who handed it in, a pseudonymous reference.
        is_open: whether somebody still has to act.
        repeated: whether it came back after a result, or was merged into another.
    """

    number: str
    matter: str
    town: str | None
    point: Point
    at: datetime
    reporter: str
    is_open: bool
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HotSpot:
    """A place where reports of one matter gather.

    Attributes:
        matter: code of the matter.
        town: the town of most of them, or None.
        centre: the middle of them, WGS-84.
        radius_m: metres from there to the farthest.
        reports: how many there are.
        reporters: how many people handed them in.
        open: of how many somebody still has to act.
        repeated: how many came back after a result, or were merged.
        days: on how many city days they came.
        first_at: when the first came, aware.
        last_at: when the last came, aware.
        later_half: how many came in the later half of the days asked for; more than half of all is a rise.
        numbers: the latest of them, at most twenty, newest first.
    """

    matter: str
    town: str | None
    centre: Point
    radius_m: float
    reports: int
    reporters: int
    open: int
    repeated: int
    days: int
    first_at: datetime
    last_at: datetime
    later_half: int
    numbers: tuple[str, ...]


def hot_spots(
    sightings: Iterable[Sighting], *, radius_m: float, least: int, middle: datetime, most: int
) -> list[HotSpot]:
    """The spots with at least ``least`` reports, by how many people and then how many reports there are.

    For each matter the densest circle is taken first and its reports are taken out, so that a street full of
    reports becomes several spots, never one that covers a town. Circles are made of cells half a radius wide.

    Args:
        sightings: reports with a matter and a place.
        radius_m: how far from its middle a spot reaches.
        least: fewer reports are no spot.
        middle: where the later half of the days begins.
        most: how many spots to return.
    """
    by_matter: defaultdict[str, list[Sighting]] = defaultdict(list)
    for each in sightings:
        by_matter[each.matter].append(each)
    spots = [
        _spot(matter, found, middle)
        for matter, gathered in by_matter.items()
        if len(gathered) >= least
        for found in _circles(gathered, radius_m, least)
    ]
    spots.sort(key=lambda spot: (-spot.reporters, -spot.reports, spot.matter, spot.centre.longitude))
    return spots[:most]


def _circles(sightings: list[Sighting], radius_m: float, least: int) -> Iterable[list[Sighting]]:
    """The reports of each circle, densest first."""
    cells = _cells(sightings, radius_m / _CELLS)
    offsets = [
        (column, row)
        for column in range(-_CELLS, _CELLS + 1)
        for row in range(-_CELLS, _CELLS + 1)
        if math.hypot(column, row) <= _CELLS
    ]

    def around(cell: Cell) -> list[Cell]:
        return [near for column, row in offsets if (near := (cell[0] + column, cell[1] + row)) in cells]

    queue = [(-sum(len(cells[near]) for near in around(cell)), cell) for cell in cells]
    heapq.heapify(queue)
    while queue and -queue[0][0] >= least:
        told, cell = heapq.heappop(queue)
        if cell not in cells:
            continue
        nearby = around(cell)
        now = -sum(len(cells[near]) for near in nearby)
        if now != told:  # reports were taken out since it was put here
            heapq.heappush(queue, (now, cell))
            continue
        yield [each for near in nearby for each in cells.pop(near)]


def _cells(sightings: list[Sighting], side_m: float) -> dict[Cell, list[Sighting]]:
    """Reports by square cell of a grid that is laid over this matter's reports."""
    south = min(each.point.latitude for each in sightings)
    north = max(each.point.latitude for each in sightings)
    east_m = _DEGREE_M * max(math.cos(math.radians((south + north) / 2)), 1e-6)
    cells: defaultdict[Cell, list[Sighting]] = defaultdict(list)
    for each in sightings:
        column = math.floor(each.point.longitude * east_m / side_m)
        row = math.floor(each.point.latitude * _DEGREE_M / side_m)
        cells[column, row].append(each)
    return dict(cells)


def _spot(matter: str, found: list[Sighting], middle: datetime) -> HotSpot:
    centre = Point(
        math.fsum(each.point.longitude for each in found) / len(found),
        math.fsum(each.point.latitude for each in found) / len(found),
    )
    newest = sorted(found, key=lambda each: (each.at, each.number), reverse=True)
    towns = Counter(each.town for each in found if each.town is not None)
    return HotSpot(
        matter=matter,
        town=min(towns, key=lambda town: (-towns[town], town)) if towns else None,
        centre=centre,
        radius_m=max(metres_between(centre, each.point) for each in found),
        reports=len(found),
        reporters=len({each.reporter for each in found}),
        open=sum(each.is_open for each in found),
        repeated=sum(each.repeated for each in found),
        days=len({each.at.astimezone(CITY_ZONE).date() for each in found}),
        first_at=newest[-1].at,
        last_at=newest[0].at,
        later_half=sum(each.at >= middle for each in found),
        numbers=tuple(each.number for each in newest[:_NUMBERS]),
    )
