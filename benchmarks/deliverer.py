"""One worker that delivers until nothing is due, or the least that delivers as many.

Run by the benchmark as ``python -m benchmarks.deliverer URI DATABASE real|floor URL [DEAD_URL]``: says that
it is ready, waits for a line, works, and says how many notices it delivered in how many seconds of processor
time. Where a second address is given, another channel that is owed as much is told there at the same time.
"""

import asyncio
import sys
import time

import aiohttp
import httpx
import uvloop

from channels import App, ChannelStore, Delivery, Key, Means, build_channels, open_callback
from gateway.resources import connect, utc_now
from intake import Database
from routing import to_wgs84

ALIVE, DEAD = "city", "grid"
_KEY = Key("bench", b"0123456789abcdef0123456789abcdef")
_AT_ONCE = 32
_BODY = b'{"externalRef": "SSP-20261124-0001", "seq": 1, "body": "' + b"x" * 300 + b'"}'


async def _main(uri: str, name: str, side: str, url: str, dead: str | None) -> None:
    client = connect(uri)
    try:
        database = client.get_database(name)
        await client.admin.command("ping")
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.readline)
        began, wall = time.process_time(), time.perf_counter()
        done = await (_real(database, url, dead) if side == "real" else _floor(database, url))
        sys.stdout.write(f"{done} {time.process_time() - began} {time.perf_counter() - wall}\n")
    finally:
        client.close()


async def _real(database: Database, url: str, dead: str | None) -> int:
    apps = {ALIVE: App(keys=(_KEY,), callback_url=url)}
    if dead is not None:
        apps[DEAD] = App(keys=(_KEY,), callback_url=dead)
    async with open_callback(utc_now) as callback, httpx.AsyncClient() as http:
        store = ChannelStore(database)
        means = Means(store=store, http=http, to_wgs84=to_wgs84, apps=apps, callback=callback)
        delivery = Delivery(database, build_channels(means))
        beside = asyncio.create_task(_until_cancelled(delivery)) if dead is not None else None
        done = 0
        while handled := await delivery.deliver_once(utc_now(), ALIVE):
            done += handled
        if beside is not None:
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)
        return done


async def _until_cancelled(delivery: Delivery) -> None:
    while True:
        if not await delivery.deliver_once(utc_now(), DEAD):
            await asyncio.sleep(0.25)


async def _floor(database: Database, url: str) -> int:
    """A bare post and a bare update of one mark for each notice, as many at once as a lane has."""
    reports = database.get_collection("reports")
    found = await reports.find({"channel": ALIVE}, {"public_seq": 1}).to_list(None)
    due = iter([(each["_id"], each["public_seq"]) for each in found])
    done = 0

    async def one() -> None:
        nonlocal done
        for id_, last in due:
            for seq in range(1, last + 1):
                async with session.post(url, data=_BODY) as answer:
                    await answer.read()
                await reports.update_one({"_id": id_}, {"$set": {"outgoing.0.sent_seq": seq}})
                done += 1

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(one() for _ in range(_AT_ONCE)))
    return done


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:5], sys.argv[5] if len(sys.argv) > 5 else None))  # type: ignore[call-arg] # noqa: PLR2004 - as the usage says
