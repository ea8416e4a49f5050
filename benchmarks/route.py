"""A point to its town, and a whole decision, beside the least that finds a nearest prototype."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

import routing
from intake import Ask, Crs, Location, LocationSource, Point

_Asked = TypeVar("_Asked")
_ARGMIN = "bare numpy argmin"
_INSIDE = "point in the city to town"
_OUTSIDE = "point outside the city"
_DECISION = "whole decision"
GOAL_US = 50.0
"""Microseconds that routing a point may take."""
_MATTER = "C0118"
_WEST, _SOUTH, _EAST, _NORTH = 113.55, 22.70, 114.20, 23.10  # most of the city, and some ground around it


def run_route(calls: int, rounds: int, console: Console) -> None:
    """Measure the look-ups in turn and print microseconds a call.

    Args:
        calls: points of a round.
        rounds: how often each is measured.
        console: where to print.
    """
    catalogue = routing.builtin_catalogue()
    layer = routing.builtin_layer(catalogue)
    router = routing.Routing(catalogue, layer, routing.builtin_calendar())
    nearest = _bare_argmin()
    now = datetime.now(UTC)
    inside, outside = _places(layer, calls)
    asks = [Ask(matter=_MATTER, location=_at(point), text="") for point in inside]
    measured: dict[str, list[float]] = {name: [] for name in (_ARGMIN, _INSIDE, _OUTSIDE, _DECISION)}
    for _ in range(rounds):
        measured[_ARGMIN].append(_us_a_call(nearest, inside))
        measured[_INSIDE].append(_us_a_call(layer.locate, inside))
        measured[_OUTSIDE].append(_us_a_call(layer.locate, outside))
        measured[_DECISION].append(_us_a_call(lambda ask: router.route(ask, now), asks))
    _show(measured, console)


def _places(layer: routing.BoundaryLayer, count: int) -> tuple[list[Point], list[Point]]:
    """So many points in the city, and as many outside of it (those near enough count as outside too)."""
    draw = random.Random(1)  # noqa: S311 - nothing secret
    inside: list[Point] = []
    outside: list[Point] = []
    while len(inside) < count or len(outside) < count:
        point = Point(draw.uniform(_WEST, _EAST), draw.uniform(_SOUTH, _NORTH))
        ground = layer.locate(point).jurisdiction
        (inside if ground is not None and not ground.snapped_m else outside).append(point)
    return inside[:count], outside[:count]


def _bare_argmin() -> Callable[[Point], int]:
    """The index of the nearest prototype, in degrees: no town, no border, no distance."""
    table = Path(routing.__file__).with_name("data") / "town_prototypes.csv"
    rows = routing.read_rows(table.read_text("utf-8"))
    x = np.array([float(row["longitude"]) for row in rows])
    y = np.array([float(row["latitude"]) for row in rows])

    def nearest(point: Point) -> int:
        dx, dy = x - point.longitude, y - point.latitude
        return int((dx * dx + dy * dy).argmin())

    return nearest


def _at(point: Point) -> Location:
    return Location(
        point=point,
        raw=(point.longitude, point.latitude),
        crs=Crs.WGS84,
        source=LocationSource.DEVICE,
        accuracy_m=15.0,
    )


def _us_a_call(call: Callable[[_Asked], object], arguments: list[_Asked]) -> float:
    began = time.perf_counter()
    for each in arguments:
        call(each)
    return (time.perf_counter() - began) / len(arguments) * 1e6


def _show(measured: dict[str, list[float]], console: Console) -> None:
    floor = statistics.median(measured[_ARGMIN])
    table = Table(title="µs a call", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    for heading in ("median", "lowest", "highest", "÷ argmin", f"< {GOAL_US:g}"):
        table.add_column(heading, justify="right")
    for name, values in measured.items():
        median = statistics.median(values)
        figures = (median, min(values), max(values), median / floor)
        table.add_row(
            name, *(f"{figure:.1f}" for figure in figures), "holds" if median < GOAL_US else "fails"
        )
    console.print(table)
