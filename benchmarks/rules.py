"""Decisions by a long list: 10,000 rules over 600 villages that are drawn, beside the list that ships."""

import itertools
import random
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

import routing
from intake import Ask, Crs, Location, LocationSource, Point

RULES = 10_000
GOAL_US = 200.0
"""Microseconds that 99 of 100 decisions may take."""
_WEST, _SOUTH, _EAST, _NORTH = 113.55, 22.70, 114.20, 23.10  # most of the city, and some ground around it
_SIDE = 0.0125  # degrees, a good kilometre: as many squares as villages, and again


def run_rules(calls: int, rounds: int, console: Console) -> None:
    """Read the long list, decide by it, and print microseconds a decision.

    Args:
        calls: decisions of a round.
        rounds: how often each is measured; all of them together make the percentiles.
        console: where to print.
    """
    shipped = routing.builtin_catalogue()
    began = time.perf_counter()
    long = routing.read_catalogue(replace(shipped.tables, powers=_rows(shipped)))
    console.print(
        f"{RULES:,} 条规则读入并校验 · rules read and checked in {time.perf_counter() - began:.2f} s"
    )
    layer, calendar = routing.builtin_layer(shipped), routing.builtin_calendar()
    overlay = _overlay(shipped, layer)
    routers = {
        f"{len(catalogue.powers.rules):,} rules": routing.Routing(catalogue, layer, calendar, overlay=overlay)
        for catalogue in (shipped, long)
    }
    asks = _asks(shipped, layer, calls)
    measured: dict[str, list[float]] = {name: [] for name in routers}
    for _ in range(rounds):
        for name, router in routers.items():
            measured[name] += _us(router, asks)
    _show(measured, console)


def _rows(catalogue: routing.Catalogue) -> tuple[routing.Row, ...]:
    """Rules by matter and village, some by kind of place and hours, over the ones that ship."""
    draw = random.Random(1)  # noqa: S311 - nothing secret
    villages = [village.code for village in catalogue.villages.values() if village.has_committee]
    places = ["", *catalogue.places]
    grounds = {
        (draw.choice([*catalogue.matters, "E01*", "E2*"]), draw.choice(villages), draw.choice(places))
        for _ in range(2 * RULES)
    }
    shipped = catalogue.tables.powers
    ours = (
        {
            **shipped[0],
            "rule": f"V{number}",
            "matter": matter,
            "village": village,
            "place": place,
            "window": draw.choice(["", "", "22:00-06:00", "1-5 08:30-17:30"]),
            "lead": draw.choice(["CG", "JT", "CW"]),
        }
        for number, (matter, village, place) in enumerate(sorted(grounds))
    )
    return (*shipped, *(row for _, row in zip(range(RULES - len(shipped)), ours, strict=False)))


def _overlay(catalogue: routing.Catalogue, layer: routing.BoundaryLayer) -> routing.Overlay:
    """The city in squares: every village somewhere in its town, kinds of place over all of it."""
    left = {
        town: [v.code for v in catalogue.villages.values() if v.town_code == town] for town in catalogue.towns
    }
    kinds = itertools.cycle(catalogue.places)
    features: list[dict[str, Any]] = []
    steps = [
        (_WEST + column * _SIDE, _SOUTH + row * _SIDE)
        for column in range(round((_EAST - _WEST) / _SIDE))
        for row in range(round((_NORTH - _SOUTH) / _SIDE))
    ]
    for west, south in steps:
        ground = layer.locate(Point(west + _SIDE / 2, south + _SIDE / 2)).jurisdiction
        if ground is None:
            continue
        features.append(_square(west, south, "place", next(kinds)))
        if left[ground.town_code]:
            features.append(_square(west, south, "village", left[ground.town_code].pop()))
    data = orjson.dumps({"type": "FeatureCollection", "features": features})
    return routing.load_overlay(data, catalogue, layer=layer)


def _square(west: float, south: float, kind: str, code: str) -> dict[str, Any]:
    east, north = west + _SIDE, south + _SIDE
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {
        "type": "Feature",
        "properties": {"kind": kind, "code": code},
        "geometry": {"type": "Polygon", "coordinates": [corners]},
    }


def _asks(catalogue: routing.Catalogue, layer: routing.BoundaryLayer, count: int) -> list[Ask]:
    """Reports of every matter from all over the city."""
    draw = random.Random(2)  # noqa: S311 - nothing secret
    matters = [code for code in catalogue.matters if code != routing.UNSURE]
    asks: list[Ask] = []
    while len(asks) < count:
        point = Point(draw.uniform(_WEST, _EAST), draw.uniform(_SOUTH, _NORTH))
        if layer.locate(point).jurisdiction is None:
            continue
        place = Location(
            point=point,
            raw=(point.longitude, point.latitude),
            crs=Crs.WGS84,
            source=LocationSource.DEVICE,
            accuracy_m=15.0,
        )
        asks.append(Ask(matter=draw.choice(matters), location=place, text=""))
    return asks


def _us(router: routing.Routing, asks: list[Ask]) -> list[float]:
    """Microseconds of each decision, of this thread alone: a neighbour on the machine is not counted."""
    now = datetime.now(UTC)
    taken = []
    for ask in asks:
        began = time.thread_time_ns()
        router.route(ask, now)
        taken.append((time.thread_time_ns() - began) / 1e3)
    return taken


def _show(measured: dict[str, list[float]], console: Console) -> None:
    table = Table(title="µs a decision", title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    for heading in ("p50", "p99", f"p99 < {GOAL_US:g}"):
        table.add_column(heading, justify="right")
    for name, values in measured.items():
        p99 = statistics.quantiles(values, n=100)[98]
        verdict = "holds" if p99 < GOAL_US else "fails"
        table.add_row(name, f"{statistics.median(values):.1f}", f"{p99:.1f}", verdict)
    console.print(table)
