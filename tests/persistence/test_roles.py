from typing import TYPE_CHECKING

import asyncpg
import pytest

from api.persistence.embedded import Cluster
from api.persistence.roles import Role, RoleTooPowerful, ensure_roles, role_statements

if TYPE_CHECKING:
    from tests.conftest import Database

PASSWORDS = {Role.OWNER: "swordfish", Role.APP: "swordfish"}


async def test_the_application_signs_in_with_its_parameters(database: "Database") -> None:
    app = await asyncpg.connect(database.app_url)
    shown = {
        name: await app.fetchval("SELECT current_setting($1, true)", name)
        for name in ("timezone", "jit", "statement_timeout", "lock_timeout", "search_path")
    }
    idle = await app.fetchval("SHOW idle_in_transaction_session_timeout")
    whole = await app.fetchval("SELECT current_setting('transaction_timeout', true)")
    version = app.get_server_version().major
    await app.close()
    assert shown == {
        "timezone": "UTC",
        "jit": "off",
        "statement_timeout": "3s",
        "lock_timeout": "1s",
        "search_path": "catalogue",
    }
    assert idle == "10s"
    assert whole == ("10s" if version >= 17 else None)


async def test_the_application_has_no_power_of_its_own(database: "Database") -> None:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("CREATE SCHEMA test_zone")
    await owner.execute("CREATE TABLE test_zone.things (id int)")
    await owner.execute(f"GRANT USAGE ON SCHEMA test_zone TO {Role.ORG}")
    await owner.execute(f"GRANT SELECT ON test_zone.things TO {Role.ORG}")
    await owner.close()
    app = await asyncpg.connect(database.app_url)
    for statement in (
        "CREATE SCHEMA mine",
        "CREATE TABLE public.mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        f"SET ROLE {Role.OWNER}",
        "SELECT FROM test_zone.things",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await app.execute(statement)
    await app.close()


async def test_the_application_acts_for_an_organisation_only_within_its_context(
    database: "Database",
) -> None:
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("CREATE SCHEMA test_zone")
    await owner.execute("CREATE TABLE test_zone.things (id int)")
    await owner.execute(f"GRANT USAGE ON SCHEMA test_zone TO {Role.ORG}")
    await owner.execute(f"GRANT SELECT ON test_zone.things TO {Role.ORG}")
    await owner.close()
    app = await asyncpg.connect(database.app_url)
    async with app.transaction():
        await app.execute("SELECT set_config('role', $1, true)", Role.ORG)
        assert await app.fetch("SELECT FROM test_zone.things") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute("SELECT FROM test_zone.things")
    async with app.transaction():
        await app.execute("SELECT set_config('role', $1, true)", Role.MEMBER)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with app.transaction():
                await app.execute("SELECT FROM test_zone.things")
    await app.close()


@pytest.mark.parametrize("role", [Role.ORG, Role.MEMBER])
async def test_a_context_role_cannot_sign_in(
    cluster: Cluster, database: "Database", role: Role
) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await asyncpg.connect(
            host=str(cluster.socket_folder), user=role, password="", database=database.name
        )


async def test_running_it_again_changes_nothing(cluster: Cluster, database: "Database") -> None:
    secrets = cluster.secrets
    passwords = {Role.OWNER: secrets.owner_password, Role.APP: secrets.app_password}
    admin = await asyncpg.connect(cluster.admin_url)
    query = (
        "SELECT r.rolname, r.rolcanlogin, r.rolinherit, s.setconfig FROM pg_roles r "
        "LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid ORDER BY 1"
    )
    before = await admin.fetch(query)
    await ensure_roles(cluster.admin_url, passwords, database.name)
    assert await admin.fetch(query) == before
    await admin.close()


async def test_a_role_that_could_bypass_row_level_security_is_refused(cluster: Cluster) -> None:
    secrets = cluster.secrets
    passwords = {Role.OWNER: secrets.owner_password, Role.APP: secrets.app_password}
    admin = await asyncpg.connect(cluster.admin_url)
    await admin.execute(f"ALTER ROLE {Role.MEMBER} BYPASSRLS")
    try:
        with pytest.raises(RoleTooPowerful, match=Role.MEMBER):
            await ensure_roles(cluster.admin_url, passwords, "peers")
    finally:
        await admin.execute(f"ALTER ROLE {Role.MEMBER} NOBYPASSRLS")
        await admin.close()


@pytest.mark.parametrize("version", [15, 16, 17, 18])
def test_the_printed_statements_hold_no_password(version: int) -> None:
    assert "swordfish" not in " ".join(role_statements(version, "peers", PASSWORDS))
    assert "PASSWORD" not in " ".join(role_statements(version, "peers"))


def test_older_servers_get_no_words_that_they_do_not_know() -> None:
    old, new = (" ".join(role_statements(version, "peers")) for version in (15, 18))
    assert "INHERIT FALSE" not in old
    assert "transaction_timeout" not in old
    assert "WITH INHERIT FALSE, SET TRUE" in new
    assert "transaction_timeout" in new
