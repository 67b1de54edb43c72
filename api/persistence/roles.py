"""The PostgreSQL roles that everything else relies on, and their parameters.

==================  =======================================================
``peers_owner``     signs in for migrations only; owns schemas and their objects
``peers_app``       signs in for the application; inherits nothing
``peers_org``       taken by ``set_config('role', …)`` for an organisation's rows
``peers_member``    the same for the caller's own member ids
``peers_identity``  taken for persons, credentials and grants; owns ``identity.rights_of``
==================  =======================================================
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from enum import StrEnum

import asyncpg

from api.persistence.faults import Fault

SCRAM_ITERATIONS = 4096
GRANT_OPTIONS_SINCE = 16
TRANSACTION_TIMEOUT_SINCE = 17


class Role(StrEnum):
    OWNER = "peers_owner"
    APP = "peers_app"
    ORG = "peers_org"
    MEMBER = "peers_member"
    IDENTITY = "peers_identity"


class RoleTooPowerful(Fault):
    """A role could step around row-level security."""


PARAMETERS: Mapping[Role, Mapping[str, str]] = {
    Role.OWNER: {"TimeZone": "UTC", "lock_timeout": "1s"},
    Role.APP: {
        "TimeZone": "UTC",
        "jit": "off",
        "statement_timeout": "3s",
        "lock_timeout": "1s",
        "idle_in_transaction_session_timeout": "10s",
        "search_path": "catalogue",
    },
}


def role_statements(
    server_version: int, database: str, passwords: Mapping[Role, str] | None = None
) -> list[str]:
    r"""List the SQL for a superuser, or the owner of a hosted database, in ``database``.

    ``server_version`` is the major one, 15 to 18. Running it again changes nothing.
    Passwords become SCRAM verifiers, so that no log of the server can hold one; without
    passwords the roles get none, and ``\password`` in psql sets them.
    """
    return [
        *(_create(role) for role in Role),
        f"ALTER ROLE {Role.OWNER} LOGIN",
        f"ALTER ROLE {Role.APP} LOGIN NOINHERIT",
        *(_memberships(server_version)),
        *(_parameters(server_version)),
        *_rights(_quoted(database)),
        *(
            f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}'"
            for role, password in (passwords or {}).items()
        ),
    ]


async def ensure_roles(admin_dsn: str, passwords: Mapping[Role, str], database: str) -> None:
    """Bring roles, their rights and the database into being, or up to date.

    Raises `RoleTooPowerful` when the application's roles could bypass row-level security.
    """
    admin = await asyncpg.connect(admin_dsn)
    try:
        known = await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", database)
        if not known:
            await admin.execute(f"CREATE DATABASE {_quoted(database)}")
    finally:
        await admin.close()
    connection = await asyncpg.connect(admin_dsn, database=database)
    try:
        major = connection.get_server_version().major
        async with connection.transaction():
            await connection.execute(";\n".join(role_statements(major, database, passwords)))
            await _refuse_power(connection)
    finally:
        await connection.close()


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """Return the form in which PostgreSQL keeps a password (RFC 5802, RFC 7677); ASCII only."""
    salt = salt or secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (
        base64.b64encode(part).decode() for part in (salt, stored_key, server_key)
    )
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{salt64}${stored64}:{server64}"


def _create(role: Role) -> str:
    # CREATE ROLE has no IF NOT EXISTS; its defaults give no attribute that matters.
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role} NOLOGIN NOINHERIT; END IF; END $$"
    )


def _memberships(server_version: int) -> list[str]:
    # Before 16 the NOINHERIT of the member decides; since then each grant decides for itself.
    options = " WITH INHERIT FALSE, SET TRUE" if server_version >= GRANT_OPTIONS_SINCE else ""
    contexts = (Role.ORG, Role.MEMBER, Role.IDENTITY)
    return [
        *(f"GRANT {role} TO {Role.APP}{options}" for role in contexts),
        # So that a migration can give it the one function that looks rights up.
        f"GRANT {Role.IDENTITY} TO {Role.OWNER}{options}",
    ]


def _parameters(server_version: int) -> list[str]:
    statements = [
        f"ALTER ROLE {role} SET {name} = '{value}'"
        for role, parameters in PARAMETERS.items()
        for name, value in parameters.items()
    ]
    if server_version >= TRANSACTION_TIMEOUT_SINCE:
        statements.append(f"ALTER ROLE {Role.APP} SET transaction_timeout = '10s'")
    return statements


def _rights(database: str) -> list[str]:
    return [
        f"REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {Role.OWNER}",
        f"GRANT CONNECT ON DATABASE {database} TO {Role.APP}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {Role.OWNER}",
    ]


def _quoted(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


async def _refuse_power(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    rows = await connection.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY($1::text[]) AND "
        "(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)",
        list(Role),
    )
    if rows:
        names = ", ".join(sorted(str(row["rolname"]) for row in rows))
        raise RoleTooPowerful(
            f"These database roles may do more than they should: {names}.",
            "Run for each: ALTER ROLE … NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB "
            "NOREPLICATION;",
        )
