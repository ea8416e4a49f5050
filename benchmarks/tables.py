"""How a run is told."""

from collections.abc import Callable

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.figures import KEPT_WITHIN_MS, Round, Seen, Spread, Trial, paired, ratio


def show(real: Seen, floor: Seen, connections: int, console: Console) -> None:
    """Print the latencies at the fixed rate, the throughputs, the ratios, and how far to trust them."""
    searched = bool(real.rounds[0].search)
    console.print(_steady(real, floor))
    console.print(_throughput(real, floor, connections, searched=searched))
    console.print(_ratios(real, floor, searched=searched))
    for line in _notes(real, floor):
        console.print(line, highlight=False)


def _steady(real: Seen, floor: Seen) -> Table:
    offered = real.rounds[0].steady.offered
    table = _table(f"Open loop, {offered:g} requests/s; ms from when one was due")
    for heading in ("filed/s", "errors", "p50", "p95", "p99", "CPU ms\na report", "peak\nMB"):
        table.add_column(heading, justify="right")
    for side in (real, floor):
        table.add_row(
            side.name,
            f"{side.over(lambda each: each.steady.answers.rate).median:.1f}",
            str(sum(each.steady.answers.errors for each in side.rounds)),
            *(f"{side.latency(percent):.1f}" for percent in (50, 95, 99)),
            f"{side.over(lambda each: each.steady.server_ms).median:.2f}",
            f"{side.peak_mb:.0f}",
        )
    return table


def _throughput(real: Seen, floor: Seen, connections: int, *, searched: bool) -> Table:
    table = _table("Reports/s at most: median (lowest - highest round)")
    if searched:
        table.add_column(f"open loop,\n95 % ≤ {KEPT_WITHIN_MS:g} ms", justify="right")
    table.add_column(f"closed loop,\n{connections} connections", justify="right")
    table.add_column("errors", justify="right")
    table.add_column("CPU ms\na report", justify="right")
    for side in (real, floor):
        row = [side.name]
        if searched:
            row.append(_told(side.over(lambda each: each.kept), 0))
        row += [
            _told(side.over(_closed_rate), 0),
            str(sum(trial.answers.errors for each in side.rounds for trial in (each.closed, *each.search))),
            f"{side.over(_closed_cpu).median:.2f}",
        ]
        table.add_row(*row)
    return table


def _ratios(real: Seen, floor: Seen, *, searched: bool) -> Table:
    table = _table(f"{real.name} beside the floor: 1.00 is as good")
    table.add_column("median (lowest - highest)", justify="right")
    if searched:
        kept = paired(real, floor, lambda each: each.kept)
        table.add_row("kept rate, open loop (real ÷ floor)", _told(kept, 2))
    table.add_row("throughput, closed loop (real ÷ floor)", _told(paired(real, floor, _closed_rate), 2))
    rows: dict[str, Callable[[Round], float]] = {
        "CPU a report, closed loop (floor ÷ real)": _closed_cpu,
        "CPU a report, fixed rate (floor ÷ real)": lambda each: each.steady.server_ms,
    }
    for label, number in rows.items():
        table.add_row(label, _told(paired(floor, real, number), 2))
    return table


def _notes(real: Seen, floor: Seen) -> list[str]:
    """What to know before believing the tables."""
    lines = []
    for side in (real, floor):
        closed = [each.closed for each in side.rounds]
        share = {
            "server": _cores(closed, lambda trial: trial.server_s),
            "mongod": _cores(closed, lambda trial: trial.mongod_s),
            "driver": _cores(closed, lambda trial: trial.driver_s),
            "others": _cores(closed, _others_s),
        }
        mongod_ms = side.over(lambda each: each.closed.mongod_ms).median
        cores = ", ".join(f"{name} {value:.2f}" for name, value in share.items())
        lines.append(f"{side.name}, closed loop, cores in use: {cores}; mongod {mongod_ms:.2f} ms/report")
    lines += [f"{side.name}: {side.answered} answered, {side.stored} stored" for side in (real, floor)]
    busiest = max(ratio(trial.driver_s, trial.answers.elapsed_s) for trial in [*real.trials, *floor.trials])
    lines.append(f"the driver took at most {busiest:.0%} of one core")
    return lines


def _closed_rate(each: Round) -> float:
    return each.closed.answers.rate


def _closed_cpu(each: Round) -> float:
    return each.closed.server_ms


def _others_s(trial: Trial) -> float:
    return max(0.0, trial.machine_s - trial.server_s - trial.mongod_s - trial.driver_s)


def _cores(trials: list[Trial], spent: Callable[[Trial], float]) -> float:
    return ratio(sum(map(spent, trials)), sum(trial.answers.elapsed_s for trial in trials))


def _told(spread: Spread, digits: int) -> str:
    if spread.low == spread.high:
        return f"{spread.median:.{digits}f}"
    return f"{spread.median:.{digits}f} ({spread.low:.{digits}f} - {spread.high:.{digits}f})"


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    table.add_column("")
    return table
