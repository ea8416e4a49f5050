import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from botocore.exceptions import ClientError

from gateway.embedded import S3
from intake import Unavailable
from media import Bucket, open_bucket


def opened(
    s3: S3,
    name: str,
    *,
    endpoint_url: str | None = None,
    secret_key: str | None = None,
    public_endpoint: str | None = None,
) -> AbstractAsyncContextManager[Bucket]:
    return open_bucket(
        endpoint_url=endpoint_url or s3.endpoint_url,
        access_key=s3.access_key,
        secret_key=secret_key or s3.secret_key,
        region=s3.region,
        name=name,
        public_endpoint=public_endpoint,
    )


@asynccontextmanager
async def broken_wire(target: str, after: int) -> AsyncIterator[str]:
    """An address before the real server whose line goes dead once it has brought ``after`` bytes back."""
    host, port = urlsplit(target).hostname, urlsplit(target).port

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        far_writer.write(await reader.readuntil(b"\r\n\r\n"))
        left = after
        while left > 0 and (chunk := await far_reader.read(left)):
            writer.write(chunk)
            left -= len(chunk)
        await writer.drain()
        far_writer.close()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def overheard(target: str, heard: bytearray) -> AsyncIterator[str]:
    """An address before the real server that notes what is said to it."""
    host, port = urlsplit(target).hostname, urlsplit(target).port

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, notes: bytearray) -> None:
        while chunk := await reader.read(65_536):
            notes += chunk
            writer.write(chunk)
        writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(pump(reader, far_writer, heard), pump(far_reader, writer, bytearray()))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_put_get_delete(bucket: Bucket) -> None:
    await bucket.put("a/b", b"12345", "image/jpeg")
    assert await bucket.get("a/b", 5) == b"12345"
    await bucket.delete("a/b")
    assert await bucket.get("a/b", 5) is None
    await bucket.delete("a/b")


async def test_a_read_ends_one_byte_behind_the_limit(bucket: Bucket) -> None:
    await bucket.put("large", bytes(1_000_000), "image/jpeg")
    data = await bucket.get("large", 600_000)
    assert data is not None
    assert len(data) == 600_001


async def test_ensure_may_be_repeated(bucket: Bucket) -> None:
    await bucket.put("a", b"1", "image/jpeg")
    await bucket.ensure()
    assert await bucket.get("a", 1) == b"1"


async def test_a_new_bucket_is_told_to_forget_what_is_abandoned(s3: S3, bucket_name: str) -> None:
    heard = bytearray()
    async with overheard(s3.endpoint_url, heard) as address:
        async with opened(s3, bucket_name, endpoint_url=address) as new:
            await new.ensure()
            await new.reachable()
        assert f"PUT /{bucket_name}?lifecycle ".encode() in heard
        assert b"<Prefix>incoming/</Prefix>" in heard
        assert b"<Expiration><Days>1</Days></Expiration>" in heard
        heard.clear()
        async with opened(s3, bucket_name, endpoint_url=address) as old:
            await old.ensure()
        assert f"HEAD /{bucket_name} ".encode() in heard
        assert b"PUT " not in heard


async def test_a_look_whether_the_bucket_is_there_makes_none(s3: S3, bucket_name: str) -> None:
    async with opened(s3, bucket_name) as missing:
        for _ in range(2):
            with pytest.raises(Unavailable) as caught:
                await missing.reachable()
            assert caught.value.part == "object_store"
        await missing.ensure()
        await missing.reachable()


async def test_a_signed_get_answers_as_signed_and_nothing_else_opens(bucket: Bucket) -> None:
    await bucket.put("a", b"<script>", "text/html")
    url = await bucket.get_url("a", "image/jpeg", "inline")
    assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["300"]
    async with httpx.AsyncClient() as client:
        answer = await client.get(url)
        assert (answer.status_code, answer.content) == (200, b"<script>")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"] == "inline"
        assert answer.headers["cache-control"] == "private, max-age=300"
        for wrong in (
            url.split("?")[0],
            url.replace("image%2Fjpeg", "text%2Fhtml"),
            url.replace("/a?", "/b?"),
        ):
            assert wrong != url
            assert (await client.get(wrong)).status_code in {400, 403}
        assert (await client.put(url, content=b"x")).status_code == 403


async def test_a_signed_put_holds_the_sender_to_type_and_size(bucket: Bucket) -> None:
    url = await bucket.put_url("in", "image/jpeg", 5)
    async with httpx.AsyncClient() as client:
        for content, kind in ((b"123456", "image/jpeg"), (b"1234", "image/jpeg"), (b"12345", "text/html")):
            answer = await client.put(url, content=content, headers={"Content-Type": kind})
            assert answer.status_code == 403
        assert await bucket.get("in", 10) is None
        answer = await client.put(url, content=b"12345", headers={"Content-Type": "image/jpeg"})
        assert answer.status_code == 200
    assert await bucket.get("in", 10) == b"12345"


async def test_people_get_urls_of_the_public_address(s3: S3, bucket: Bucket, bucket_name: str) -> None:
    await bucket.put("a", b"1", "image/jpeg")
    public = s3.endpoint_url.replace("127.0.0.1", "localhost")
    async with opened(s3, bucket_name, public_endpoint=public) as other:
        assert await other.get("a", 1) == b"1"
        url = await other.get_url("a", "image/jpeg", "inline")
    assert url.startswith(f"{public}/{bucket_name}/a?")
    async with httpx.AsyncClient() as client:
        assert (await client.get(url.replace("localhost", "127.0.0.1"))).status_code == 403
        assert (await client.get(url)).content == b"1"


async def test_a_store_that_is_away_is_told_as_unavailable(s3: S3, unused_tcp_port: int) -> None:
    async with opened(s3, "photos", endpoint_url=f"http://127.0.0.1:{unused_tcp_port}") as away:
        told = await asyncio.gather(
            away.ensure(),
            away.reachable(),
            away.put("a", b"1", "image/jpeg"),
            away.get("a", 1),
            away.delete("a"),
            return_exceptions=True,
        )
    assert [(type(each), each.part) for each in told] == [(Unavailable, "object_store")] * 5


async def test_a_line_that_breaks_is_told_as_unavailable(s3: S3, bucket: Bucket, bucket_name: str) -> None:
    await bucket.put("a", bytes(100_000), "image/jpeg")
    for after in (0, 50_000):
        async with (
            broken_wire(s3.endpoint_url, after) as address,
            opened(s3, bucket_name, endpoint_url=address) as broken,
        ):
            with pytest.raises(Unavailable):
                await broken.get("a", 100_000)


async def test_a_balancer_without_a_store_behind_it_is_told_as_unavailable(s3: S3) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with opened(s3, "photos", endpoint_url=address) as overloaded:
            with pytest.raises(Unavailable):
                await overloaded.get("a", 1)


async def test_a_wrong_key_is_an_error_of_the_operator_not_unavailable(s3: S3, bucket_name: str) -> None:
    async with opened(s3, bucket_name, secret_key="wrong-wrong-wrong") as locked:
        with pytest.raises(ClientError):
            await locked.put("a", b"1", "image/jpeg")
        with pytest.raises(ClientError):
            await locked.ensure()
        with pytest.raises(ClientError):
            await locked.reachable()
