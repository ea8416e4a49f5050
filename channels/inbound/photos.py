"""The photos of a request: in its form, or to be fetched; kept once, however often it is repeated."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO, Protocol

import httpx

from channels.inbound.fetch import fetch
from channels.inbound.fields import Path
from channels.inbound.form import PHOTO
from channels.inbound.store import InboundStore
from channels.means import App
from channels.raw import Raw
from intake import MAX_PHOTOS, InvalidInput, UserError

_CHUNK = 65_536


class Kept(Protocol):
    """A photo that is kept."""

    @property
    def id(self) -> str:
        """What reports name it by."""
        ...

    @property
    def sha256(self) -> str | None:
        """Of its bytes, hexadecimal."""
        ...


class Uploads(Protocol):
    """The port to media: keeps photos."""

    async def upload(self, owner: str, stream: AsyncIterator[bytes] | bytes) -> Kept:
        """Keep one; nothing is kept when it raises.

        Raises:
            UserError: the bytes are refused, or a part is away.
        """
        ...


class Photographs:
    """Takes in the photos of requests.

    Args:
        store: remembers which photos came with which content.
        uploads: keeps them.
        http: fetches them.
    """

    def __init__(self, store: InboundStore, uploads: Uploads, http: httpx.AsyncClient) -> None:
        self._store = store
        self._uploads = uploads
        self._http = http

    async def take(
        self, app: App, channel: str, owner: str, raw: Raw, urls: tuple[str, ...], now: datetime
    ) -> tuple[str, ...]:
        """Ids of the photos of the form and then of the links, in their order.

        All links are fetched before the first photo is kept. A repetition gets the ids of the first time.

        Raises:
            UserError: one is refused or cannot be had now, named as ``photo.0`` or ``photoUrls.0``.
        """
        if not raw.files and not urls:
            return ()
        if len(raw.files) + len(urls) > MAX_PHOTOS:
            raise InvalidInput(
                f"照片最多 {MAX_PHOTOS} 张",
                f"At most {MAX_PHOTOS} photos",
                path=("photos",),
                rule="max_items",
            )
        digest = _digest(raw)
        known = await self._store.photos(channel, digest)
        if known is not None:
            return known
        fetched = await self._fetched(urls, app.photo_hosts)
        try:
            kept = [
                (await self._named(owner, data, (PHOTO, str(index)))).id
                for index, data in enumerate(raw.files)
            ]
            kept += [
                (await self._named(owner, _chunks(file), ("photoUrls", str(index)))).id
                for index, file in enumerate(fetched)
            ]
        finally:
            _close(fetched)
        return await self._store.keep_photos(channel, digest, tuple(kept), now)

    async def keep(self, owner: str, data: bytes) -> Kept:
        """Keep one photo that came by itself."""
        return await self._named(owner, data, (PHOTO,))

    async def _fetched(self, urls: tuple[str, ...], hosts: frozenset[str]) -> list[IO[bytes]]:
        tasks = (fetch(self._http, url, hosts, ("photoUrls", str(index))) for index, url in enumerate(urls))
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        files = [each for each in outcomes if not isinstance(each, BaseException)]
        errors = [each for each in outcomes if isinstance(each, BaseException)]
        if errors:
            _close(files)
            raise errors[0]
        return files

    async def _named(self, owner: str, stream: AsyncIterator[bytes] | bytes, path: Path) -> Kept:
        try:
            return await self._uploads.upload(owner, stream)
        except UserError as error:
            error.path = path
            raise


def _digest(raw: Raw) -> str:
    """SHA-256 of where a request went and of what it carried, its photos by theirs."""
    hashes = [hashlib.sha256(each).hexdigest() for each in raw.files]
    return hashlib.sha256("\n".join([raw.target, *hashes, ""]).encode() + raw.body).hexdigest()


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _close(files: list[IO[bytes]]) -> None:
    for each in files:
        each.close()
