"""The service on the real MongoDB, with the real routing."""

import pytest

from intake import Database, Intake
from support.clock import Clock
from support.reports import Album, open_intake


@pytest.fixture
def album() -> Album:
    return Album()


@pytest.fixture
async def intake(mongo_db: Database, clock: Clock, album: Album) -> Intake:
    return await open_intake(mongo_db, clock, photos=album)
