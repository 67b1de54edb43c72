"""The one door for writing: a transaction on somebody's behalf, with audit and outbox rows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.domain.access import Actor, Token
from api.domain.scopes import Scopes
from api.persistence.keys import Keyring
from api.persistence.rights import ENTER, RightsNarrowed, asked, rights_from
from api.persistence.work import Work, settle

ATTEMPTS = 5
RETRIED = frozenset({"40001", "40P01"})
"""Serialisation failure and deadlock: PostgreSQL asks for the whole transaction again."""


@dataclass(frozen=True, slots=True)
class Store:
    """Opens transactions. ``engine`` logs in as the application's role, which owns nothing."""

    engine: AsyncEngine
    keyring: Keyring

    @asynccontextmanager
    async def transaction(self, actor: Actor) -> AsyncGenerator[Work]:
        """Open a transaction in the actor's context; on leaving, audit and outbox rows join it.

        Raises NothingRecorded, and rolls back, where rows were written but no change was
        recorded: a write cannot bypass the audit by being forgotten.
        """
        async with self._begun() as work:
            await work.go_on(actor)
            yield work

    @asynccontextmanager
    async def on_behalf_of(self, token: Token, needed: Scopes) -> AsyncGenerator[Work]:
        """Open a transaction for whoever a token was given to, in the context of its rights.

        Raises RightsGone where they were revoked, RightsNarrowed where ``needed`` is no longer
        among them. Without an organisation, ``Work.enter`` has to be called before any write.
        """
        async with self._begun() as work:
            names = ("grant", "token", "key")
            statement = ENTER
            for number, name in enumerate(names, 1):
                statement = statement.replace(f"${number}", f":{name}")
            given = dict(zip(names, asked(token), strict=True))
            work.rights = rights = rights_from(
                await work.connection.scalar(text(statement).bindparams(**given))
            )
            if not needed <= rights.scopes:
                raise RightsNarrowed(rights)
            if rights.organisation_id is not None:
                work.entered = Actor(rights.organisation_id, rights.subject)
            yield work

    @asynccontextmanager
    async def _begun(self) -> AsyncGenerator[Work]:
        async with self.engine.begin() as connection:
            work = Work(connection, self.keyring)
            yield work
            await settle(work)

    async def run[T](self, actor: Actor, act: Callable[[Work], Awaitable[T]]) -> T:
        """Run a decision in a transaction, again from the start if the database asks for that."""
        return await _again(lambda: self.transaction(actor), act)

    async def run_for[T](
        self, token: Token, needed: Scopes, act: Callable[[Work], Awaitable[T]]
    ) -> T:
        """Run a decision on behalf of a token, again if the database asks for that."""
        return await _again(lambda: self.on_behalf_of(token, needed), act)


async def _again[T](
    begin: Callable[[], AbstractAsyncContextManager[Work]], act: Callable[[Work], Awaitable[T]]
) -> T:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with begin() as work:
                return await act(work)
        except (DBAPIError, asyncpg.PostgresError) as error:
            if sqlstate(error) not in RETRIED or attempt == ATTEMPTS:
                raise
            await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter
    raise AssertionError("unreachable: the last attempt raises")


def sqlstate(error: DBAPIError | asyncpg.PostgresError) -> str | None:
    """Return the SQLSTATE of a database error, whichever layer wrapped it."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return getattr(raised, "sqlstate", None)
