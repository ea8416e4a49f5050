"""``deliveries``: what was given up, and the channels that are left alone for a while."""

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import islice
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from channels import CircuitStore
from gateway.cli.configured import configured
from gateway.cli.console import MISUSED, fail, out, run
from gateway.cli.operator import operator
from gateway.resources import open_stores, utc_now
from gateway.settings import Settings
from intake import (
    CITY_ZONE,
    Actor,
    Failure,
    FailureFilter,
    FailurePlace,
    FailureReason,
    Failures,
    Remedy,
)

_PAGE = 100
app = typer.Typer(
    name="deliveries",
    help="投递：失败的通知和渠道熔断。Failed deliveries, and circuits.",
    no_args_is_help=True,
)
Ids = Annotated[list[str] | None, typer.Argument(help="失败的编号；不给则按筛选。Ids; or by the filters.")]
ChannelName = Annotated[str | None, typer.Option("--channel", help="渠道。Of this channel.")]
Reason = Annotated[FailureReason | None, typer.Option("--reason", help="放弃原因。Why it was given up.")]
Since = Annotated[datetime | None, typer.Option("--since", help="自该时刻（城市时间）起。City time.")]
Until = Annotated[datetime | None, typer.Option("--until", help="在该时刻（城市时间）前。City time.")]
Words = Annotated[str, typer.Option("--words", help="理由，最多 200 字。Why.")]
By = Annotated[str | None, typer.Option("--by", help="操作人，不给则为系统登录名。Who decides.")]


@app.command("list")
def list_command(
    channel: ChannelName = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    most: Annotated[int, typer.Option(min=1, help="最多列出几条。How many.")] = 50,
) -> None:
    """列出未能送达的通知，新的在前。What was given up, newest first."""
    settings, wanted = configured(), _wanted(channel, reason, since, until)
    run(lambda: _list(settings, wanted, most))


@app.command("requeue")
def requeue_command(
    words: Words,
    ids: Ids = None,
    channel: ChannelName = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    by: By = None,
) -> None:
    """重新投递，其后的通知随后按序送出。Send again, and what waits behind, in order."""
    settings, wanted = configured(), _named(ids, _wanted(channel, reason, since, until))
    run(lambda: _decide(settings, wanted, Remedy.REQUEUE, words, operator(by)))


@app.command("drop")
def drop_command(
    words: Words,
    ids: Ids = None,
    channel: ChannelName = None,
    reason: Reason = None,
    since: Since = None,
    until: Until = None,
    by: By = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help="连同其后待投递的。And all that wait behind.")] = False,
) -> None:
    """放弃投递：跳过该条，之后的照常送出。Pass over the entry and go on with the next."""
    settings, wanted = configured(), _named(ids, _wanted(channel, reason, since, until))
    remedy = Remedy.DROP_ALL if all_ else Remedy.DROP
    run(lambda: _decide(settings, wanted, remedy, words, operator(by)))


@app.command("circuit")
def circuit_command(
    close: Annotated[str | None, typer.Option(help="合上该渠道，立即投递。Close this channel's now.")] = None,
) -> None:
    """各渠道的熔断状态。Which channels are left alone, and until when."""
    settings = configured()
    run(lambda: _circuit(settings, close))


async def _list(settings: Settings, wanted: FailureFilter, most: int) -> int:
    table = Table()
    for heading in (
        "编号 id",
        "诉求 number",
        "渠道 channel",
        "序号 seq",
        "时间 at",
        "原因 reason",
        "答复 error",
    ):
        table.add_column(heading, overflow="fold")
    async with open_stores(settings) as stores:
        failures = Failures(stores.database, utc_now)
        found = [each async for each in _each(failures, operator(None), wanted, most)]
    for each in found:
        at = each.failed_at.astimezone(CITY_ZONE).strftime("%Y-%m-%d %H:%M:%S")
        reason = f"{each.reason.zh} {each.reason.value}" if each.reason else "-"
        table.add_row(each.id, each.number, each.channel, str(each.seq), at, reason, escape(each.error))
    out.print(table)
    return 0


async def _decide(
    settings: Settings, wanted: FailureFilter | tuple[str, ...], remedy: Remedy, words: str, actor: Actor
) -> int:
    asked = done = 0
    async with open_stores(settings) as stores:
        failures = Failures(stores.database, utc_now)
        if isinstance(wanted, FailureFilter):
            # what was given up again meanwhile is not taken up a second time
            ids = [each.id async for each in _each(failures, actor, wanted, None)]
        else:
            ids = list(wanted)
        rest = iter(ids)
        while some := tuple(islice(rest, _PAGE)):
            asked += len(some)
            done += len(await failures.decide(actor, some, remedy, words))
    out.print(f"{remedy.zh}：{done}/{asked} · {remedy.value}: {done} of {asked}")
    return 0 if done == asked else 1


async def _circuit(settings: Settings, close: str | None) -> int:
    table = Table()
    for heading in ("渠道 channel", "状态 state", "连续失败 failures", "至 until", "最近失败 error"):
        table.add_column(heading, overflow="fold")
    async with open_stores(settings) as stores:
        circuits = CircuitStore(stores.database)
        if close is not None:
            await circuits.close(close)
        found, now = await circuits.every(), utc_now()
    for each in found:
        state = each.state(now)
        until = each.until.astimezone(CITY_ZONE).strftime("%H:%M:%S") if each.until else "-"
        words = (
            each.channel,
            f"{state.zh} {state.value}",
            str(each.failures),
            until,
            escape(each.error or "-"),
        )
        table.add_row(*words)
    out.print(table)
    return 0


async def _each(
    failures: Failures, actor: Actor, wanted: FailureFilter, most: int | None
) -> AsyncIterator[Failure]:
    place, count = None, 0
    while True:
        page = await failures.page(actor, wanted, _PAGE, place)
        for each in page.failures:
            if count == most:
                return
            count += 1
            yield each
        if not page.has_next:
            return
        place = FailurePlace(page.failures[-1].failed_at, page.failures[-1].id)


def _wanted(
    channel: str | None, reason: FailureReason | None, since: datetime | None, until: datetime | None
) -> FailureFilter:
    since, until = (each.replace(tzinfo=CITY_ZONE) if each else None for each in (since, until))
    return FailureFilter(channel=channel, reason=reason, since=since, until=until)


def _named(ids: list[str] | None, wanted: FailureFilter) -> FailureFilter | tuple[str, ...]:
    if bool(ids) == (wanted != FailureFilter()):
        fail("请给出编号，或给出筛选条件\nName ids, or give filters: one of the two", MISUSED)
    return tuple(ids) if ids else wanted
