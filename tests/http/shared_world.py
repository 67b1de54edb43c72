"""One server over one database for all cases of a module, each case with houses of its own."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
import httpx

from api.app import create_app
from api.auth.config import AuthConfig
from api.domain.scopes import Scope
from api.persistence.database import connect
from api.persistence.embedded import Cluster
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from tests.conftest import new_database
from tests.house import build_house
from tests.http.conftest import BASE, KEK, Admin, Client, settings_over
from tests.http.matrix import EVERYBODY, Case, Row, World
from tests.identity import Minter
from tests.serving import serving


@dataclass(frozen=True, slots=True)
class Shared:
    """A server that was started once, and a way into its database."""

    client: Client
    minter: Minter
    admin: Admin
    store: Store

    async def world(self) -> World:
        """Two houses that no other case has anything to do with."""
        ours, theirs = [await build_house(self.store, f"h{uuid4().hex}") for _ in range(2)]
        return World(self.client, self.minter, self.admin, ours, theirs)


@asynccontextmanager
async def shared_world(cluster: Cluster, template: str) -> AsyncGenerator[Shared]:
    """Start a server over a new database, for as long as a module needs it."""
    async with new_database(cluster, template) as database:
        connections = await connect(database.app_url, size=4)
        admin = await asyncpg.connect(database.admin_url)
        identity = IdentityStore(connections.engine, IdentityKeys(KEK))
        minter = Minter(admin, identity, AuthConfig(BASE, f"{BASE}/graphql"))
        app = create_app(settings_over(database.app_url))
        try:
            async with (
                serving(app) as address,
                httpx.AsyncClient(base_url=address, timeout=60) as http,
            ):
                store = Store(connections.engine, Keyring(KEK))
                yield Shared(Client(http, minter), minter, admin, store)
        finally:
            await admin.close()
            await connections.close()


async def case_of(world: World, row: Row) -> Case:
    """Somebody who may do at home what a row of the matrix does."""
    kind = next(each for each in EVERYBODY if row.may(each) and each not in row.but)
    return Case(kind, await world.asker(kind, Scope(row.scope)), world.ours)
