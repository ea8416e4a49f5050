"""What a resolver may reach: the services, who asks, and in which language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from channels import CircuitStore, Inbox, MiniProgram
from intake import (
    Actor,
    Changes,
    Failures,
    Forbidden,
    HotSpots,
    IdentityReads,
    Intake,
    Report,
    Role,
    Statistics,
    Topics,
    Unauthenticated,
)
from media import Media, Photo, Rendition
from routing import AddressLookup, Editions, Routing, Trials


@dataclass(frozen=True, slots=True)
class Issued:
    """A bearer token that was just made, and until when it holds (aware UTC)."""

    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The packages below, opened once for the process.

    There are no addresses where no map service is set, and no mini-program where WeChat is not.
    """

    intake: Intake
    changes: Changes
    media: Media
    routing: Routing
    inbox: Inbox
    statistics: Statistics
    hot_spots: HotSpots
    topics: Topics
    failures: Failures
    circuits: CircuitStore
    editions: Editions
    trials: Trials
    clock: Callable[[], datetime]
    issue_reporter: Callable[[str], Issued]
    addresses: AddressLookup | None = None
    mini_program: MiniProgram | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody signed in, until when (aware UTC)."""

    actor: Actor
    expires_at: datetime


@dataclass(kw_only=True)
class Context:
    """One request, or one socket.

    Attributes:
        services: the packages below.
        session: who asks; None when nobody is signed in.
        address: network address of the connection.
        chinese: whether messages are in Chinese; English otherwise.
        correlation_id: ties the answer to the logs.
        connection_params: what a socket said in ``connection_init``.
        links: signed links of this request, none signed twice; None on a socket, which outlives them.
    """

    services: Services
    session: Session | None
    address: str = ""
    chinese: bool = True
    correlation_id: str = ""
    connection_params: Mapping[str, Any] | None = None
    links: dict[tuple[str, Rendition], str] | None = None
    photos: DataLoader[str, Photo | None] = field(init=False)
    identity_reads: DataLoader[Report, IdentityReads | None] = field(init=False)

    def __post_init__(self) -> None:
        # No cache: a socket lives long and photos change; batching is what saves the queries.
        self.photos = DataLoader(load_fn=self._load_photos, cache=False)
        self.identity_reads = DataLoader(load_fn=self._load_identity_reads, cache=False)

    @property
    def signed_in(self) -> Actor:
        """Who asks.

        Raises:
            Unauthenticated: nobody is signed in, or no longer: a socket may outlive its token.
        """
        if self.session is None or self.session.expires_at <= self.services.clock():
            raise Unauthenticated
        return self.session.actor

    @property
    def as_reporter(self) -> Actor:
        """Who asks, when they are a reporter.

        Raises:
            Unauthenticated: nobody is signed in.
            Forbidden: they are something else.
        """
        actor = self.signed_in
        if actor.role is not Role.REPORTER:
            raise Forbidden(
                "请以诉求人身份上报", "Only a reporter files a report", path=("input",), rule="role"
            )
        return actor

    async def link(self, photo: Photo, rendition: Rendition) -> str:
        """A signed link to one copy, for somebody who may see the photo."""
        if self.links is None:
            return await self.services.media.url(photo, rendition)
        key = (photo.id, rendition)
        if key not in self.links:
            self.links[key] = await self.services.media.url(photo, rendition)
        return self.links[key]

    async def _load_photos(self, ids: list[str]) -> list[Photo | None]:
        found = await self.services.media.get_many(ids)
        return [found.get(each) for each in ids]

    async def _load_identity_reads(self, reports: list[Report]) -> list[IdentityReads | None]:
        return await self.services.intake.identity_reads(reports, self.signed_in)


Info = strawberry.Info[Context, None]
