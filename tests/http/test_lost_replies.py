"""A proxy cuts connections between the server and PostgreSQL at the worst moment: after COMMIT.

Whoever sends the same request again with the same key gets it done once, however often the reply
is lost. To see it fail: leave ``idempotency_key`` out of ``send_until_done``.
"""

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.settings import Settings
from tests.conftest import Database, short_folder
from tests.house import House
from tests.http.conftest import BASE, KEK, Admin
from tests.identity import Asker, Minter
from tests.serving import http_to, serving

CREATE = """mutation($input: CreateGroupInput!) {
  createGroup(input: $input) { group { id } errors { code } } }"""
AT_ONCE = 4
MOST_TRIES = 30
OF_ONE_TOKEN = 1_000
"""How many requests one token is used for: a token lives for minutes, the full size for more."""


@dataclass(slots=True)
class Proxy:
    """Passes bytes on to a socket of PostgreSQL; in some cases it swallows the reply to COMMIT."""

    target: str
    random: Random
    share: float
    cut: int = 0
    open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await asyncio.open_unix_connection(self.target)
        self.open |= {writer, up_writer}
        losing = asyncio.Event()
        await asyncio.gather(
            self._up(reader, up_writer, losing), self._down(up_reader, writer, losing)
        )
        self.open -= {writer, up_writer}

    async def _up(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if b"COMMIT" in data and self.random.random() < self.share:
                    losing.set()
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _down(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, losing: asyncio.Event
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                if losing.is_set():
                    # PostgreSQL has answered, so it has committed; nobody will hear of it.
                    self.cut += 1
                    break
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def through(proxy: Proxy, database: Database) -> AsyncGenerator[str]:
    """Serve the API over a database that is reached by the proxy; its own address."""
    folder = short_folder()
    url = httpx.URL(database.app_url)
    socket = folder / Path(proxy.target).name
    listening = await asyncio.start_unix_server(proxy.serve, str(socket))
    settings = Settings(
        database_url=str(url.copy_set_param("host", str(folder))),  # pyright: ignore[reportArgumentType] - pydantic makes it a secret
        kek=base64.b64encode(KEK).decode(),  # pyright: ignore[reportArgumentType]
        public_url=BASE,
    )
    try:
        async with serving(create_app(settings)) as address:
            yield address
    finally:
        listening.close()
        for writer in proxy.open:
            writer.close()


async def send_until_done(http: httpx.AsyncClient, asker: Asker, values: object, key: str) -> str:
    asked = {"query": CREATE, "variables": {"input": values}}
    for _ in range(MOST_TRIES):
        answer = await http.post(
            "/graphql", json=asked, headers={**asker.headers, "Idempotency-Key": key}
        )
        data: dict[str, Any] = answer.json().get("data") or {}
        done = data.get("createGroup")
        if done is not None:
            assert done["errors"] == []
            return done["group"]["id"]
        await asyncio.sleep(0.01)
    raise AssertionError("The request was never answered.")


async def again(minter: Minter, asker: Asker) -> Asker:
    """Another token of the same member of staff."""
    return await minter.granted(
        (Scope.GROUPS_MANAGE.value,),
        person=asker.person,
        staff=asker.staff,
        organisation=asker.organisation,
    )


async def lose_replies(
    database: Database, minter: Minter, house: House, admin: Admin, tries: int
) -> None:
    seed = SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - so that a failure can be had again
    url = httpx.URL(database.app_url)
    target = f"{url.params['host']}/.s.PGSQL.{url.params.get('port', 5432)}"
    proxy = Proxy(target, Random(seed), share=0.0)
    askers = [await minter.staff(house.organisation, Scope.GROUPS_MANAGE.value)]
    network = encode(Code.NETWORK, house.network)
    turn = asyncio.Semaphore(AT_ONCE)
    async with (
        through(proxy, database) as address,
        http_to(address) as http,
    ):
        proxy.share = 0.2

        async def intend(number: int) -> str:
            values = {"networkId": network, "name": f"Group {number}", "language": "en"}
            async with turn:
                if number % OF_ONE_TOKEN == 0:
                    askers.append(await again(minter, askers[-1]))
                return await send_until_done(http, askers[-1], values, f"intent {number}")

        ids = await asyncio.gather(*(intend(number) for number in range(tries)))
        proxy.share = 0.0
    made = await admin.fetch(
        "select name, count(*) as times from catalogue.groups where status = 'DRAFT' group by name"
    )
    assert {row["name"] for row in made} == {f"Group {number}" for number in range(tries)}
    assert {row["times"] for row in made} == {1}
    assert len(set(ids)) == tries
    assert proxy.cut > tries / 20
    stuck = (
        "select count(*) from pg_stat_activity"
        " where state like 'idle in transaction%' and datname = current_database()"
    )
    assert await admin.fetchval(stuck) == 0


async def test_what_was_committed_and_not_heard_of_is_done_once(
    database: Database, minter: Minter, ours: House, admin: Admin
) -> None:
    await lose_replies(database, minter, ours, admin, 60)


@pytest.mark.full
async def test_of_ten_thousand_lost_replies_none_doubles_anything(
    database: Database, minter: Minter, ours: House, admin: Admin
) -> None:
    await lose_replies(database, minter, ours, admin, 10_000)
