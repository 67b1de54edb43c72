"""A start is refused where the application could go around a door of the database.

To see one fail: leave a look out of ``_DOORS`` in ``api/persistence/health.py``.
"""

import asyncpg
import pytest

from api.app import create_app
from api.persistence.database import connect
from api.persistence.faults import Fault
from api.persistence.health import must_be_closed
from api.settings import Settings
from tests.conftest import Database

OPENED = {
    "alter table confidential.staff no force row level security": "row-level security",
    "alter table confidential.clients disable row level security": "row-level security",
    "alter table catalogue.groups disable row level security": "row-level security",
    "grant usage on schema identity to peers_app": "identity zone",
    "grant usage on schema identity to peers_org": "identity zone",
    "grant usage on schema identity to public": "identity zone",
}


async def is_refused(url: str) -> str | None:
    connections = await connect(url, size=2)
    try:
        await must_be_closed(connections.primary)
    except Fault as fault:
        return str(fault)
    finally:
        await connections.close()
    return None


@pytest.mark.parametrize(("statement", "about"), OPENED.items(), ids=OPENED)
async def test_a_database_with_an_open_door_is_not_served_from(
    database: Database, statement: str, about: str
) -> None:
    assert await is_refused(database.app_url) is None
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute(statement)
    await admin.close()
    assert about in str(await is_refused(database.app_url))


async def test_no_process_starts_as_a_role_that_bypasses_everything(database: Database) -> None:
    settings = {"database_url": database.admin_url, "kek": b"k" * 32}
    app = create_app(Settings.model_validate(settings))
    with pytest.raises(Fault, match="row-level security"):
        async with app.router.lifespan_context(app):
            pass
