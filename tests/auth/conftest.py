"""A door into the identity zone of a database of the test's own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from tests.conftest import Database

KEK = b"k" * 32

type Admin = asyncpg.Connection[asyncpg.Record]


@pytest.fixture
async def identity(database: Database) -> AsyncIterator[IdentityStore]:
    connections = await connect(database.app_url, size=10)
    yield IdentityStore(connections.engine, IdentityKeys(KEK))
    await connections.close()


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Admin]:
    """A look behind row-level security."""
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()
