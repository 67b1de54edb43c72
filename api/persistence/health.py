"""Whether a database can be served from: what is wrong with it, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import asyncpg

from api.persistence.faults import Fault
from api.persistence.migrate import pending

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

type Connection = (
    asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
)

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
        connection = await asyncpg.connect(app_url, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        what = f"The database cannot be reached ({type(error).__name__})."
        return [Finding(what, "Check DATABASE_URL, and that PostgreSQL runs there.")]
    try:
        found = [await look(connection) for look in (_version, *_DOORS, _zones)]
    finally:
        await connection.close()
    return [*found, await _migrations(owner_url)]


async def must_be_closed(pool: asyncpg.Pool[asyncpg.Record]) -> None:
    """Raise Fault for a database in which the application could go around a door.

    What each door is in full is held by ``tests/architecture/test_zones.py``; this finds a
    database that was changed by hand, or reached by the wrong role.
    """
    async with pool.acquire() as connection:
        for look in _DOORS:
            found = await look(connection)
            if found.remedy is not None:
                raise Fault(found.what, found.remedy)


async def _version(connection: Connection) -> Finding:
    major = connection.get_server_version().major
    if OLDEST <= major <= NEWEST:
        return Finding(f"PostgreSQL {major} answers.")
    return Finding(f"PostgreSQL {major} answers.", f"Use a version from {OLDEST} to {NEWEST}.")


async def _role(connection: Connection) -> Finding:
    mighty = await connection.fetchval(
        "select rolsuper or rolbypassrls or rolcreaterole"
        " from pg_roles where rolname = current_user"
    )
    if mighty:
        remedy = "Sign in as peers_app; `peers check --sql` prints the statements that make it."
        return Finding("The application's role could pass row-level security by.", remedy)
    return Finding("The application's role owns nothing and bypasses nothing.")


async def _row_security(connection: Connection) -> Finding:
    bare = await connection.fetchval(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind = 'r' and case n.nspname"
        " when 'confidential' then not (c.relrowsecurity and c.relforcerowsecurity)"
        " when 'catalogue' then not c.relrowsecurity"
        " and has_table_privilege('peers_org', c.oid, 'insert, update, delete') end"
    )
    if bare:
        return Finding(f"{bare} tables lack row-level security.", "peers migrate")
    return Finding("Row-level security holds every table that an organisation may write.")


async def _identity(connection: Connection) -> Finding:
    open_to_all = await connection.fetchval(
        "select exists (select from pg_namespace n, unnest(array[current_user, 'peers_org',"
        " 'peers_member']) as role where n.nspname = 'identity'"
        " and has_schema_privilege(role, n.oid, 'usage'))"
    )
    if open_to_all:
        remedy = "Take the right away: revoke all on schema identity from whoever is not its own."
        return Finding("The identity zone is open to more than its own role.", remedy)
    return Finding("The identity zone is open to its own role alone.")


async def _zones(connection: Connection) -> Finding:
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


_DOORS: tuple[Callable[[Connection], Awaitable[Finding]], ...] = (
    _role,
    _row_security,
    _identity,
)


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
