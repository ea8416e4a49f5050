"""A thin rim over one private bucket of any S3."""

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiobotocore.config import AioConfig
from aiobotocore.session import get_session
from aiohttp import ClientError as BodyError
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection

from intake import Unavailable

if TYPE_CHECKING:
    from types_aiobotocore_s3 import S3Client
    from types_aiobotocore_s3.type_defs import LifecycleRuleTypeDef

GET_EXPIRES_S = 300
PUT_EXPIRES_S = 900
INCOMING = "incoming/"
"""What the keys of bytes begin with that somebody sent and nobody took in yet."""

_log = logging.getLogger(__name__)


class Bucket:
    """One bucket; every call that travels raises ``Unavailable`` when the object store is away.

    Args:
        client: talks to the store.
        name: of the bucket.
        public_client: signs URLs for people, when they reach the store under another address; never travels.
    """

    def __init__(self, client: "S3Client", name: str, public_client: "S3Client | None" = None) -> None:
        self._client = client
        self._name = name
        self._public_client = public_client or client

    async def ensure(self) -> None:
        """Create the bucket, private as S3 makes them, when it is missing; one that exists is left as it is.

        A new bucket is told to forget what lies a day under ``incoming/``. Where a store has no such rules
        (rclone), and in a bucket that was there before, abandoned uploads stay until the operator sees to it.
        Where a store wants more than a name (a region, a policy), the operator creates it beforehand.
        """
        with _store_errors():
            try:
                await self._client.head_bucket(Bucket=self._name)
            except ClientError as error:
                if _status(error) != HTTPStatus.NOT_FOUND:
                    raise
                await self._client.create_bucket(Bucket=self._name)
                await self._expire_incoming()

    async def reachable(self) -> None:
        """Return when the bucket is there, changing nothing; cheap enough for a probe.

        Raises:
            Unavailable: the object store is away, or has no such bucket.
        """
        with _store_errors():
            try:
                await self._client.head_bucket(Bucket=self._name)
            except ClientError as error:
                if _status(error) != HTTPStatus.NOT_FOUND:
                    raise
                raise Unavailable("object_store") from error

    async def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store bytes under a key, in place of what was there."""
        with _store_errors():
            await self._client.put_object(Bucket=self._name, Key=key, Body=data, ContentType=content_type)

    async def get(self, key: str, limit: int) -> bytes | None:
        """The bytes under a key, at most ``limit`` + 1 of them; None when there is no such object.

        A result longer than ``limit`` says that the object is too large without reading the rest.
        """
        data = bytearray()
        with _store_errors():
            try:
                answer = await self._client.get_object(Bucket=self._name, Key=key)
            except self._client.exceptions.NoSuchKey:
                return None
            async with answer["Body"] as body:
                while len(data) <= limit and (chunk := await body.read(limit + 1 - len(data))):
                    data += chunk
        return bytes(data)

    async def delete(self, key: str) -> None:
        """Remove the object under a key; nothing happens when there is none."""
        with _store_errors():
            await self._client.delete_object(Bucket=self._name, Key=key)

    async def get_url(self, key: str, content_type: str, disposition: str) -> str:
        """A URL that anybody may GET for ``GET_EXPIRES_S`` seconds.

        Signed: the key, the time, and what the store must answer with: type and disposition, so that a
        browser never takes the bytes for a page, and that nobody but a browser may keep them, nor for longer.
        """
        return await self._public_client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": f"private, max-age={GET_EXPIRES_S}",
            },
            ExpiresIn=GET_EXPIRES_S,
        )

    async def put_url(self, key: str, content_type: str, size: int) -> str:
        """A URL that anybody may PUT ``size`` bytes to for ``PUT_EXPIRES_S`` seconds.

        Signed: the key, the time, and the headers Content-Type, Content-Length and Host; the store refuses
        a request in which one of them differs. The bytes themselves are not signed.
        """
        return await self._public_client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self._name, "Key": key, "ContentType": content_type, "ContentLength": size},
            ExpiresIn=PUT_EXPIRES_S,
        )

    async def _expire_incoming(self) -> None:
        rule: LifecycleRuleTypeDef = {
            "ID": "incoming",
            "Status": "Enabled",
            "Filter": {"Prefix": INCOMING},
            "Expiration": {"Days": 1},
        }
        try:
            await self._client.put_bucket_lifecycle_configuration(
                Bucket=self._name, LifecycleConfiguration={"Rules": [rule]}
            )
        except ClientError:  # of any kind: stores without such rules refuse with any code
            _log.info("the object store keeps no expiry rules; %s is not emptied by itself", INCOMING)


@asynccontextmanager
async def open_bucket(
    *,
    endpoint_url: str,
    access_key: str,
    secret_key: str,
    region: str,
    name: str,
    public_endpoint: str | None = None,
    path_style: bool = True,
) -> AsyncIterator[Bucket]:
    """A bucket with its clients, closed on leaving.

    Args:
        endpoint_url: where the service reaches the store.
        access_key: the key's id.
        secret_key: the key.
        region: what the store calls its region; signed.
        name: of the bucket.
        public_endpoint: where people reach the same store; None when the address is the same.
        path_style: ``host/bucket/key``, as MinIO, Ceph and rclone want it; False for ``bucket.host/key``, as
            AWS, COS and OSS do.
    """
    config = AioConfig(
        signature_version="s3v4",
        s3={"addressing_style": "path" if path_style else "virtual"},
        connect_timeout=2,
        read_timeout=15,
        retries={"mode": "standard", "max_attempts": 2},
        # Newer checksums are unknown to most stores that are not AWS, and would be signed into PUT URLs.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    session = get_session()
    async with AsyncExitStack() as stack:
        client, *public = [
            await stack.enter_async_context(
                session.create_client(
                    "s3",
                    endpoint_url=url,
                    aws_access_key_id=access_key,
                    aws_secret_access_key=secret_key,
                    region_name=region,
                    config=config,
                )
            )
            for url in (endpoint_url, public_endpoint)
            if url
        ]
        yield Bucket(client, name, *public)


@contextmanager
def _store_errors() -> Iterator[None]:
    """Tell a store that is away or overloaded as ``Unavailable``; any other refusal stays an error."""
    try:
        yield
    except (NoConnection, HTTPClientError, BodyError, TimeoutError) as error:
        raise Unavailable("object_store") from error
    except ClientError as error:
        if (
            _status(error) == HTTPStatus.TOO_MANY_REQUESTS
            or _status(error) >= HTTPStatus.INTERNAL_SERVER_ERROR
        ):
            raise Unavailable("object_store") from error
        raise


def _status(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]
