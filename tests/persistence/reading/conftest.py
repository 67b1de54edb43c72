"""The world, written once for each worker and only read from then on."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.persistence.embedded import Cluster
from api.persistence.roles import Role
from api.schema.execution import Executor
from tests.conftest import Database, grant_connections
from tests.persistence.reading.asking import Asker, asking
from tests.persistence.reading.catalogue import Catalogue, read_catalogue
from tests.world import World, build_world, fill

NAME = "peers_test_world"


@pytest.fixture(scope="session")
def world() -> World:
    return build_world()


@pytest.fixture(scope="session")
async def world_database(cluster: Cluster, template: str, world: World) -> AsyncIterator[Database]:
    """A database that holds the world; nobody writes to it but the ledger."""
    admin = await asyncpg.connect(cluster.admin_url)
    try:
        await admin.execute(f"CREATE DATABASE {NAME} TEMPLATE {template} STRATEGY FILE_COPY")
        await grant_connections(admin, NAME)
        database = Database(
            NAME,
            owner_url=cluster.url(Role.OWNER, NAME),
            app_url=cluster.url(Role.APP, NAME),
            admin_url=cluster.admin_url.replace("/postgres?", f"/{NAME}?"),
        )
        await fill(database.admin_url, world)
        yield database
        await admin.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture(scope="session")
async def asker(world_database: Database, world: World) -> AsyncIterator[Asker]:
    async with asking(world_database.app_url, world) as asker:
        yield asker


@pytest.fixture(scope="session")
async def catalogue(world_database: Database, world: World) -> Catalogue:
    return await read_catalogue(world_database.admin_url, world.secrets)


@pytest.fixture
def executor(asker: Asker) -> Executor:
    """An executor over the world, which is only read."""
    return asker.executor
