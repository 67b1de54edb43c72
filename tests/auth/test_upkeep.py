"""What a serving process sees to by itself in the identity zone.

To see one fail: leave ``upkeep`` out of ``api/app/serving.py``.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from api.app import create_app
from api.auth.config import KEY_LIFE
from api.auth.keys import ensure_keys
from api.auth.upkeep import ROTATE, SWEEP, upkeep
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.identity.store import IdentityStore
from api.persistence.jobs import run_due
from api.persistence.keys import IdentityKeys, Keyring
from api.persistence.store import Store
from api.settings import Settings
from tests.auth.conftest import KEK, Admin
from tests.conftest import Database

NOW = datetime.now(UTC)
AN_ASSERTION = "insert into identity.used_assertions (client, jti, expires_at) values ($1, $2, $3)"
A_TRY = "insert into identity.throttles (key, arrival) values ($1, $2)"
DONE = "select name from operations.jobs where finished_at is not null and name = any($1)"


@dataclass(frozen=True, slots=True)
class House:
    """Who runs the jobs, and what the test sees of it."""

    database: Connections
    identity: IdentityStore
    admin: Admin

    async def run(self, now: datetime) -> None:
        store = Store(self.database.engine, Keyring(KEK))
        await run_due(self.database, store, now, upkeep(self.identity))

    async def signing(self) -> set[str]:
        rows = await self.admin.fetch("select id from identity.signing_keys where state = 'ACTIVE'")
        return {row["id"] for row in rows}


@pytest.fixture
async def house(database: Database, admin: Admin) -> AsyncIterator[House]:
    connections = await connect(database.app_url, size=3)
    yield House(connections, IdentityStore(connections.engine, IdentityKeys(KEK)), admin)
    await connections.close()


async def test_keys_that_signed_for_long_enough_are_replaced_unasked(house: House) -> None:
    await ensure_keys(house.identity)
    first = await house.signing()
    await house.run(NOW + timedelta(days=1))
    assert await house.signing() == first
    await house.run(NOW + KEY_LIFE + timedelta(days=2))
    assert await house.signing() & first == set()
    assert len(await house.signing()) == len(first)


async def test_what_has_ended_is_gone_within_the_hour_unasked(house: House) -> None:
    for jti, ends in (("ended", NOW), ("good", NOW + timedelta(hours=3))):
        await house.admin.execute(AN_ASSERTION, "cli_x", jti, ends)
    await house.admin.execute(A_TRY, b"k", NOW)
    await house.run(NOW + timedelta(hours=1))
    kept = await house.admin.fetch("select jti from identity.used_assertions")
    assert [row["jti"] for row in kept] == ["good"]
    assert await house.admin.fetchval("select count(*) from identity.throttles") == 0


async def test_a_serving_process_does_both(database: Database, admin: Admin) -> None:
    settings = {"database_url": database.app_url, "kek": KEK}
    app = create_app(Settings.model_validate(settings))
    async with app.router.lifespan_context(app), asyncio.timeout(20):
        while {row["name"] for row in await admin.fetch(DONE, [ROTATE, SWEEP])} != {ROTATE, SWEEP}:  # noqa: ASYNC110 - another connection is at it
            await asyncio.sleep(0.05)
