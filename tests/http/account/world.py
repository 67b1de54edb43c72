"""What the pages for signing in are tested with: people, an app, and browsers of their own."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Literal, override
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import asyncpg
import httpx
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from api.auth.config import AuthConfig
from api.auth.courier import Courier
from api.auth.services import AuthServices
from api.auth.signing import Signer
from api.auth.signing_in.passwords import Passwords
from api.auth.signing_in.people import create_person
from api.auth.verification import Verifier
from api.domain.access import Actor
from api.domain.standing import ClientKind, StaffRole
from api.domain.text import slug
from api.domain.vocabulary import OrganisationStatus
from api.http.assets import Assets
from api.http.oauth.authorize import Authorize
from api.http.pages.account.beginning import begin
from api.http.pages.account.routes import account_routes
from api.notices.mail import Letter
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.work import Work
from tests.house import House, organisation
from tests.http.page_world import Page
from tests.identity import add_staff

ISSUER = "https://peers.test"
REDIRECT = "https://app.test/back"
PASSWORD = "seven quiet herons on a wall"  # noqa: S105 - of nobody
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

type Given = Mapping[str, object]
type Admin = asyncpg.Connection[asyncpg.Record]


@dataclass(slots=True)
class Letters:
    """A sender that keeps what it is given, as a mailbox does."""

    sent: list[Letter] = field(default_factory=list[Letter])
    seconds: float = 0.0

    async def send(self, letter: Letter) -> None:
        await asyncio.sleep(self.seconds)
        self.sent.append(letter)

    def code(self) -> str:
        """The code in the last letter."""
        (code,) = set(re.findall(r"psn_ol_[\w-]{43}", self.sent[-1].text))
        return code


class Counting(PasswordHasher):
    """A cheap hasher that counts how often it is asked to verify."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.verified: list[str] = []

    @override
    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
        self.verified.append(str(hash))
        return super().verify(hash, password)


def services_for(
    identity: IdentityStore, issuer: str, letters: Letters, hasher: PasswordHasher = CHEAP
) -> AuthServices:
    config = AuthConfig(issuer, f"{issuer}/graphql")
    return AuthServices(
        identity=identity,
        config=config,
        passwords=Passwords(hasher),
        courier=Courier(letters),
        verifier=Verifier(identity, config),
        signer=Signer(identity.keys),
    )


def application(services_now: Callable[[], AuthServices]) -> Starlette:
    """The pages, and the beginning of an app's errand; nothing else of the server."""

    return Starlette(
        routes=[
            Mount("/static", Assets()),
            Route("/oauth/authorize", Authorize(services_now, begin).__call__),
            *account_routes(services_now),
        ]
    )


@dataclass(slots=True)
class Browser:
    """Keeps its own cookies, since none of a ``__Host-`` name would go over plain HTTP."""

    http: httpx.AsyncClient
    cookies: dict[str, str] = field(default_factory=dict[str, str])
    agent: str = "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0"

    async def get(self, path: str, **headers: str) -> Page:
        return Page(await self.ask("GET", path, data=None, json=None, **headers))

    async def follow(self, answer: httpx.Response) -> Page:
        """Go where an answer leads, through any number of redirects of the site itself."""
        while answer.is_redirect and answer.headers["location"].startswith("/"):
            answer = await self.ask("GET", answer.headers["location"])
        return Page(answer)

    async def send(
        self, page: Page, action: str, /, *left_out: str, **fields: object
    ) -> httpx.Response:
        """Send the form of a page that has this action, with what a person fills in."""
        given = {**fields_of(page, action), **fields}
        kept = {name: value for name, value in given.items() if name not in left_out}
        return await self.ask("POST", action, data=kept)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        data: Given | None = None,
        json: object = None,
        **headers: str,
    ) -> httpx.Response:
        said = {
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "user-agent": self.agent,
            "accept": "text/html",
            **({"sec-fetch-site": "same-origin", "origin": "null"} if method == "POST" else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        answer = await self.http.request(
            method, path, data=data, json=json, headers={k: v for k, v in said.items() if v}
        )
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer


@dataclass(frozen=True, slots=True)
class World:
    """A running site, with a look behind it."""

    services: AuthServices
    store: Store
    letters: Letters
    admin: Admin
    http: httpx.AsyncClient

    def browser(self) -> Browser:
        return Browser(self.http)

    async def person(
        self, handle: str = "heron", password: str | None = PASSWORD, *, operator: bool = False
    ) -> UUID:
        return await create_person(
            self.services.identity,
            handle=handle,
            password=password,
            email="@" in handle,
            operator=operator,
            passwords=self.services.passwords,
        )

    async def signed_in(self, handle: str = "heron", password: str = PASSWORD) -> Browser:
        browser = self.browser()
        answer = await sign_in(browser, handle, password)
        assert answer.status_code == 303, answer.text
        return browser

    async def mailed(self) -> None:
        """Wait until every errand beside the requests is done."""
        await self.services.courier.all_done()

    async def organisation(
        self, name: str, status: OrganisationStatus = OrganisationStatus.VERIFIED
    ) -> UUID:
        house = House(new_id(), new_id(), new_id(), new_id(), new_id())
        made = replace(organisation(house, slug(name)), name=name, status=status)

        async def write(work: Work) -> None:
            await Organisations(work).add(made)

        await self.store.run(Actor(made.id, "test"), write)
        return made.id

    async def staff(self, person: UUID, organisation: UUID, role: StaffRole) -> UUID:
        return await add_staff(self.admin, person, organisation, role)

    async def app(
        self,
        organisation: UUID,
        *scopes: str,
        kind: ClientKind = ClientKind.PUBLIC_APP,
        redirect_uri: str = REDIRECT,
    ) -> str:
        """Register an app, and return its ``client_id``."""
        made = new_confidential_id()
        await self.admin.execute(
            "insert into confidential.clients"
            " (organisation_id, id, kind, name, status, scopes, redirect_uris)"
            " values ($1, $2, $3, $4, 'ACTIVE', $5, $6)",
            organisation,
            made,
            kind.value,
            "Heron notes",
            list(scopes),
            [redirect_uri],
        )
        return f"cli_{made.hex}"

    async def count(self, table: str) -> int:
        return await self.admin.fetchval(f"select count(*) from identity.{table}")  # noqa: S608


async def sign_in(browser: Browser, handle: str, password: str) -> httpx.Response:
    page = await browser.get("/sign-in")
    return await browser.send(page, "/sign-in", handle=handle, password=password)


def asking(client: str, *scopes: str, **different: str) -> str:
    """The address that an app sends a browser to."""
    given = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": REDIRECT,
        "scope": " ".join(scopes),
        "state": "a-state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    }
    return f"/oauth/authorize?{urlencode({**given, **different})}"


def told(answer: httpx.Response) -> dict[str, str]:
    """What the app is told by the address that a browser is sent back to."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def fields_of(page: Page, action: str) -> dict[str, str]:
    """The hidden fields of the first form with an action, as a browser sends them."""
    inside, found = False, dict[str, str]()
    for tag, attributes in page.elements:
        if tag == "form":
            if inside:
                break
            inside = attributes.get("action") == action
        elif inside and tag == "input" and attributes.get("type") == "hidden":
            found[attributes["name"]] = attributes["value"]
    assert found, f"no form with the action {action}"
    return found
