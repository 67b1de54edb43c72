"""Whether a database can be served from: what is wrong with it, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import asyncpg

from api.persistence.guards import REMEDY, gaps
from api.persistence.migrate import pending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

OLDEST = 15
NEWEST = 18


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``remedy`` is None where all is well."""

    what: str
    remedy: str | None = None

    @property
    def good(self) -> bool:
        return self.remedy is None


async def findings(app_url: str, owner_url: str | None) -> list[Finding]:
    """Look at a database as the application's role sees it."""
    try:
        # Nothing is kept prepared, so that it may lead through PgBouncer.
        connection = await asyncpg.connect(app_url, timeout=5, statement_cache_size=0)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        what = f"The database cannot be reached ({type(error).__name__})."
        return [Finding(what, "Check DATABASE_URL, and that PostgreSQL runs there.")]
    looks: tuple[Callable[[asyncpg.Connection[asyncpg.Record]], Awaitable[Finding]], ...] = (
        _version,
        _guards,
        _zones,
    )
    try:
        found = [await look(connection) for look in looks]
    finally:
        await connection.close()
    return [*found, await _migrations(owner_url)]


async def _version(connection: asyncpg.Connection[asyncpg.Record]) -> Finding:
    major = connection.get_server_version().major
    if OLDEST <= major <= NEWEST:
        return Finding(f"PostgreSQL {major} answers.")
    return Finding(f"PostgreSQL {major} answers.", f"Use a version from {OLDEST} to {NEWEST}.")


async def _guards(connection: asyncpg.Connection[asyncpg.Record]) -> Finding:
    found = await gaps(connection)
    if found:
        return Finding(" ".join(found), REMEDY)
    return Finding("Row-level security and the roles are as the migrations made them.")


async def _zones(connection: asyncpg.Connection[asyncpg.Record]) -> Finding:
    names = sorted(available_timezones())
    unknown = await connection.fetchval(
        "select count(*) from unnest($1::text[]) as zone(name)"
        " where not exists (select from pg_timezone_names known where known.name = zone.name)",
        names,
    )
    if unknown:
        remedy = "Update PostgreSQL: its time-zone database is older than Python's."
        return Finding(f"PostgreSQL does not know {unknown} time zones.", remedy)
    return Finding(f"PostgreSQL knows all {len(names)} time zones.")


async def _migrations(owner_url: str | None) -> Finding:
    if owner_url is None:
        remedy = "Set DATABASE_MIGRATION_URL with the role peers_owner."
        return Finding("Whether migrations are due cannot be seen.", remedy)
    try:
        due = await pending(owner_url)
    except (OSError, asyncpg.PostgresError) as error:
        what = f"The owner cannot sign in ({type(error).__name__})."
        return Finding(what, "Check DATABASE_MIGRATION_URL.")
    if due:
        return Finding("The database lacks migrations of this release.", "Run `peers migrate`.")
    return Finding("All migrations are in place.")
