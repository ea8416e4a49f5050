"""The service and its channels on the real MongoDB."""

import pytest

from channels import ChannelStore, Inbox
from intake import Database, Intake
from support.clock import Clock
from support.reports import open_intake


@pytest.fixture
async def intake(mongo_db: Database, clock: Clock) -> Intake:
    return await open_intake(mongo_db, clock)


@pytest.fixture
async def inbox(mongo_db: Database) -> Inbox:
    inbox = Inbox(mongo_db)
    await inbox.ensure_indexes()
    return inbox


@pytest.fixture
def store(mongo_db: Database) -> ChannelStore:
    return ChannelStore(mongo_db)
