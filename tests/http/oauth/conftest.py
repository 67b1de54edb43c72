"""Running authorization servers: one for all tests of a worker, and one of a test's own."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from api.auth.services import AuthServices
from api.persistence.database import connect
from api.persistence.embedded import Cluster
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from api.persistence.roles import Role
from tests.conftest import Database, grant_connections
from tests.http.oauth.world import World, application, services_for
from tests.identity import put_keys
from tests.serving import http_to, serving

KEK = b"k" * 32
SHARED = "peers_test_oauth"


@asynccontextmanager
async def running(app_url: str, admin_url: str) -> AsyncGenerator[World]:
    """An authorization server over a database."""
    admin, connections = await asyncpg.connect(admin_url), await connect(app_url, size=10)
    identity = IdentityStore(connections.engine, IdentityKeys(KEK))
    await put_keys(identity, admin)
    services, made = services_for(identity), list[World]()
    async with (
        serving(application(made, services)) as address,
        http_to(address) as http,
    ):
        made.append(World(services, admin, http))
        yield made[0]
    await connections.close()
    await admin.close()


@pytest.fixture(scope="session")
async def shared(cluster: Cluster, template: str) -> AsyncIterator[World]:
    """One server for every test that makes all that it needs, and counts only what is its own."""
    admin = await asyncpg.connect(cluster.admin_url)
    await admin.execute(f"CREATE DATABASE {SHARED} TEMPLATE {template} STRATEGY FILE_COPY")
    await grant_connections(admin, SHARED)
    url = cluster.admin_url.replace("/postgres?", f"/{SHARED}?")
    async with running(cluster.url(Role.APP, SHARED), url) as world:
        yield world
    await admin.execute(f"DROP DATABASE {SHARED} WITH (FORCE)")
    await admin.close()


@pytest.fixture
def world(shared: World) -> World:
    shared.begun.clear()
    return shared


@pytest.fixture
async def alone(database: Database) -> AsyncIterator[World]:
    """A server of the test's own, for what changes the server itself."""
    async with running(database.app_url, database.admin_url) as world:
        yield world


@pytest.fixture
def services(world: World) -> AuthServices:
    return world.services
