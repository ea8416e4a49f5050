"""Photos from the first byte to the signed link: the only way in and out of the bucket and the collection."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from intake import Database, Evidence, InvalidInput, NotFound, PhotoRef, Unavailable
from media.bucket import INCOMING, PUT_EXPIRES_S, Bucket
from media.checks import MAX_BYTES, check_bytes, check_declared
from media.develop import Developed, develop
from media.errors import PhotoRefused
from media.facts import Facts
from media.photo import Keys, Photo, PhotoState, Refusal, Upload
from media.places import PATIENCE_S, Places
from media.renditions import Rendition
from media.store import PhotoStore

_AT_ONCE = 2


class Media:
    """Takes photos in, keeps them, and lends them out.

    Whether somebody may *see* a photo follows from the report it belongs to, so callers decide that before
    they ask for a record or a link; this class only holds that nobody *uses* another's photo.

    Photos are developed in two threads of their own: Pillow and libheif let go of the interpreter lock, so
    the event loop runs on, and a request that is given up cannot start a third. At most eight photos are held
    in memory for them, two of one owner; a request that waits for its turn too long is told to come again.

    Args:
        database: holds the collection ``photos``.
        bucket: holds the bytes.
        clock: aware UTC.
        patience_s: seconds a request waits for its turn.
    """

    def __init__(
        self,
        database: Database,
        bucket: Bucket,
        clock: Callable[[], datetime],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._store = PhotoStore(database)
        self._bucket = bucket
        self._clock = clock
        self._darkroom = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="media")
        self._places = Places(patience_s=patience_s)

    async def upload(self, owner: str, stream: AsyncIterator[bytes] | bytes) -> Photo:
        """Take a whole photo; it is ready when this returns, and nothing is kept when it raises.

        Raises:
            PhotoRefused: the bytes are no photo, or too many; then the rest of the stream is left unread.
            Unavailable: the database or the object store is away, or too many photos wait for their turn.
        """
        async with self._places.one(owner):
            data = stream if isinstance(stream, bytes) else await _collect(stream)
            photo = Photo(
                id=_new_id(),
                owner=owner,
                state=PhotoState.AWAITING,
                created_at=self._clock(),
                content_type="",
                bytes=len(data),
            )
            ready = await self._keep(photo, data)
            await self._store.insert(ready)
        return ready

    async def create_upload(self, owner: str, content_type: str, size: int) -> Upload:
        """Await a photo of this type and size in bytes, and say where to send it.

        The type is a promise that the URL holds the sender to; what counts later is the bytes.

        Raises:
            PhotoRefused: the type is not on the list or the size is out of bounds.
            Unavailable: the database is away.
        """
        declared = check_declared(content_type, ("input", "contentType"))
        check_bytes(size, ("input", "byteSize"))
        photo = Photo(
            id=_new_id(),
            owner=owner,
            state=PhotoState.AWAITING,
            created_at=self._clock(),
            content_type=declared,
            bytes=size,
        )
        url = await self._bucket.put_url(_incoming(photo.id), declared, size)
        await self._store.insert(photo)
        return Upload(
            photo_id=photo.id,
            url=url,
            method="PUT",
            headers={"Content-Type": declared},
            expires_at=photo.created_at + timedelta(seconds=PUT_EXPIRES_S),
        )

    async def complete_upload(self, owner: str, photo_id: str) -> Photo:
        """Take in the bytes that were sent for an awaited photo. Repeating it gives the first outcome again.

        Raises:
            NotFound: no such photo, or another's.
            InvalidInput: nothing was sent yet.
            PhotoRefused: the bytes are no photo; they are gone, and the same id is refused from now on.
            Unavailable: the database or the object store is away, or too many photos wait for their turn;
                the photo is still awaited.
        """
        photo = await self._store.get(photo_id)
        if photo is None or photo.owner != owner:
            raise _not_found()
        if photo.state is PhotoState.AWAITING:
            async with self._places.one(owner):
                photo = await self._take_in(photo)
        if photo.refusal is not None:
            refusal = photo.refusal
            raise PhotoRefused(refusal.zh, refusal.en, path=("input", "photoId"), rule=refusal.rule)
        return photo

    async def evidence(self, photo_ids: tuple[str, ...], owner: str) -> tuple[Evidence, ...]:
        """The photos with these ids, in this order, for a report of their owner's (``intake.Photos``).

        When each was taken is what EXIF says (DateTimeOriginal at OffsetTimeOriginal); a camera that writes
        no offset is taken to stand at Asia/Shanghai time.

        Raises:
            InvalidInput: an id is unknown, is another owner's, or is not ready, all told alike; ``path`` ends
                with its index.
            Unavailable: the database is away.
        """
        photos = await self._store.get_many(photo_ids)
        return tuple(
            _evidence(photos.get(photo_id), owner, index) for index, photo_id in enumerate(photo_ids)
        )

    async def get_many(self, photo_ids: Sequence[str]) -> dict[str, Photo]:
        """Those of the photos that exist, by id, whoever owns them: the caller decided who may see them."""
        return await self._store.get_many(photo_ids)

    async def url(self, photo: Photo, rendition: Rendition) -> str:
        """A link to one copy, good for five minutes for whoever holds it: the caller decided who may.

        The original carries what EXIF says of time and place; it is offered as a file to save, not to show.

        Raises:
            NotFound: the photo is not ready.
        """
        if photo.keys is None:
            raise _not_found()
        key = photo.keys.of(rendition)
        if rendition is not Rendition.ORIGINAL:
            return await self._bucket.get_url(key, "image/jpeg", "inline")
        name = f"{photo.id}.{key.rpartition('.')[2]}"
        return await self._bucket.get_url(key, photo.content_type, f'attachment; filename="{name}"')

    async def _take_in(self, photo: Photo) -> Photo:
        """Read what was sent, once, and finish the record by it, unless another request did so first."""
        data = await self._bucket.get(_incoming(photo.id), MAX_BYTES)
        if data is None:
            return await self._outcome(photo)
        try:
            finished = await self._keep(photo, data)
        except PhotoRefused as error:
            refusal = Refusal(rule=error.rule, zh=error.zh, en=error.en)
            finished = replace(photo, state=PhotoState.REFUSED, refusal=refusal)
        if not await self._store.finish(finished):
            finished = await self._outcome(photo)
        with suppress(Unavailable):  # what stays behind is for the expiry that Bucket.ensure speaks of
            await self._bucket.delete(_incoming(photo.id))
        return finished

    async def _outcome(self, photo: Photo) -> Photo:
        """What another request made of the photo meanwhile."""
        current = await self._store.get(photo.id)
        if current is None or current.state is PhotoState.AWAITING:
            raise InvalidInput(
                "照片尚未上传，请先上传再确认",
                "Nothing was uploaded for this photo yet; send the bytes first",
                path=("input", "photoId"),
                rule="uploaded",
            )
        return current

    async def _keep(self, photo: Photo, data: bytes) -> Photo:
        """Develop the bytes and store all copies; the returned record is what makes them count.

        Nobody can write to these keys from outside, and they name the bytes, so two requests at once never
        mix their copies. A crash before the record is written leaves objects that nothing refers to.
        """
        developed = await asyncio.get_running_loop().run_in_executor(self._darkroom, develop, data)
        keys = _keys(photo.id, developed)
        rendered = developed.rendered
        await self._bucket.put(keys.original, data, developed.kind.content_type)
        await self._bucket.put(keys.large, rendered.large, "image/jpeg")
        await self._bucket.put(keys.small, rendered.small, "image/jpeg")
        return replace(
            photo,
            state=PhotoState.READY,
            content_type=developed.kind.content_type,
            bytes=len(data),
            width=rendered.width,
            height=rendered.height,
            sha256=developed.sha256,
            dhash=developed.rendered.dhash,
            facts=developed.facts,
            keys=keys,
        )


async def _collect(stream: AsyncIterator[bytes]) -> bytes:
    """The bytes of a stream, given up as soon as they are too many."""
    data = bytearray()
    async for chunk in stream:
        data += chunk
        if len(data) > MAX_BYTES:
            break
    return bytes(data)


def _new_id() -> str:
    return secrets.token_urlsafe(16)


def _incoming(photo_id: str) -> str:
    """Where a sender may write, until the URL expires; never where a photo is kept."""
    return f"{INCOMING}{photo_id}"


def _keys(photo_id: str, developed: Developed) -> Keys:
    folder = f"photos/{photo_id}/{developed.sha256}"
    return Keys(
        original=f"{folder}/original.{developed.kind.extension}",
        large=f"{folder}/large.jpg",
        small=f"{folder}/small.jpg",
    )


def _evidence(photo: Photo | None, owner: str, index: int) -> Evidence:
    if photo is None or photo.owner != owner or photo.sha256 is None:
        raise InvalidInput(
            "照片不存在、尚未上传完成或不属于您",
            "There is no such photo of yours, or its upload is not complete",
            path=("input", "photoIds", str(index)),
            rule="own_ready_photo",
        )
    ref = PhotoRef(photo.id, photo.sha256, photo.dhash)
    facts = photo.facts or Facts()
    return Evidence(ref, facts.point, facts.captured_at)


def _not_found() -> NotFound:
    return NotFound("没有这张照片", "There is no such photo", path=("input", "photoId"), rule="own_photo")
