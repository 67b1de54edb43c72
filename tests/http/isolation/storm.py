"""A storm of requests of two organisations and of nobody, most of them cut off at some moment."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import orjson
from starlette.applications import Starlette

from api.app import create_app, running
from api.domain.ids import Code, encode
from api.domain.standing import ClientKind
from api.persistence.database import Database, connect
from api.persistence.told_once import Prefix, digest, new_secret
from tests.house import House
from tests.http.conftest import Admin, settings_over
from tests.http.registering import CONFIDENTIAL
from tests.identity import Minter
from tests.serving import http_to, serving

AT_ONCE = 24
LONGEST_SECONDS = 0.06
"""Until a request is cut off: about as long as the longest of them takes."""
READ = """{ viewer { organisation { name } }
  groups { nodes { name meetings { nodes { venues { exactAddress } } } } }
  clients(first: 50) { nodes { name } } }"""
PAGE = "{ viewer { organisation { name } } groups { nodes { name network { name } } } }"
INVITE = """mutation { inviteStaff(input: {role: AUDITOR}) {
  invitation { id } errors { code } } }"""
REGISTER = """mutation($input: RegisterClientInput!) {
  registerClient(input: $input) { client { name } errors { code } } }"""
SCOPES = (
    "organisations:read", "organisations:manage", "clients:read", "clients:manage",
    "meetings:read", "groups:read",
)  # fmt: skip

type Check = Callable[[httpx.Response], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and what an answer to it has to be."""

    path: str
    body: bytes
    headers: dict[str, str]
    check: Check


@dataclass(slots=True)
class Tally:
    """How the requests of a storm ended."""

    answered: int = 0
    cut: int = 0
    later: int = 0
    wrong: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Served:
    """A running application with the connections that it holds."""

    app: Starlette
    address: str
    held: list[Database]

    @property
    def database(self) -> Database:
        return self.held[0]


@asynccontextmanager
async def served(app_url: str, **settings: object) -> AsyncGenerator[Served]:
    held: list[Database] = []

    async def keeping(app_url: str, **options: Any) -> Database:  # noqa: ANN401 - those of the real one
        held.append(await connect(app_url, **options))
        return held[0]

    app = create_app(settings_over(app_url, **settings))
    with patch.object(running, "connect", keeping):
        async with serving(app) as address:
            yield Served(app, address, held)


def graphql(query: str, headers: dict[str, str], check: Check, variables: object = None) -> Ask:
    body = orjson.dumps({"query": query, "variables": variables})
    return Ask("/graphql", body, {**headers, "content-type": "application/json"}, check)


async def asks_of(house: House, name: str, minter: Minter, admin: Admin) -> list[Ask]:
    """What an organisation asks: a page, confidential rows, two changes, and for a token."""
    asker = await minter.staff(house.organisation, *SCOPES)
    backend = await minter.client(
        house.organisation, "groups:read", kind=ClientKind.NETWORK_BACKEND
    )
    secret = new_secret(Prefix.CLIENT_SECRET)
    await admin.execute("update confidential.clients set name = $2 where id = $1", backend, name)
    await admin.execute(
        "insert into identity.client_secrets (id, organisation_id, client_id, hash)"
        " values ($1, $2, $3, $4)",
        *(uuid4(), house.organisation, backend, digest(secret)),
    )
    basic = base64.b64encode(f"{encode(Code.CLIENT, backend)}:{secret}".encode()).decode()
    form = urlencode({"grant_type": "client_credentials", "scope": "groups:read"}).encode()
    values = {"input": {**CONFIDENTIAL, "name": name}}
    return [
        graphql(PAGE, asker.headers, lambda answer: _page(answer, name)),
        graphql(READ, asker.headers, lambda answer: _own(answer, name)),
        graphql(INVITE, asker.headers, _changed),
        graphql(REGISTER, asker.headers, _changed, values),
        Ask(
            "/oauth/token",
            form,
            {
                "authorization": f"Basic {basic}",
                "content-type": "application/x-www-form-urlencoded",
            },
            lambda answer: _token(answer, house),
        ),
    ]


def of_nobody() -> Ask:
    return graphql(PAGE, {}, lambda answer: _page(answer, None))


def _page(answer: httpx.Response, name: str | None) -> None:
    data = answer.json()["data"]
    viewer = data["viewer"] and data["viewer"]["organisation"]["name"]
    assert viewer == (None if name is None else f"{name} organisation")
    assert {group["name"] for group in data["groups"]["nodes"]} == {"ours group", "theirs group"}


def _own(answer: httpx.Response, name: str) -> None:
    data = answer.json()["data"]
    assert data["viewer"]["organisation"]["name"] == f"{name} organisation"
    assert {client["name"] for client in data["clients"]["nodes"]} == {name}
    for group in data["groups"]["nodes"]:
        ((venue,),) = [meeting["venues"] for meeting in group["meetings"]["nodes"]]
        assert (venue["exactAddress"] is not None) is (group["name"] == f"{name} group")


def _changed(answer: httpx.Response) -> None:
    (payload,) = answer.json()["data"].values()
    # Two of one organisation may be in each other's way; then nothing was changed.
    assert {error["code"] for error in payload["errors"]} <= {"NOT_POSSIBLE_NOW"}


def _token(answer: httpx.Response, house: House) -> None:
    _, said, _ = answer.json()["access_token"].split(".")
    claims = orjson.loads(base64.urlsafe_b64decode(said + "=="))
    assert claims["org"] == encode(Code.ORGANISATION, house.organisation)


async def calm(server: Served, asks: list[Ask]) -> Tally:
    """Send each request twice, one after the other, and wait for every answer."""
    tally = Tally()
    async with http_to(server.address) as http:
        for ask in asks * 2:
            await _cut(_send(http, ask), ask, 30, tally)
    return tally


async def storm(server: Served, asks: list[Ask], count: int, seed: int) -> Tally:
    """Send ``count`` requests, so many at once, and cut four of five off at a random moment."""
    chance, tally = Random(seed), Tally()
    lots = [(chance.choice(asks), chance.random(), chance.random()) for _ in range(count)]
    async with (
        httpx.AsyncClient(
            transport=httpx.ASGITransport(server.app), base_url=server.address
        ) as inside,
        # A connection that is kept may be closed by the server just as it is used again.
        httpx.AsyncClient(
            base_url=server.address, timeout=30, limits=httpx.Limits(max_keepalive_connections=0)
        ) as outside,
    ):

        async def lane() -> None:
            while lots:
                ask, kind, moment = lots.pop()
                seconds = moment * LONGEST_SECONDS
                if kind < 0.4:
                    # Nothing of the server stands between: the request's own task is cancelled.
                    await _cut(_send(inside, ask), ask, seconds, tally)
                elif kind < 0.8:
                    await _hang_up(server.address, ask, seconds)
                    tally.cut += 1
                else:
                    await _cut(_send(outside, ask), ask, 30, tally)

        await asyncio.gather(*(lane() for _ in range(AT_ONCE)))
    return tally


async def _send(http: httpx.AsyncClient, ask: Ask) -> httpx.Response:
    return await http.post(ask.path, content=ask.body, headers=ask.headers)


async def _cut(sent: Awaitable[httpx.Response], ask: Ask, seconds: float, tally: Tally) -> None:
    try:
        answer = await asyncio.wait_for(sent, seconds)
    except TimeoutError:
        tally.cut += 1
        return
    # Every connection may be taken for a second: then it says so, and did nothing.
    if answer.status_code == 503 or '"code":"TIMEOUT"' in answer.text:
        tally.later += 1
        return
    tally.answered += 1
    try:
        assert answer.status_code == 200
        ask.check(answer)
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        tally.wrong.append(
            f"{ask.path} {ask.body[:60]!r} {answer.status_code} {answer.text[:300]}: {error!r}"
        )


async def _hang_up(address: str, ask: Ask, seconds: float) -> None:
    """Send a request over a connection of its own, and reset that while it is answered."""
    url = httpx.URL(address)
    reading, writing = await asyncio.open_connection(url.host, url.port)
    sent = {**ask.headers, "host": url.host, "content-length": str(len(ask.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writing.write(f"POST {ask.path} HTTP/1.1\r\n{head}\r\n".encode() + ask.body)
    try:
        async with asyncio.timeout(seconds):
            await reading.read(64)
    except TimeoutError:
        pass
    finally:
        writing.transport.abort()
