"""The one door for writing: a transaction on somebody's behalf, with audit and outbox rows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.domain.access import Actor
from api.domain.ids import Code
from api.persistence.contexts import ENTER_ORGANISATION
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.keys import Keyring
from api.persistence.tables.confidential import audit_entries
from api.persistence.tables.operations import outbox

ATTEMPTS = 5
RETRIED = frozenset({"40001", "40P01"})
"""Serialisation failure and deadlock: PostgreSQL asks for the whole transaction again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One written thing: what was done to it, and which public fields went from what to what.

    ``before`` and ``after`` hold values of the catalogue only; a confidential change names
    its ``fields`` and keeps no values.
    """

    thing: Code
    thing_id: UUID
    version: int
    action: str
    fields: tuple[str, ...] = ()
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None


class NothingRecorded(Exception):
    """A transaction that wrote without recording what: it was rolled back."""


@dataclass(slots=True)
class Work:
    """What is going on in one transaction: its connection, its actor, what it has changed."""

    connection: AsyncConnection
    actor: Actor
    keyring: Keyring
    changes: list[Change] = field(default_factory=list[Change])

    def record(self, change: Change) -> None:
        self.changes.append(change)

    async def driver(self) -> asyncpg.Connection[asyncpg.Record]:
        """Return the connection as asyncpg has it, for the reader to see uncommitted rows."""
        raw = await self.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        return driver


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
        async with self.engine.begin() as connection:
            await _enter(connection, actor)
            work = Work(connection, actor, self.keyring)
            yield work
            await _leave_traces(work)

    async def run[T](self, actor: Actor, act: Callable[[Work], Awaitable[T]]) -> T:
        """Run a decision in a transaction, again from the start if the database asks for that."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with self.transaction(actor) as work:
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


async def _enter(connection: AsyncConnection, actor: Actor) -> None:
    statement = text(ENTER_ORGANISATION.replace("$1", ":organisation"))
    await connection.execute(statement, {"organisation": str(actor.organisation_id)})


async def _leave_traces(work: Work) -> None:
    if not work.changes:
        written = await work.connection.scalar(
            text("select pg_current_xact_id_if_assigned()::text")
        )
        if written is not None:
            raise NothingRecorded("A transaction wrote rows and recorded no change.")
        return
    insert = work.connection.execute
    await insert(audit_entries.insert(), [_audited(work.actor, each) for each in work.changes])
    await insert(outbox.insert(), [_announced(work.actor, each) for each in work.changes])


def _audited(actor: Actor, change: Change) -> dict[str, Any]:
    return {
        "organisation_id": actor.organisation_id,
        "id": new_confidential_id(),
        "subject": actor.subject,
        "action": change.action,
        "thing": change.thing.name,
        "thing_id": change.thing_id,
        "fields": list(change.fields),
        "before": change.before,
        "after": change.after,
    }


def _announced(actor: Actor, change: Change) -> dict[str, Any]:
    return {
        "id": new_id(),
        "organisation_id": actor.organisation_id,
        "aggregate": change.thing.name,
        "aggregate_id": change.thing_id,
        "aggregate_version": change.version,
        "event": f"{change.thing.name.lower()}.{change.action}",
    }
