"""Channels to test with: the real registry over the test's database, and outlets that fail as told."""

from collections import defaultdict
from collections.abc import Callable, Mapping

import httpx

from channels import (
    App,
    Channel,
    ChannelStore,
    Delivery,
    Means,
    Message,
    News,
    Pace,
    build_channels,
)
from intake import Database
from routing import to_wgs84


def channels(database: Database, apps: Mapping[str, App] | None = None) -> Mapping[str, Channel]:
    """The channels of a service without any app, or with these."""
    means = Means(store=ChannelStore(database), http=httpx.AsyncClient(), to_wgs84=to_wgs84, apps=apps or {})
    return build_channels(means)


STEADY = Pace(draw=lambda: 0.0, seconds=lambda: 0.0)
"""No jitter, and time stands still but for the test's own clock."""


def delivery(database: Database, over: Mapping[str, Channel] | None = None) -> Delivery:
    """A worker over those channels, or over these."""
    return Delivery(database, over or channels(database), STEADY)


class Moody:
    """The way out of i莞家, which fails as the test says."""

    def __init__(self, database: Database, fails: Callable[[Message], Exception | None]) -> None:
        self._inner = channels(database)["iguanjia"].outlet
        self._fails = fails
        self.heard: dict[str, list[int]] = defaultdict(list)

    def render(self, news: News) -> Message:
        """As i莞家 does."""
        return self._inner.render(news)

    async def send(self, message: Message) -> None:
        """Raise what the test says, or place it in the inbox and remember it."""
        error = self._fails(message)
        if error is not None:
            raise error
        await self._inner.send(message)
        self.heard[message.body["report_id"]].append(message.body["seq"])


def moody(
    database: Database, fails: Callable[[Message], Exception | None]
) -> tuple[Moody, dict[str, Channel]]:
    """That way out, and the channels with it."""
    outlet = Moody(database, fails)
    return outlet, {"iguanjia": Channel(name="iguanjia", zh="i莞家", outlet=outlet)}
