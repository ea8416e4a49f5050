"""``python -m benchmarks``: which benchmarks there are."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from benchmarks.apply import run_apply
from benchmarks.deliver import DeliverError, run_deliver
from benchmarks.route import run_route
from benchmarks.rules import run_rules
from benchmarks.seed import seed
from benchmarks.similar import run_similar
from benchmarks.statistics import run_statistics
from benchmarks.submit import BenchError, Plan, run_submit
from benchmarks.sweep import SweepError, run_sweep
from gateway.embedded import EmbeddedError
from gateway.resources import connect, utc_now

_out = Console()
_err = Console(stderr=True)

app = typer.Typer(
    help="性能对比:同一次运行中,与做同样工作的最小实现并排测量。Ratios to the least that does the same work.",
    epilog="数字只在同一次运行中可比;请在空闲的机器上运行。Compare within one run only, on an idle machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


@app.command("submit")
def submit_command(
    rate: Annotated[
        float, typer.Option(min=1, help="固定到达率(次/秒),两边相同。Arrivals a second, same for both.")
    ] = 100,
    seconds: Annotated[
        float, typer.Option(min=0.5, help="每次测量的时长(秒)。Length of one measurement.")
    ] = 3,
    connections: Annotated[
        int, typer.Option(min=1, max=512, help="保持的连接数。Connections kept open.")
    ] = 32,
    rounds: Annotated[int, typer.Option(min=1, help="轮数,两边交替。Rounds, the sides taking turns.")] = 3,
    steps: Annotated[
        int, typer.Option(min=0, help="查找最高可持续速率的步数,0 跳过。Steps of the search; 0: none.")
    ] = 5,
) -> None:
    """上报一条诉求,对比直接写库的最小实现。submitReport beside a bare handler that writes the same document.

    Both run as servers of their own, with the same uvicorn settings, on one embedded MongoDB, each write
    journalled by a majority. In every round each side gets:

    1. open loop, --rate: requests leave on a fixed schedule whether or not earlier ones were answered, and
    a latency counts from the scheduled moment, so a stall is felt by every request that it delays;

    2. closed loop, --connections: each connection sends as soon as it is answered; throughput only, for a
    slow server is asked less often;

    3. a search, --steps: the highest open-loop rate that is kept (no errors, 95 % within 100 ms).

    Takes rounds x 2 x (2 + steps) x seconds, about 2.5 minutes as it comes; a first look in 20 seconds:
    scripts/bench submit --rounds 1 --steps 0
    """
    plan = Plan(rate=rate, seconds=seconds, connections=connections, rounds=rounds, steps=steps)
    _run(run_submit(plan, _out))


@app.command("route")
def route_command(
    calls: Annotated[int, typer.Option(min=100, help="每轮调用次数。Calls in a round.")] = 5000,
    rounds: Annotated[int, typer.Option(min=1, help="轮数,交替进行。Rounds, taking turns.")] = 7,
) -> None:
    """定位镇街和完整派单的耗时,对比裸 numpy 最近点。Point to town, and whole decisions, beside an argmin.

    Then whole decisions by a powers list of 10,000 rules over 600 villages, beside the list that ships.
    """
    run_route(calls, rounds, _out)
    run_rules(calls, rounds, _out)


@app.command("apply")
def apply_command(
    stored: Annotated[
        list[int], typer.Option(min=0, help="库中已有诉求数，可多次给出。Reports already stored.")
    ] = [0, 100_000, 1_000_000],  # noqa: B006 - typer reads it and changes nothing
    commands: Annotated[int, typer.Option(min=50, help="每轮操作数。Commands in a round.")] = 1500,
    rounds: Annotated[int, typer.Option(min=1, help="轮数，两边交替。Rounds, taking turns.")] = 5,
) -> None:
    """签收一条诉求，对比一次读加一次条件更新，看库变大后如何。Signing, as the collection grows.

    Reads by number, judges by the table, and writes with version, trace and clocks; beside it one bare read
    and one bare guarded update. Fills its own database first: a million reports take some minutes and 3 GB.
    """
    _run(run_apply(sorted(stored), commands, rounds, _out))


@app.command("sweep")
def sweep_command(
    count: Annotated[int, typer.Option(min=100, help="到期提醒数。Alarms that are due.")] = 100_000,
    rounds: Annotated[int, typer.Option(min=1, help="轮数，交替进行。Rounds, taking turns.")] = 1,
) -> None:
    """处理到期时限，一个和两个进程，对比一次租约加一次更新。Due alarms, by one worker and by two.

    Beside it one bare lease and one bare guarded update an alarm. A first look in a minute:
    scripts/bench sweep --count 3000
    """
    _run(run_sweep(count, rounds, _out))


@app.command("statistics")
def statistics_command(
    days: Annotated[
        int, typer.Option(min=1, max=400, help="天数，每天 5,000 条。Days of 5,000 reports.")
    ] = 365,
    rounds: Annotated[int, typer.Option(min=1, help="轮数，两边交替。Rounds, taking turns.")] = 3,
) -> None:
    """一年每天 5,000 条的统计，对比同一索引上的裸计数。Statistics of a year beside a bare count.

    Fills its own database first with what statistics read: a year takes some minutes and 2 GB.
    A first look: scripts/bench statistics --days 30
    """
    _run(run_statistics(days, rounds, _out))


@app.command("similar")
def similar_command(
    stored: Annotated[int, typer.Option(min=1000, help="库中诉求数。Reports stored.")] = 100_000,
    queries: Annotated[int, typer.Option(min=100, help="查询次数。Questions.")] = 2000,
) -> None:
    """上报前后查找附近同类诉求的耗时，对比同一索引的裸查询。Open reports of it, beside a bare query.

    Fills its own database first: a million reports take some minutes and 3 GB.
    """
    _run(run_similar(stored, queries, _out))


@app.command("deliver")
def deliver_command(
    count: Annotated[
        int, typer.Option(min=100, help="诉求数，每条约三条通知。Reports, three notices each.")
    ] = 3000,
    rounds: Annotated[int, typer.Option(min=1, help="轮数，交替进行。Rounds, taking turns.")] = 3,
) -> None:
    """投递通知到一个应用的服务器，以及另一应用失联的影响。Call-backs, alone and beside a dead app.

    Beside it one bare post and one bare update a notice. A first look:
    scripts/bench deliver --count 500 --rounds 1
    """
    _run(run_deliver(count, rounds, _out))


@app.command("seed")
def seed_command(
    uri: Annotated[str, typer.Argument(help="MongoDB 地址。Address of a database to fill.")],
    count: Annotated[int, typer.Option(min=1, help="条数。How many reports.")] = 100_000,
    name: Annotated[str, typer.Option(help="数据库名。Its name.")] = "suishoupai_bench",
) -> None:
    """向一个数据库写入一年的诉求，供压测。Fill a database with a year of reports to measure in."""

    async def fill() -> None:
        client = connect(uri)
        try:
            await seed(client.get_database(name), count, utc_now(), _out)
        finally:
            client.close()

    _run(fill())
    _out.print(f"{count:,} 条已写入 {name} · {count:,} reports are in {name}")


def _run(measured: Coroutine[Any, Any, None]) -> None:
    """Run it; what goes wrong as expected is told in words."""
    try:
        uvloop.run(measured)
    except (EmbeddedError, BenchError, SweepError, DeliverError, OSError) as error:
        _err.print(str(error), style="red", markup=False, highlight=False)
        sys.exit(1)
    except (KeyboardInterrupt, asyncio.CancelledError):
        _err.print("已停止 · Stopped")
        sys.exit(130)


app()
