"""Connections: a plain asyncpg pool for reading, an SQLAlchemy engine for writing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from api.persistence.retrying import sqlstate

POOL_WAIT_SECONDS = 1.0
STATEMENTS_KEPT = 1_000
# A statement without a name is parsed anew as it is run, in one message: nothing is left of it on
# a connection that is somebody else's by then.
_UNPREPARED: Mapping[str, Any] = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": str,
}
DATABASE_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError, OSError)
"""What talking to a database may raise, for those who only tell a person about it."""
BROKEN_CONSTRAINTS = (IntegrityError, asyncpg.IntegrityConstraintViolationError)
"""What a statement raises that breaks a constraint, whichever way it was sent."""


_PASSING = frozenset({"57014", "55P03", "53300", "53400", "57P01", "57P02", "57P03"})
"""Cancelled for its time, lock not had in time, out of connections, shutting down or starting."""


@dataclass(frozen=True, slots=True)
class Database:
    """The connections of one process to one database, as the application's role.

    ``pool`` may read a replica, which is behind; ``primary`` never does. Without a replica they
    are the same.
    """

    pool: asyncpg.Pool[asyncpg.Record]
    primary: asyncpg.Pool[asyncpg.Record]
    engine: AsyncEngine

    async def close(self) -> None:
        await self.pool.close()
        if self.primary is not self.pool:
            await self.primary.close()
        await self.engine.dispose()


async def connect(
    app_url: str,
    *,
    read_url: str | None = None,
    size: int = 10,
    idle_seconds: float = 300.0,
    prepares: bool = True,
) -> Database:
    """Open the connections. ``read_url`` may name a replica for the public catalogue.

    One that nobody needs for ``idle_seconds`` is closed; with 0 all are kept. Unless it
    ``prepares``, no statement is kept for the next time: PgBouncer in transaction mode gives
    each transaction another connection, which would not know it.

    The pool resets nothing between requests: whatever a transaction sets is local to it,
    and public statements set nothing, so a reset would be a round trip for nothing.
    """
    kept = STATEMENTS_KEPT if prepares else 0
    primary = await _pool(app_url, size, idle_seconds, kept)
    pool = primary if read_url is None else await _pool(read_url, size, idle_seconds, kept)
    engine = create_async_engine(
        alchemy_url(app_url),
        pool_size=size,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        # The one that was used last has its statements and types at hand.
        pool_use_lifo=True,
        connect_args={} if prepares else dict(_UNPREPARED),
    )
    return Database(pool, primary, engine)


async def _pool(
    url: str, size: int, idle_seconds: float, kept: int
) -> asyncpg.Pool[asyncpg.Record]:
    return await asyncpg.create_pool(
        plain_url(url),
        min_size=2,
        max_size=size,
        reset=_nothing_to_reset,
        init=_pass_json_on,
        statement_cache_size=kept,
        max_cached_statement_lifetime=0,
        max_inactive_connection_lifetime=idle_seconds,
    )


async def _pass_json_on(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    """Have JSON come as the bytes that it is sent as: nobody here looks into it."""
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
    )


async def _nothing_to_reset(_connection: object) -> None:
    return


def plain_url(url: str) -> str:
    """Return the URL as asyncpg reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def alchemy_url(url: str) -> str:
    """Return the URL as SQLAlchemy reads it, over asyncpg."""
    return make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)


def is_passing(error: BaseException) -> bool:
    """Return whether an error says that the database cannot answer now, but may again soon."""
    if isinstance(error, DBAPIError):
        return sqlstate(error) in _PASSING
    if isinstance(error, asyncpg.PostgresError):
        connection_lost = isinstance(error, asyncpg.PostgresConnectionError)
        return connection_lost or error.sqlstate in _PASSING
    return isinstance(error, TimeoutError | PoolTimeout | OSError | asyncpg.InterfaceError)


async def is_alive(database: Database) -> bool:
    """Return whether the database answers within a second."""
    try:
        async with asyncio.timeout(POOL_WAIT_SECONDS):
            return await database.pool.fetchval("select true") is True
    except (*DATABASE_ERRORS, TimeoutError):
        return False


async def is_empty(database: Database) -> bool:
    """Return whether the catalogue holds no organisation yet."""
    return not await database.pool.fetchval("select exists (select from catalogue.organisations)")
