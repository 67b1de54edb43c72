"""Who may touch which schema, read from the catalogue of a real database and then tried.

To see one fail: leave a table out of CONFIDENTIAL in the migration that closes the doors.
"""

import ast
import pkgutil
import re
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import Table

from api.persistence import reading, views
from api.persistence.roles import Role
from api.persistence.tables import metadata
from tests.architecture.source import modules

if TYPE_CHECKING:
    from tests.conftest import Database

CONFIDENTIAL = sorted(name for name in metadata.tables if name.startswith("confidential."))
CONTEXTS = (Role.ORG, Role.MEMBER, Role.IDENTITY)
LOOKED_UP = {
    "confidential.client_approvals",
    "confidential.clients",
    "confidential.invitations",
    "confidential.staff",
}
"""What a token, a link or a sign-in leads to before its organisation is known."""
# What an index may hold under row-level security: the operators of other types are not
# leakproof, so PostgreSQL would not use the index.
INDEXED = {"uuid", "text", "bool", "int4", "int8", "date", "timestamptz", "bytea"}
WORDS = {
    ("change_requests", "proposer"): "PERSON",
    ("change_requests", "status"): "PENDING",
    ("change_requests", "thing"): "GROUP",
    ("client_approvals", "status"): "ACTIVE",
    ("clients", "kind"): "PUBLIC_APP",
    ("clients", "status"): "ACTIVE",
    ("invitations", "role"): "OWNER",
    ("invitations", "status"): "OPEN",
    ("partnerships", "side"): "PROPOSER",
    ("partnerships", "state"): "PROPOSED",
    ("staff", "role"): "OWNER",
    ("staff", "status"): "ACTIVE",
    ("upkeep_addresses", "thing"): "GROUP",
    ("verifications", "decision"): "VERIFIED",
}
"""Columns that take only the words of their vocabulary."""

type Connection = asyncpg.Connection[asyncpg.Record]


@pytest.fixture
async def admin(database: "Database") -> "Connection":
    return await asyncpg.connect(database.admin_url)


async def test_every_confidential_table_forces_row_level_security(admin: Connection) -> None:
    rows = await admin.fetch(
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'confidential' AND c.relkind IN ('r', 'p')"
    )
    await admin.close()
    assert sorted(f"confidential.{row['relname']}" for row in rows) == CONFIDENTIAL
    assert [row["relname"] for row in rows if not row["forced"]] == []


async def test_every_confidential_table_has_a_policy_for_each_role_and_command(
    admin: Connection,
) -> None:
    rows = await admin.fetch(
        "SELECT schemaname || '.' || tablename AS name, roles::text[] AS roles, cmd, permissive "
        "FROM pg_policies WHERE schemaname = 'confidential'"
    )
    await admin.close()
    found = sorted((row["name"], tuple(row["roles"]), row["cmd"]) for row in rows)
    commands = ("DELETE", "INSERT", "SELECT", "UPDATE")
    wanted = [
        (name, (role,), each) for name in CONFIDENTIAL for role in CONTEXTS for each in commands
    ]
    assert found == sorted(wanted)


async def test_policies_use_leakproof_operators_only_and_never_an_or(admin: Connection) -> None:
    rows = await admin.fetch(
        "SELECT polname, polrelid::regclass::text AS name, pg_get_expr(polqual, polrelid) AS used, "
        "pg_get_expr(polwithcheck, polrelid) AS checked, "
        "concat(polqual::text, polwithcheck::text) AS tree FROM pg_policy"
    )
    operators = await admin.fetch(
        "SELECT o.oid::int AS number, proleakproof "
        "FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode"
    )
    leakproof = {row["number"] for row in operators if row["proleakproof"]}
    await admin.close()
    assert any("opno" in row["tree"] for row in rows)
    for row in rows:
        used = {int(number) for number in re.findall(r":opno (\d+)", row["tree"])}
        assert used <= leakproof, row["polname"]
        assert " OR " not in f"{row['used']} {row['checked']}", row["polname"]


async def test_confidential_rows_are_keyed_by_their_organisation_first(admin: Connection) -> None:
    rows = await admin.fetch(
        "SELECT conrelid::regclass::text AS name, attname FROM pg_constraint "
        "JOIN pg_namespace n ON n.oid = connamespace "
        "JOIN pg_attribute a ON attrelid = conrelid AND attnum = conkey[1] "
        "WHERE nspname = 'confidential' AND contype IN ('p', 'u')"
    )
    await admin.close()
    assert sorted({row["name"] for row in rows}) == CONFIDENTIAL
    assert {row["attname"] for row in rows} == {"organisation_id"}


async def test_confidential_indexes_hold_only_what_row_level_security_lets_them_answer(
    admin: Connection,
) -> None:
    rows = await admin.fetch(
        "SELECT i.indexrelid::regclass::text AS name, t.typname, am.amname FROM pg_index i "
        "JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_attribute a ON a.attrelid = i.indexrelid JOIN pg_type t ON t.oid = a.atttypid "
        "WHERE n.nspname = 'confidential'"
    )
    await admin.close()
    assert {row["amname"] for row in rows} == {"btree"}
    assert {row["typname"] for row in rows} <= INDEXED


async def test_the_application_owns_nothing(admin: Connection) -> None:
    owned = await admin.fetch(
        "SELECT oid::regclass::text AS name FROM pg_class WHERE relowner = ANY($1::regrole[]) "
        "UNION ALL SELECT nspname FROM pg_namespace WHERE nspowner = ANY($1::regrole[]) "
        "UNION ALL SELECT proname FROM pg_proc WHERE proowner = ANY($1::regrole[]) "
        "UNION ALL SELECT datname FROM pg_database WHERE datdba = ANY($1::regrole[])",
        [Role.APP, *CONTEXTS],
    )
    await admin.close()
    assert [row["name"] for row in owned] == ["rights_of"]


async def test_nobody_but_its_own_role_reaches_the_identity_zone(admin: Connection) -> None:
    reached = [
        role
        for role in (Role.APP, *CONTEXTS)
        if await admin.fetchval("SELECT has_schema_privilege($1, 'identity', 'USAGE')", role)
    ]
    making = await admin.fetch(
        "SELECT nspname FROM pg_namespace, unnest($1::text[]) AS role "
        "WHERE nspname IN ('catalogue', 'confidential', 'identity', 'operations') "
        "AND has_schema_privilege(role, oid, 'CREATE')",
        [Role.APP, *CONTEXTS],
    )
    await admin.close()
    assert reached == [Role.IDENTITY]
    assert making == []


async def test_two_functions_alone_run_with_other_rights_than_their_callers(
    admin: Connection,
) -> None:
    rows = await admin.fetch(
        "SELECT p.oid::regprocedure::text AS name, proowner::regrole::text AS owner, proconfig, "
        "proacl::text AS rights FROM pg_proc p WHERE prosecdef ORDER BY name"
    )
    await admin.close()
    counts, rights = rows
    assert (counts["name"], counts["owner"]) == ("operations.counts()", Role.OWNER)
    assert counts["rights"] == "{peers_owner=X/peers_owner,peers_app=X/peers_owner}"
    assert rights["name"] == "operations.rights_of(uuid,uuid,text)"
    assert rights["owner"] == Role.IDENTITY
    assert rights["rights"] == "{peers_identity=X/peers_identity,peers_app=X/peers_identity}"
    for row in rows:
        assert row["proconfig"] == ["search_path=pg_catalog, pg_temp"]


async def test_the_function_that_looks_rights_up_lists_nothing(database: "Database") -> None:
    app = await asyncpg.connect(database.app_url)
    for asked in (None, uuid4()):
        query = "SELECT operations.rights_of($1, $2, '')"
        assert await app.fetchval(query, asked, uuid4()) is None
    await app.close()


@pytest.mark.parametrize("table", CONFIDENTIAL)
async def test_without_a_context_nothing_confidential_can_be_touched(
    database: "Database", table: str
) -> None:
    app = await asyncpg.connect(database.app_url)
    for statement in (
        f"SELECT FROM {table}",
        f"DELETE FROM {table}",  # noqa: S608 - a name from our own metadata
        f"UPDATE {table} SET version = 2",  # noqa: S608 - the same
        f"INSERT INTO {table} DEFAULT VALUES",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await app.close()


@pytest.mark.parametrize("table", CONFIDENTIAL)
async def test_only_its_own_organisation_sees_a_confidential_row(
    database: "Database", admin: Connection, table: str
) -> None:
    row = _any_row(metadata.tables[table])
    marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    await admin.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())  # noqa: S608 - names from our own metadata
    await admin.close()
    app = await asyncpg.connect(database.app_url)
    seen = {
        (role, who): await _count(app, table, role, organisation)
        for role in CONTEXTS
        for who, organisation in (("own", row["organisation_id"]), ("other", uuid4()), ("none", ""))
    }
    await app.close()
    found = {key for key, rows in seen.items() if rows}
    looked_up = {(Role.IDENTITY, who) for who in ("own", "other", "none")}
    assert found == {(Role.ORG, "own")} | (looked_up if table in LOOKED_UP else set())


def test_the_reader_reads_from_the_catalogue_and_the_confidential_zone_alone() -> None:
    used = {
        f"{table.schema}.{table.name}"
        for package in (reading, views)
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for table in vars(import_module(module.name)).values()
        if isinstance(table, Table)
    }
    assert used
    assert {name for name in used if not name.startswith(("catalogue.", "confidential."))} == set()


def test_no_view_of_the_reader_names_the_identity_zone() -> None:
    naming = [
        f"{path}:{node.lineno}"
        for path, tree in modules("api/persistence/reading", "api/persistence/views")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.search(r"\bidentity\b", str(node.value))
    ]
    assert naming == []


async def _count(app: Connection, table: str, role: Role, organisation: object) -> int:
    """Count the rows that a context sees; a role without any right on a table sees none."""
    try:
        async with app.transaction():
            await app.execute("SELECT set_config('role', $1, true)", role)
            await app.execute("SELECT set_config('app.organisation', $1, true)", str(organisation))
            found: int = await app.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - as above
            return found
    except asyncpg.InsufficientPrivilegeError:
        return 0


def _any_row(table: Table) -> dict[str, object]:
    values: dict[type, object] = {
        UUID: uuid4(),
        str: "canary",
        bytes: b"canary",
        datetime: datetime(2030, 1, 1, tzinfo=UTC),
    }
    return {
        column.name: WORDS.get((table.name, column.name)) or values[column.type.python_type]
        for column in table.c
        if not column.nullable and column.server_default is None
    }
