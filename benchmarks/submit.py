"""``submitReport`` beside the floor: who is measured when, and for how long."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.drive import drive
from benchmarks.figures import Round, Seen, Trial
from benchmarks.process import cpu_s, machine_cpu_s, peak_mb
from benchmarks.sides import Side, Sides, started
from benchmarks.tables import show
from benchmarks.workload import bodies

_HIGHEST = 1.1
"""Where the search begins to halve, in units of the closed-loop throughput."""
_WARM_UP_S = 1.5
_FIRST = 1
"""Reports in the service's database before it is measured: the one that the floor copies."""


class BenchError(Exception):
    """There is nothing to measure; the words say why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do.

    Attributes:
        rate: fixed arrival rate a second, the same for both sides.
        seconds: length of a trial.
        connections: kept open to the server under test.
        rounds: how often each side is measured.
        steps: halvings of the search for the highest rate that is kept; 0 leaves it out.
    """

    rate: float
    seconds: float
    connections: int
    rounds: int
    steps: int


async def run_submit(plan: Plan, console: Console) -> None:
    """Measure both sides in turn and print what came out; leaves nothing behind.

    Raises:
        EmbeddedError: a server cannot run here or did not start; the words say why.
        BenchError: a side does not do its work.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, _progress(console) as progress:
        task = progress.add_task("starting servers", total=plan.rounds * 2 * (2 + plan.steps))
        async with started(Path(folder)) as sides:
            bench = _Bench(plan, sides, lambda: progress.advance(task))
            both = (sides.real, sides.floor)
            rounds: dict[str, list[Round]] = {side.name: [] for side in both}
            for side in both:
                progress.update(task, description=f"warming up {side.name}")
                await bench.trial(side, None, _WARM_UP_S)
            for number in range(1, plan.rounds + 1):
                for side in both:
                    progress.update(task, description=f"round {number} of {plan.rounds}: {side.name}")
                    rounds[side.name].append(await bench.round(side))
            real, floor = [
                Seen(
                    name=side.name,
                    rounds=rounds[side.name],
                    peak_mb=peak_mb(side.pid),
                    answered=bench.filed[side.name],
                    stored=await sides.stored(side) - (_FIRST if side is sides.real else 0),
                )
                for side in both
            ]
    show(real, floor, plan.connections, console)


class _Bench:
    """Measures one side at a time, and counts what each said it had stored."""

    def __init__(self, plan: Plan, sides: Sides, tick: Callable[[], None]) -> None:
        self._plan = plan
        self._sides = sides
        self._tick = tick
        self._requests = bodies(seed=1)
        self.filed = {sides.real.name: 0, sides.floor.name: 0}

    async def round(self, side: Side) -> Round:
        steady = await self._ticked(side, self._plan.rate)
        closed = await self._ticked(side, None)
        return Round(steady, closed, await self._search(side, closed.answers.rate))

    async def trial(self, side: Side, rate: float | None, seconds: float) -> Trial:
        pids = (side.pid, self._sides.mongod_pid, os.getpid())
        before = [*map(cpu_s, pids), machine_cpu_s()]
        answers = await drive(
            side.port,
            self._sides.token,
            self._requests,
            connections=self._plan.connections,
            seconds=seconds,
            rate=rate,
        )
        if not answers.filed:
            raise BenchError(f"{side.name} 一条也没有受理 · {side.name} filed nothing")
        after = [*map(cpu_s, pids), machine_cpu_s()]
        self.filed[side.name] += answers.filed
        server, mongod, driver, machine = (end - start for start, end in zip(before, after, strict=True))
        return Trial(
            offered=rate,
            answers=answers,
            server_s=server,
            mongod_s=mongod,
            driver_s=driver,
            machine_s=machine,
        )

    async def _search(self, side: Side, throughput: float) -> list[Trial]:
        """Halve the interval between a rate that was kept and one that was not."""
        low, high = 0.0, throughput * _HIGHEST
        trials: list[Trial] = []
        for _ in range(self._plan.steps):
            rate = (low + high) / 2
            trial = await self._ticked(side, rate)
            trials.append(trial)
            low, high = (rate, high) if trial.is_kept else (low, rate)
        return trials

    async def _ticked(self, side: Side, rate: float | None) -> Trial:
        trial = await self.trial(side, rate, self._plan.seconds)
        self._tick()
        return trial


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=2,  # drawing takes processor time from what is measured
    )
