"""A real server on a real port, over a database of the test's own."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
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
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from api.settings import Settings
from tests.conftest import Database
from tests.house import House, build_house
from tests.identity import Minter, put_keys
from tests.serving import http_to, serving

KEK = b"k" * 32
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


def member(house: House, *scopes: str) -> dict[str, str]:
    """What a client is told to ask with: a token of the owner of a house."""
    return token(house.organisation, *scopes)


def token(organisation: UUID, *scopes: str) -> dict[str, str]:
    return {"owner_of": str(organisation), "with_scopes": " ".join(scopes)}


@pytest.fixture
async def connections(database: Database) -> AsyncIterator[Connections]:
    opened = await connect(database.app_url, size=4)
    yield opened
    await opened.close()


@pytest.fixture
async def store(connections: Connections) -> Store:
    return Store(connections.engine, Keyring(KEK))


@pytest.fixture
async def ours(store: Store) -> House:
    return await build_house(store, "ours")


@pytest.fixture
async def theirs(store: Store) -> House:
    return await build_house(store, "theirs")


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
