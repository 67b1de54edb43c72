"""Whether a database guards what it should: asked of its own catalogue, before anything is served.

What a migration did can be undone by whoever owns the database, by hand or by a restored dump
without its policies. Filters in the code would hide that, so it is looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.persistence.faults import Fault

if TYPE_CHECKING:
    import asyncpg

REMEDY = "Restore what the migrations made, from a backup or by `peers migrate` on an empty one."
LOOKS: dict[str, str] = {
    "a role that could pass row-level security by": """
        select rolname::text from pg_roles where (rolname = current_user
            or rolname in ('peers_app', 'peers_org', 'peers_member', 'peers_identity'))
            and (rolsuper or rolbypassrls or rolcreaterole)
        """,
    "a table that belongs to a role of the application": """
        select c.oid::regclass::text from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname in ('catalogue', 'confidential', 'operations', 'identity')
            and c.relowner::regrole::text
                in (current_user, 'peers_org', 'peers_member', 'peers_identity')
        """,
    "a confidential table that does not force row-level security": """
        select c.oid::regclass::text from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'confidential' and c.relkind in ('r', 'p')
            and not (c.relrowsecurity and c.relforcerowsecurity)
        """,
    "a confidential table without a policy for a role and a command": """
        select concat_ws(' ', t.tablename, role, command) from pg_tables as t,
            unnest(array['peers_org', 'peers_member', 'peers_identity']) as role,
            unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as command
        where t.schemaname = 'confidential' and not exists (
            select from pg_policies as p where p.schemaname = t.schemaname
                and p.tablename = t.tablename and p.roles = array[role::name] and p.cmd = command
        )
        """,
    "a confidential policy that lets in more than an organisation's own": """
        select concat_ws(' ', p.tablename, p.policyname) from pg_policies as p,
            unnest(array[p.qual, p.with_check]) as rule
        where p.schemaname = 'confidential' and p.roles <> array['peers_identity'::name]
            and rule <> 'false'
            and (rule ~ ' OR ' or rule !~ '^\\(organisation_id = \\( SELECT .*app\\.organisation')
        """,
    "a table of the catalogue that an organisation writes unguarded": """
        select c.oid::regclass::text from pg_class as c
        join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'catalogue' and c.relkind in ('r', 'p') and not c.relrowsecurity
            and has_table_privilege('peers_org', c.oid, 'insert, update, delete')
        """,
    "a role that reaches the identity zone": """
        select role from unnest(array[current_user::text, 'peers_org', 'peers_member']) as role
        where has_schema_privilege(role, 'identity', 'usage')
        """,
    "a function that runs with other rights than its caller's": """
        select p.oid::regproc::text from pg_proc as p
        join pg_namespace as n on n.oid = p.pronamespace
        where n.nspname in ('catalogue', 'confidential', 'operations', 'identity') and p.prosecdef
            and (n.nspname || '.' || p.proname)
                not in ('operations.rights_of', 'operations.counts')
        """,
}
"""What must not be there, each with the statement that names what is."""


class Unguarded(Fault):
    """The database lacks a wall that everything else relies on."""


async def gaps(connection: asyncpg.Connection[asyncpg.Record]) -> list[str]:
    """Return what the database does not guard, in words; nothing where all is well."""
    found: list[str] = []
    for what, look in LOOKS.items():
        rows = await connection.fetch(look)
        if rows:
            found.append(f"There is {what}: {', '.join(sorted(row[0] for row in rows))}.")
    return found


async def require_guards(pool: asyncpg.Pool[asyncpg.Record]) -> None:
    """Raise Unguarded where a database that has been migrated lacks a wall."""
    async with pool.acquire() as connection:
        if await connection.fetchval("select to_regnamespace('confidential') is null"):
            return
        found = await gaps(connection)  # pyright: ignore[reportArgumentType] - a pool's connection is one
    if found:
        raise Unguarded(" ".join(found), REMEDY)
