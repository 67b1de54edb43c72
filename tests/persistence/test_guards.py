"""A database that lacks a wall is not served from. Each wall is taken down once, and missed."""

from collections.abc import AsyncIterator
from contextlib import ExitStack

import asyncpg
import pytest

from api.app import accessed, opened
from api.persistence.guards import Unguarded, gaps
from api.persistence.roles import Role
from tests.conftest import Database
from tests.http.conftest import settings_over

BROKEN = {
    "alter role peers_org bypassrls": "pass row-level security by: peers_org",
    "alter table catalogue.venues owner to peers_org": "belongs to a role",
    "alter table confidential.staff no force row level security": "does not force",
    "alter table confidential.clients disable row level security": "does not force",
    "create table confidential.extra (organisation_id uuid)": "does not force",
    "drop policy peers_org_update on confidential.invitations": "invitations peers_org UPDATE",
    "alter policy peers_org_select on confidential.partnerships using (true)": "lets in more",
    "alter policy peers_org_insert on confidential.disclosures with check (true)": "lets in more",
    "alter policy peers_member_select on confidential.staff using (role = 'OWNER')": "lets in more",
    "alter table catalogue.groups disable row level security": "catalogue that an organisation",
    "grant usage on schema identity to peers_org": "identity zone: peers_org",
    "create function operations.extra() returns int language sql security definer as 'select 1'": (
        "other rights than its caller's: operations.extra"
    ),
}


@pytest.fixture
async def admin(database: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database.admin_url)
    yield connection
    await connection.close()


async def test_what_the_migrations_made_has_no_gap(database: Database) -> None:
    app = await asyncpg.connect(database.app_url)
    assert await gaps(app) == []
    await app.close()


@pytest.mark.parametrize("statement", BROKEN)
async def test_each_wall_that_is_taken_down_is_missed_by_name(
    statement: str, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    undone = admin.transaction()
    await undone.start()
    await admin.execute(statement)
    await admin.execute(f"set local role {Role.APP}")
    found = await gaps(admin)
    await undone.rollback()
    assert any(BROKEN[statement] in each for each in found), found


async def test_a_database_without_a_wall_is_not_served_from(
    database: Database, admin: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await admin.execute("alter table confidential.staff no force row level security")
    settings = settings_over(database.app_url)
    with ExitStack() as stack, pytest.raises(Unguarded, match=r"confidential\.staff"):
        async with opened(accessed(settings, stack), settings):
            pass
