"""A real server on a real port, over a database of the test's own."""

import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import orjson
import pytest

from api.app import create_app
from api.auth.config import AuthConfig
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.embedded import Cluster
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from api.settings import Settings
from tests.conftest import Database, new_database
from tests.house import House, build_house
from tests.identity import Minter, put_keys
from tests.serving import http_to, serving

KEK = b"k" * 32
HOUSES = frozenset({"ours", "theirs"})
BASE = "https://peers.test"

type Admin = asyncpg.Connection[asyncpg.Record]


@dataclass(frozen=True, slots=True)
class Client:
    """Asks a running server over HTTP."""

    http: httpx.AsyncClient
    minter: Minter

    async def ask(self, query: str, variables: object = None, **headers: str) -> httpx.Response:
        body = orjson.dumps({"query": query, "variables": variables})
        owner, scopes = headers.pop("owner_of", None), headers.pop("with_scopes", "")
        if owner is not None:
            asker = await self.minter.cached(UUID(owner), *scopes.split())
            headers = {**headers, **asker.headers}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["content-type"] = "application/json"
        return await self.http.post("/graphql", content=body, headers=named)


@dataclass(frozen=True, slots=True)
class Furnished:
    """A template that nobody is connected to, and the houses that are in it."""

    template: str
    houses: Mapping[str, House]


@dataclass(frozen=True, slots=True)
class Templates:
    """Makes a template of each kind once: building a house takes longer than most tests."""

    cluster: Cluster
    served: str
    stack: AsyncExitStack
    made: dict[frozenset[str], Furnished] = field(default_factory=dict[frozenset[str], Furnished])

    async def with_houses(self, names: frozenset[str]) -> Furnished:
        if names not in self.made:
            database = await self.stack.enter_async_context(new_database(self.cluster, self.served))
            opened = await connect(database.app_url, size=2)
            store = Store(opened.engine, Keyring(KEK))
            houses = {name: await build_house(store, name) for name in sorted(names)}
            await opened.close()
            self.made[names] = Furnished(database.name, houses)
        return self.made[names]


def member(house: House, *scopes: str) -> dict[str, str]:
    """What a client is told to ask with: a token of the owner of a house."""
    return token(house.organisation, *scopes)


def token(organisation: UUID, *scopes: str) -> dict[str, str]:
    return {"owner_of": str(organisation), "with_scopes": " ".join(scopes)}


@pytest.fixture(scope="session")
async def served(cluster: Cluster, template: str) -> AsyncIterator[str]:
    """The name of a database that was served once: its keys are made, and its jobs were run."""
    async with new_database(cluster, template) as database:
        async with serving(create_app(settings_over(database.app_url))):
            pass
        yield database.name


@pytest.fixture(scope="session")
async def templates(cluster: Cluster, served: str) -> AsyncIterator[Templates]:
    """What databases of tests are copies of: with the houses in them that a test asks for."""
    async with AsyncExitStack() as stack:
        yield Templates(cluster, served, stack)


@pytest.fixture
async def furnished(request: pytest.FixtureRequest, templates: Templates) -> Furnished:
    return await templates.with_houses(HOUSES & set(request.fixturenames))


@pytest.fixture
async def database(cluster: Cluster, furnished: Furnished) -> AsyncIterator[Database]:
    """A database of the test's own, with its houses; dropped afterwards."""
    async with new_database(cluster, furnished.template) as database:
        yield database


@pytest.fixture
async def connections(database: Database) -> AsyncIterator[Connections]:
    opened = await connect(database.app_url, size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def store(connections: Connections) -> Store:
    return Store(connections.engine, Keyring(KEK))


@pytest.fixture
async def ours(furnished: Furnished) -> House:
    return furnished.houses["ours"]


@pytest.fixture
async def theirs(furnished: Furnished) -> House:
    return furnished.houses["theirs"]


@pytest.fixture
async def admin(database: Database) -> AsyncIterator[Admin]:
    """A look behind row-level security."""
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


@pytest.fixture
async def minter(connections: Connections, admin: Admin) -> Minter:
    """Makes tokens that the server of the fixture ``client`` believes."""
    identity = IdentityStore(connections.engine, IdentityKeys(KEK))
    await put_keys(identity, admin)
    return Minter(admin, identity, AuthConfig(BASE, f"{BASE}/graphql"))


def settings_over(app_url: str, **more: object) -> Settings:
    """What a server is started with that serves a database of a test."""
    given: dict[str, Any] = {
        "database_url": app_url,
        "kek": base64.b64encode(KEK).decode(),
        "public_url": BASE,
        "introspection": True,
        # Nobody listens there: letters are left to wait, and never leave the test.
        "smtp_url": "smtp://127.0.0.1:1",
        **more,
    }
    return Settings(**given)


@pytest.fixture
async def client(database: Database, minter: Minter) -> AsyncIterator[Client]:
    app = create_app(settings_over(database.app_url))
    async with serving(app) as address, http_to(address) as http:
        yield Client(http, minter)
