"""What adapters are given to work with."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from channels.news import Message
from channels.store import ChannelStore
from channels.wechat import MiniProgram
from intake import Crs, HashAlgorithm, Point


@dataclass(frozen=True, slots=True)
class Key:
    """A secret shared with an app; two may live at once while the app changes over.

    Attributes:
        id: what requests name it by.
        secret: 32 bytes or more.
    """

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What an operator set for one app.

    Attributes:
        keys: that its requests and ours may be signed with; ours go with the first.
        hash: what signatures are made with.
        callback_url: where its server hears of its reports; None tells it nothing.
        photo_hosts: hosts from which its photos may be fetched.
        per_minute: how many requests of it are taken in a minute.
    """

    keys: tuple[Key, ...] = ()
    hash: HashAlgorithm = HashAlgorithm.SHA256
    callback_url: str | None = None
    photo_hosts: frozenset[str] = frozenset()
    per_minute: int = 600


class Poster(Protocol):
    """What sends messages to the servers of apps."""

    async def post(self, app: App, message: Message) -> None:
        """Send one, signed.

        Raises:
            Refused: the app will never take it.
            Exception: anything else is tried again later.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the registry builds channels from.

    Attributes:
        store: the collections of the channels.
        http: for everything that is sent to apps; opened and closed by its owner.
        to_wgs84: longitude, latitude and their reference to a place on the globe.
        apps: what an operator set, by name of channel; an app that is not here is closed.
        matters: codes of the catalogue, which the tables of open channels are held against; None where it is
            not known.
        callback: sends to the servers of apps; None where nothing does.
        mini_program: sends WeChat's messages; None where it is not set up.
    """

    store: ChannelStore
    http: httpx.AsyncClient
    to_wgs84: Callable[[float, float, Crs], Point]
    apps: Mapping[str, App] = field(default_factory=dict)
    matters: Collection[str] | None = None
    callback: Poster | None = None
    mini_program: MiniProgram | None = None
