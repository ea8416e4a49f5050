"""A bucket and the service, on the real S3 server and the real MongoDB."""

from collections.abc import AsyncIterator

import pytest

from gateway.embedded import S3
from intake import Database
from media import Bucket, Media, ensure_indexes, open_bucket
from support.clock import Clock


@pytest.fixture
async def bucket(s3: S3, bucket_name: str) -> AsyncIterator[Bucket]:
    async with open_bucket(
        endpoint_url=s3.endpoint_url,
        access_key=s3.access_key,
        secret_key=s3.secret_key,
        region=s3.region,
        name=bucket_name,
    ) as opened:
        await opened.ensure()
        yield opened


@pytest.fixture
async def media(mongo_db: Database, bucket: Bucket, clock: Clock) -> Media:
    await ensure_indexes(mongo_db)
    return Media(mongo_db, bucket, clock)
