"""A site for signing in, over a database of the test's own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from tests.conftest import Database
from tests.http.account.world import ISSUER, Letters, World, application, services_for
from tests.identity import put_keys
from tests.serving import http_to, serving

KEK = b"k" * 32


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    connections = await connect(database.app_url, size=10)
    admin = await asyncpg.connect(database.admin_url)
    letters = Letters()
    identity = IdentityStore(connections.engine, IdentityKeys(KEK))
    services = services_for(identity, ISSUER, letters)
    await put_keys(identity, admin)
    async with (
        serving(application(lambda: services)) as address,
        http_to(address) as http,
    ):
        yield World(services, Store(connections.engine, Keyring(KEK)), letters, admin, http)
        await services.courier.all_done()
    await admin.close()
    await connections.close()
