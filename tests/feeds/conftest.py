"""A desk of a house of its own."""

from collections.abc import AsyncGenerator

import pytest

from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.store import Store
from tests.conftest import Database
from tests.feeds.desk import Desk
from tests.house import build_house


@pytest.fixture
async def desk(database: Database) -> AsyncGenerator[Desk]:
    connections = await connect(database.app_url, size=4)
    store = Store(connections.engine, Keyring(b"k" * 32))
    yield Desk(connections, store, await build_house(store, "ours"))
    await connections.close()
