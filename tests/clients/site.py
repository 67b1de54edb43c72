"""A whole server at its own address, with an organisation that registers apps, and their people."""

import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
from starlette.applications import Starlette

from api.app import create_app
from api.auth.config import AuthConfig
from api.auth.keys import ensure_keys
from api.auth.signing_in.passwords import Passwords
from api.auth.signing_in.people import create_person
from api.domain.ids import Code, encode
from api.domain.standing import StaffRole
from api.persistence.database import connect
from api.persistence.identity.staff import link_staff
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from api.settings import Settings
from tests.conftest import Database
from tests.house import House, build_house
from tests.http.account.world import CHEAP, PASSWORD, Browser
from tests.http.conftest import KEK, Admin, Client
from tests.http.page_world import Page
from tests.http.registering import MANAGE, registered
from tests.identity import Minter
from tests.serving import http_to, serving_on

REDIRECT = "https://app.test/back"
LOOPBACK = "http://127.0.0.1:7777/back"
"""Where nobody listens: a test reads what a browser would be sent there with."""
WHO = "{ viewer { organisation { name } roles scopes } groups(first: 1) { nodes { name } } }"
OPENID = "openid offline_access groups:read"

numbers = count(1)


@dataclass(frozen=True, slots=True)
class App:
    """A client as its developer knows it."""

    client_id: str
    secret: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, and a look behind it; ``name`` is that of its database."""

    origin: str
    name: str
    admin: Admin
    http: httpx.AsyncClient
    minter: Minter
    house: House

    @property
    def api(self) -> str:
        return f"{self.origin}/graphql"

    @property
    def organisation(self) -> str:
        return encode(Code.ORGANISATION, self.house.organisation)

    def browser(self) -> Browser:
        return Browser(self.http)

    async def register(self, kind: str, **settings: object) -> App:
        """Register a client as its organisation does: by a mutation."""
        owner = await self.minter.cached(self.house.organisation, *MANAGE)
        usual: dict[str, object] = {"redirectUris": (), "origins": (), "website": None}
        values = {**usual, "kind": kind, "name": "Harbour notes", **settings}
        made = await registered(Client(self.http, self.minter), owner, **values)
        return App(made["client"]["id"], made["secret"])

    async def backend(self, **keys: object) -> App:
        return await self.register("NETWORK_BACKEND", scopes=["groups:read"], **keys)

    async def person(self, role: StaffRole | None = StaffRole.FACILITATOR) -> str:
        """Somebody with a password, and with a role unless they have none; their name."""
        name = f"heron{next(numbers)}"
        person = await create_person(
            self.minter.identity,
            handle=name,
            password=PASSWORD,
            email=False,
            operator=False,
            passwords=Passwords(CHEAP),
        )
        if role is not None:
            await self._appoint(person, role)
        return name

    async def _appoint(self, person: UUID, role: StaffRole) -> None:
        staff, organisation = uuid4(), self.house.organisation
        await self.admin.execute(
            "insert into confidential.staff (organisation_id, id, name, key_id, role, status)"
            " values ($1, $2, 'sealed', $2, $3, 'ACTIVE')",
            *(organisation, staff, role.value),
        )
        await self.minter.identity.run(
            lambda connection: link_staff(connection, staff, organisation, person)
        )

    async def visits(self, address: str, name: str, decision: str = "allow") -> str:
        """Go where an app sends a person, sign in, decide, and return where that leads."""
        browser = self.browser()
        page = await browser.follow(await browser.ask("GET", address))
        sent = await browser.send(page, "/sign-in", handle=name, password=PASSWORD)
        page = await browser.follow(sent)
        path = urlsplit(str(page.answer.url)).path
        decided = await browser.send(page, path, decision=decision, scope=ticked(page))
        assert decided.status_code == 303, decided.text
        return decided.headers["location"]

    async def unfinished(self) -> list[str]:
        """What the server's connections to the database have begun and not ended."""
        rows = await self.admin.fetch(
            "select state, query from pg_stat_activity where datname = $1"
            " and pid <> pg_backend_pid() and state <> 'idle'",
            self.name,
        )
        return [f"{row['state']}: {row['query']}" for row in rows]

    async def forget_tries(self) -> None:
        """Let everybody try again at once."""
        await self.admin.execute("delete from identity.throttles")


def ticked(page: Page) -> list[str]:
    return [each["value"] for each in page.all("input", name="scope") if "checked" in each]


@asynccontextmanager
async def running(database: Database) -> AsyncGenerator[Site]:
    """Serve everything over an empty database; its people are of one organisation."""

    def make(port: int) -> Starlette:
        settings: dict[str, Any] = {
            "database_url": database.app_url,
            "kek": base64.b64encode(KEK).decode(),
            "port": port,
            "explorer": True,
            "introspection": True,
        }
        return create_app(Settings(**settings))

    admin = await asyncpg.connect(database.admin_url)
    connections = await connect(database.app_url, size=4)
    identity = IdentityStore(connections.engine, IdentityKeys(KEK))
    await ensure_keys(identity)
    house = await build_house(Store(connections.engine, Keyring(KEK)), "harbour")
    async with serving_on(make) as port:
        origin = f"http://localhost:{port}"
        minter = Minter(admin, identity, AuthConfig(origin, f"{origin}/graphql"))
        async with http_to(origin) as http:
            # Several people share it, each with a browser that keeps cookies of its own.
            http.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            yield Site(origin, database.name, admin, http, minter, house)
    await connections.close()
    await admin.close()
