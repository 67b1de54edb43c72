"""Asks an executor over the world, and counts what goes over the wire meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from api.domain.access import ANYBODY, Viewer
from api.persistence.database import connect
from api.persistence.keys import Keyring
from api.persistence.reading.reader import Reader
from api.persistence.store import Store
from api.persistence.views import VIEWS
from api.schema.build import graphql_schema
from api.schema.execution import Asked, Documents, Executor
from api.schema.limits import Limits
from tests.world import CURSOR_KEY, KEK, NOW, World

CONNECTIONS = 2
LIMITS = Limits()

type Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asker:
    """An executor over a world; ``statements`` are those that were sent, in order."""

    executor: Executor
    world: World
    statements: list[str] = field(default_factory=list[str])

    async def body(
        self,
        query: str,
        variables: Json | None = None,
        *,
        viewer: Viewer = ANYBODY,
        now: datetime = NOW,
    ) -> bytes:
        asked = Asked(query, None, variables, viewer, now, "test-request")
        response = await self.executor.run(asked)
        # asyncpg tells its loggers in the next turn of the loop.
        await asyncio.sleep(0)
        return response.body

    async def ask(
        self,
        query: str,
        variables: Json | None = None,
        *,
        viewer: Viewer = ANYBODY,
        now: datetime = NOW,
    ) -> Json:
        """Return the whole answer, errors included."""
        return orjson.loads(await self.body(query, variables, viewer=viewer, now=now))

    async def data(
        self,
        query: str,
        variables: Json | None = None,
        *,
        viewer: Viewer = ANYBODY,
        now: datetime = NOW,
    ) -> Json:
        """Return the data of an answer that must have no errors."""
        answer = await self.ask(query, variables, viewer=viewer, now=now)
        assert "errors" not in answer, (answer["errors"], query, variables)
        return answer["data"]

    async def refusal(self, query: str, variables: Json | None = None) -> Json:
        """Return the one error of an answer without data, for which nothing was asked of SQL."""
        self.statements.clear()
        answer = await self.ask(query, variables)
        assert self.statements == []
        assert answer["data"] is None
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_USER_INPUT", error
        return error


@asynccontextmanager
async def asking(app_url: str, world: World, limits: Limits = LIMITS) -> AsyncGenerator[Asker]:
    """Open an asker as the application's role."""
    # A new connection would come without the ear that counts statements.
    database = await connect(app_url, size=CONNECTIONS, idle_seconds=0)
    schema, keyring = graphql_schema(), Keyring(KEK)
    reader = Reader(schema, VIEWS, database.pool, database.primary, keyring, CURSOR_KEY)
    documents = Documents(schema, reader, limits, hide_suggestions=False)
    store = Store(database.engine, keyring)
    asker = Asker(Executor(schema, documents, reader, store, limits), world)
    try:
        await _listen(database.pool, asker.statements)
        yield asker
    finally:
        await database.close()


async def _listen(pool: asyncpg.Pool[asyncpg.Record], statements: list[str]) -> None:
    """Note every statement of every connection of a pool that has all it will ever have."""
    held = [await pool.acquire() for _ in range(CONNECTIONS)]
    for connection in held:
        # The driver asks the database about each type of array once for each connection.
        await connection.prepare("select $1::uuid[], $2::int4[], $3::int2[], $4::timestamptz[]")
        connection.add_query_logger(lambda record: statements.append(record.query))
        await pool.release(connection)
