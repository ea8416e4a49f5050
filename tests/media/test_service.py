import asyncio
import hashlib
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import httpx
import pytest
from motor.motor_asyncio import AsyncIOMotorClient
from PIL import Image

from gateway.embedded import S3
from intake import (
    Database,
    Evidence,
    InvalidInput,
    NotFound,
    PhotoRef,
    Photos,
    Point,
    Unavailable,
)
from media import MAX_BYTES, Bucket, Media, Photo, PhotoRefused, PhotoState, Rendition, Upload, open_bucket
from media.develop import develop
from media.store import ensure_indexes
from support import images
from support.clock import Clock

ANNA, BEN = "reporter-anna", "reporter-ben"
HERE = Point(113.75, 23.02)


async def chunks(data: bytes, size: int = 65_536) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def send(upload: Upload, data: bytes) -> int:
    async with httpx.AsyncClient() as client:
        answer = await client.request(upload.method, upload.url, content=data, headers=upload.headers)
    return answer.status_code


async def sent(media: Media, data: bytes, content_type: str = "image/jpeg") -> Upload:
    upload = await media.create_upload(ANNA, content_type, len(data))
    assert await send(upload, data) == 200
    return upload


async def fetched(media: Media, photo: Photo, rendition: Rendition) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(await media.url(photo, rendition))


async def keys(bucket: Bucket) -> list[str]:
    listed = await bucket._client.list_objects_v2(Bucket=bucket._name)
    return sorted(item["Key"] for item in listed.get("Contents", []))


async def test_an_upload_is_ready_at_once_and_its_original_untouched(
    media: Media, clock: Clock, mongo_db: Database
) -> None:
    data = images.jpeg((2000, 1000), point=HERE, taken_at=datetime(2026, 11, 23, 9), orientation=6)  # noqa: DTZ001 - EXIF has naive times
    photo = await media.upload(ANNA, chunks(data))
    assert photo.state is PhotoState.READY
    assert (photo.owner, photo.created_at, photo.refusal) == (ANNA, clock(), None)
    assert (photo.content_type, photo.bytes, photo.width, photo.height) == (
        "image/jpeg",
        len(data),
        1000,
        2000,
    )
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert photo.facts is not None
    assert photo.facts.captured_at == datetime(2026, 11, 23, 1, tzinfo=UTC)
    assert photo.facts.captured_at_assumed is True
    assert photo.facts.point == HERE
    assert await media.get_many([photo.id, "unknown"]) == {photo.id: photo}

    original = await fetched(media, photo, Rendition.ORIGINAL)
    assert original.content == data
    assert original.headers["content-type"] == "image/jpeg"
    assert original.headers["content-disposition"] == f'attachment; filename="{photo.id}.jpeg"'
    for rendition, size in ((Rendition.LARGE, (800, 1600)), (Rendition.SMALL, (160, 320))):
        answer = await fetched(media, photo, rendition)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == "inline"
        assert Image.open(io.BytesIO(answer.content)).size == size
    document = await mongo_db["photos"].find_one({})
    assert document is not None
    assert (document["_id"], document["state"]) == (photo.id, "ready")


async def test_ids_are_unguessable(media: Media) -> None:
    uploads = [await media.create_upload(ANNA, "image/png", 1) for _ in range(20)]
    ids = {upload.photo_id for upload in uploads}
    assert len(ids) == 20
    assert all(
        len(photo_id) == 22 and photo_id.replace("-", "").replace("_", "").isalnum() for photo_id in ids
    )


async def test_a_stream_is_given_up_as_soon_as_it_is_too_long(media: Media) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1_000_000
            yield b"\xff\xd8\xff" + bytes(999_997)

    with pytest.raises(PhotoRefused) as caught:
        await media.upload(ANNA, endless())
    assert caught.value.rule == "max_bytes"
    assert taken <= MAX_BYTES + 1_000_000


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "not_empty"),
        (images.renamed_text(), "file_type"),
        (images.bomb_png(), "max_pixels"),
        (images.truncated_jpeg(), "decodable"),
    ],
)
async def test_a_refused_upload_leaves_nothing(
    media: Media, mongo_db: Database, bucket: Bucket, data: bytes, rule: str
) -> None:
    with pytest.raises(PhotoRefused) as caught:
        await media.upload(ANNA, data)
    assert (caught.value.rule, caught.value.path) == (rule, ("file",))
    assert await mongo_db["photos"].count_documents({}) == 0
    assert await keys(bucket) == []


async def test_a_presigned_upload(media: Media, clock: Clock, bucket: Bucket) -> None:
    data = images.encode(images.picture(), "HEIF", images.exif(point=HERE))
    upload = await media.create_upload(ANNA, " image/HEIC", len(data))
    assert upload.method == "PUT"
    assert upload.headers == {"Content-Type": "image/heic"}
    assert upload.expires_at == clock() + timedelta(seconds=900)
    awaited = (await media.get_many([upload.photo_id]))[upload.photo_id]
    assert (awaited.state, awaited.content_type, awaited.bytes) == (
        PhotoState.AWAITING,
        "image/heic",
        len(data),
    )

    assert await send(upload, data + b"x") == 403
    assert await send(upload, data) == 200
    photo = await media.complete_upload(ANNA, upload.photo_id)
    assert photo.state is PhotoState.READY
    assert photo.created_at == awaited.created_at
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert photo.facts is not None
    assert photo.facts.point == HERE
    assert (await fetched(media, photo, Rendition.ORIGINAL)).content == data
    assert await media.complete_upload(ANNA, upload.photo_id) == photo
    folder = f"photos/{photo.id}/{photo.sha256}"
    assert await keys(bucket) == [
        f"{folder}/large.jpg",
        f"{folder}/original.heic",
        f"{folder}/small.jpg",
    ]


async def test_what_is_sent_after_completion_changes_nothing(media: Media) -> None:
    data = images.jpeg()
    upload = await sent(media, data)
    photo = await media.complete_upload(ANNA, upload.photo_id)
    assert await send(upload, images.jpeg(orientation=3)[: len(data)].ljust(len(data), b"\0")) == 200
    assert await media.complete_upload(ANNA, upload.photo_id) == photo
    assert (await fetched(media, photo, Rendition.ORIGINAL)).content == data


async def test_completing_twice_at_once_gives_one_photo(media: Media) -> None:
    upload = await sent(media, images.jpeg())
    first, second = await asyncio.gather(
        media.complete_upload(ANNA, upload.photo_id), media.complete_upload(ANNA, upload.photo_id)
    )
    assert first == second
    assert first.state is PhotoState.READY


async def test_the_bytes_count_not_the_promised_type(media: Media) -> None:
    upload = await sent(media, images.encode(images.picture(), "PNG"), "image/jpeg")
    photo = await media.complete_upload(ANNA, upload.photo_id)
    assert photo.content_type == "image/png"


@pytest.mark.parametrize(
    ("content_type", "size", "field", "rule"),
    [
        ("text/plain", 10, "contentType", "file_type"),
        ("image/svg+xml", 10, "contentType", "file_type"),
        ("image/jpeg\r\nx: y", 10, "contentType", "file_type"),
        ("image/jpeg", 0, "byteSize", "not_empty"),
        ("image/jpeg", -1, "byteSize", "not_empty"),
        ("image/jpeg", MAX_BYTES + 1, "byteSize", "max_bytes"),
    ],
)
async def test_a_promise_out_of_bounds_is_refused(
    media: Media, mongo_db: Database, content_type: str, size: int, field: str, rule: str
) -> None:
    with pytest.raises(PhotoRefused) as caught:
        await media.create_upload(ANNA, content_type, size)
    assert (caught.value.path, caught.value.rule) == (("input", field), rule)
    assert await mongo_db["photos"].count_documents({}) == 0


async def test_completing_before_anything_was_sent(media: Media) -> None:
    upload = await media.create_upload(ANNA, "image/jpeg", 10)
    with pytest.raises(InvalidInput) as caught:
        await media.complete_upload(ANNA, upload.photo_id)
    assert (caught.value.path, caught.value.rule) == (("input", "photoId"), "uploaded")
    with pytest.raises(NotFound):
        await media.url((await media.get_many([upload.photo_id]))[upload.photo_id], Rendition.SMALL)


async def test_anothers_upload_is_told_like_none(media: Media) -> None:
    upload = await sent(media, images.jpeg())
    told = []
    for photo_id in (upload.photo_id, "unknown", "", "\x00"):
        with pytest.raises(NotFound) as caught:
            await media.complete_upload(BEN, photo_id)
        told.append((caught.value.zh, caught.value.en, caught.value.path, caught.value.rule))
    assert len(set(told)) == 1


async def test_refused_bytes_are_deleted_and_refused_again(media: Media, bucket: Bucket) -> None:
    upload = await sent(media, images.truncated_jpeg())
    for _ in range(2):
        with pytest.raises(PhotoRefused) as caught:
            await media.complete_upload(ANNA, upload.photo_id)
        assert (caught.value.path, caught.value.rule) == (("input", "photoId"), "decodable")
        assert "损坏" in caught.value.zh
        assert "damaged" in caught.value.en
    photo = (await media.get_many([upload.photo_id]))[upload.photo_id]
    assert photo.state is PhotoState.REFUSED
    assert await keys(bucket) == []


async def test_evidence_comes_in_the_order_asked(media: Media) -> None:
    port: Photos = media
    plain = await media.upload(ANNA, images.jpeg())
    taken_at = datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - EXIF has naive times
    told = await media.upload(ANNA, images.jpeg(point=HERE, taken_at=taken_at, seed=1))
    assert plain.sha256 is not None
    assert told.sha256 is not None
    assert None not in {plain.dhash, told.dhash}
    assert await port.evidence((told.id, plain.id), ANNA) == (
        Evidence(PhotoRef(told.id, told.sha256, told.dhash), HERE, datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        Evidence(PhotoRef(plain.id, plain.sha256, plain.dhash), None),
    )
    assert await port.evidence((), ANNA) == ()


async def test_nobody_uses_anothers_or_an_unready_photo(media: Media) -> None:
    own = await media.upload(ANNA, images.jpeg())
    others = await media.upload(BEN, images.jpeg())
    awaited = await media.create_upload(ANNA, "image/jpeg", 10)
    bad = await sent(media, images.truncated_jpeg())
    with pytest.raises(PhotoRefused):
        await media.complete_upload(ANNA, bad.photo_id)
    told = set()
    for photo_id in (others.id, awaited.photo_id, bad.photo_id, "unknown"):
        with pytest.raises(InvalidInput) as caught:
            await media.evidence((own.id, photo_id), ANNA)
        told.add((caught.value.zh, caught.value.en, caught.value.path, caught.value.rule))
    assert [(path, rule) for _, _, path, rule in told] == [(("input", "photoIds", "1"), "own_ready_photo")]


async def test_without_the_object_store_the_photo_stays_awaited(
    media: Media, mongo_db: Database, s3: S3, clock: Clock, unused_tcp_port: int
) -> None:
    upload = await sent(media, images.jpeg())
    async with open_bucket(
        endpoint_url=f"http://127.0.0.1:{unused_tcp_port}",
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
        name="away",
    ) as away:
        cut_off = Media(mongo_db, away, clock)
        with pytest.raises(Unavailable, match="object store"):
            await cut_off.complete_upload(ANNA, upload.photo_id)
        with pytest.raises(Unavailable, match="object store"):
            await cut_off.upload(ANNA, images.jpeg())
    assert await mongo_db["photos"].count_documents({"state": "ready"}) == 0
    assert (await media.complete_upload(ANNA, upload.photo_id)).state is PhotoState.READY


async def test_without_the_database_every_call_says_so(
    bucket: Bucket, clock: Clock, unused_tcp_port: int
) -> None:
    client = AsyncIOMotorClient[dict[str, Any]](
        f"mongodb://127.0.0.1:{unused_tcp_port}", serverSelectionTimeoutMS=100, tz_aware=True
    )
    media = Media(client["away"], bucket, clock)
    for call in (
        media.upload(ANNA, images.jpeg()),
        media.create_upload(ANNA, "image/jpeg", 10),
        media.complete_upload(ANNA, "x"),
        media.evidence(("x",), ANNA),
        media.get_many(["x"]),
        ensure_indexes(client["away"]),
    ):
        with pytest.raises(Unavailable, match="database"):
            await call
    client.close()


async def test_the_loop_runs_on_while_photos_are_developed(media: Media) -> None:
    data = images.encode(images.picture((4000, 3000)), "PNG")
    started = perf_counter()
    develop(data)
    alone = perf_counter() - started
    work = asyncio.gather(*(media.upload(ANNA, data) for _ in range(3)))
    longest, last = 0.0, perf_counter()
    while not work.done():
        await asyncio.sleep(0.005)
        now = perf_counter()
        longest, last = max(longest, now - last), now
    await work
    assert longest < alone / 2


async def held_up(data: bytes, reading: asyncio.Semaphore, go: asyncio.Event) -> AsyncIterator[bytes]:
    """A photo whose second half comes when told to; ``reading`` counts those that have begun."""
    yield data[:1000]
    reading.release()
    await go.wait()
    yield data[1000:]


async def test_eight_photos_are_in_memory_at_once_and_the_ninth_is_told_to_come_again(
    mongo_db: Database, bucket: Bucket, clock: Clock
) -> None:
    media = Media(mongo_db, bucket, clock, patience_s=0.2)
    reading, go, data = asyncio.Semaphore(0), asyncio.Event(), images.jpeg()
    upload = await sent(media, data)
    work = [
        asyncio.create_task(media.upload(f"owner-{number // 2}", held_up(data, reading, go)))
        for number in range(8)
    ]
    for _ in work:
        await reading.acquire()
    for call in (
        media.upload(ANNA, held_up(data, reading, go)),
        media.complete_upload(ANNA, upload.photo_id),
    ):
        with pytest.raises(Unavailable) as caught:
            await call
        assert caught.value.part == "photo_service"
    assert reading.locked()  # not a byte of the ninth was read
    go.set()
    assert {photo.state for photo in await asyncio.gather(*work)} == {PhotoState.READY}
    assert (await media.complete_upload(ANNA, upload.photo_id)).state is PhotoState.READY


async def test_a_third_photo_of_one_person_waits_and_lets_others_by(media: Media) -> None:
    reading, go, data = asyncio.Semaphore(0), asyncio.Event(), images.jpeg()
    work = [asyncio.create_task(media.upload(ANNA, held_up(data, reading, go))) for _ in range(9)]
    await reading.acquire()
    await reading.acquire()
    assert (await media.upload(BEN, data)).state is PhotoState.READY
    assert reading.locked()  # the others of Anna's are still to begin
    go.set()
    assert len({photo.id for photo in await asyncio.gather(*work)}) == 9


async def test_a_request_given_up_leaves_its_place(mongo_db: Database, bucket: Bucket, clock: Clock) -> None:
    media = Media(mongo_db, bucket, clock, patience_s=0.2)
    reading, go, data = asyncio.Semaphore(0), asyncio.Event(), images.jpeg()
    work = [asyncio.create_task(media.upload(ANNA, held_up(data, reading, go))) for _ in range(2)]
    for _ in work:
        await reading.acquire()
    with pytest.raises(Unavailable):
        await media.upload(ANNA, data)
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    assert (await media.upload(ANNA, data)).state is PhotoState.READY


async def test_the_database_sweeps_unfinished_uploads_and_never_a_photo(
    media: Media, mongo_db: Database
) -> None:
    await media.upload(ANNA, images.jpeg())
    await media.create_upload(ANNA, "image/jpeg", 10)
    refused = await sent(media, images.truncated_jpeg())
    with pytest.raises(PhotoRefused):
        await media.complete_upload(ANNA, refused.photo_id)
    index = (await mongo_db["photos"].index_information())["unfinished"]
    assert index["expireAfterSeconds"] == 86_400
    held = await mongo_db.command("validate", "photos")
    assert held["keysPerIndex"] == {"_id_": 3, "unfinished": 2}  # the sweep sees only what its index holds
