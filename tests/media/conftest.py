"""A bucket and the service, on the real S3 server and the real MongoDB."""

import pytest

from intake import Database
from media import Bucket, Media
from support.clock import Clock


@pytest.fixture
def media(mongo_db: Database, bucket: Bucket, clock: Clock) -> Media:
    return Media(mongo_db, bucket, clock)
