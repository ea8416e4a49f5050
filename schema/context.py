"""What a resolver may reach: the services, who asks, and in which language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import strawberry
from strawberry.dataloader import DataLoader

from channels import Inbox
from intake import Actor, Changes, Forbidden, Intake, Role, Unauthenticated
from media import Media, Photo
from routing import Routing


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The packages below, opened once for the process."""

    intake: Intake
    changes: Changes
    media: Media
    routing: Routing
    inbox: Inbox
    clock: Callable[[], datetime]


@dataclass(kw_only=True)
class Context:
    """One request, or one socket.

    Attributes:
        services: the packages below.
        actor: who asks; None when nobody is signed in.
        chinese: whether messages are in Chinese; English otherwise.
        correlation_id: ties the answer to the logs.
        connection_params: what a socket said in ``connection_init``.
    """

    services: Services
    actor: Actor | None
    chinese: bool = True
    correlation_id: str = ""
    connection_params: Mapping[str, Any] | None = None
    photos: DataLoader[str, Photo | None] = field(init=False)

    def __post_init__(self) -> None:
        # No cache: a socket lives long and photos change; batching is what saves the queries.
        self.photos = DataLoader(load_fn=self._load_photos, cache=False)

    @property
    def signed_in(self) -> Actor:
        """Who asks.

        Raises:
            Unauthenticated: nobody is signed in.
        """
        if self.actor is None:
            raise Unauthenticated
        return self.actor

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

    async def _load_photos(self, ids: list[str]) -> list[Photo | None]:
        found = await self.services.media.get_many(ids)
        return [found.get(each) for each in ids]


Info = strawberry.Info[Context, None]
