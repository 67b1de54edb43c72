"""The work on imports that wait: idempotent, one transaction, forgotten after seven days."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from api.domain.access import Actor
from api.domain.ids import Code
from api.domain.import_words import ImportFormat, ImportSettings, ImportStatus
from api.domain.imports import KEPT_FOR, receive
from api.feeds.importing import working
from api.feeds.importing.lanes import IMPORTS, run_once
from api.feeds.importing.understanding import packed
from api.persistence import import_tasks
from api.persistence.database import Database as Connections
from api.persistence.database import connect
from api.persistence.ids import new_confidential_id
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import set_task
from api.persistence.keys import Keyring
from api.persistence.store import Store
from api.persistence.work import Work
from tests.conftest import Database
from tests.house import House, build_house
from tests.http.importing import row


@dataclass(frozen=True, slots=True)
class Desk:
    """Where imports wait, with nobody at work but the test."""

    connections: Connections
    store: Store
    house: House

    async def send(self, rows: list[Any]) -> UUID:
        made = receive(
            import_id=new_confidential_id(),
            organisation_id=self.house.organisation,
            network_id=self.house.network,
            form=ImportFormat.MEETING_GUIDE,
            settings=ImportSettings(source="feed"),
            by="somebody",
            at=datetime.now(UTC),
        )
        async with self.transaction() as work:
            await Imports(work).add(made, packed(orjson.dumps(rows)))
        return made.id

    async def want(self, import_id: UUID) -> None:
        async with self.transaction() as work:
            found = await Imports(work).get(import_id)
            version = found.version
            after = found.apply(expected_version=version, by="somebody", allow_removals=False)
            await Imports(work).save(found, after)
            await set_task(work, Code.IMPORT, import_id, datetime.now(UTC))

    async def run(self, later: timedelta = timedelta()) -> bool:
        return await run_once(self.connections, self.store, IMPORTS, datetime.now(UTC) + later)

    async def status(self, import_id: UUID) -> ImportStatus:
        async with self.transaction() as work:
            return (await Imports(work).get(import_id)).status

    def transaction(self) -> Any:  # noqa: ANN401 - a context of work
        return self.store.transaction(Actor(self.house.organisation, "test"))

    async def count(self, what: str) -> int:
        async with self.transaction() as work:
            driver = await work.driver()
            return await driver.fetchval(f"select count(*) from {what}")  # noqa: S608 - a test's own words


@pytest.fixture
async def desk(database: Database) -> AsyncGenerator[Desk]:
    connections = await connect(database.app_url, size=4)
    store = Store(connections.engine, Keyring(b"k" * 32))
    yield Desk(connections, store, await build_house(store, "ours"))
    await connections.close()


async def test_an_import_that_fails_half_way_has_written_nothing_and_is_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.send([row(number) for number in range(5)])
    assert await desk.run()
    await desk.want(made)
    whole = working.apply

    async def half(work: Work, *rest: Any) -> None:  # noqa: ANN401 - as apply
        await whole(work, *rest)
        raise OSError

    monkeypatch.setattr(working, "apply", half)
    assert await desk.run()
    assert await desk.count("catalogue.groups") == 1
    assert await desk.count("confidential.audit_entries where action = 'imported'") == 0
    assert await desk.status(made) is ImportStatus.APPLYING
    monkeypatch.setattr(working, "apply", whole)
    assert not await desk.run()
    assert await desk.run(timedelta(minutes=1))
    assert await desk.status(made) is ImportStatus.APPLIED
    assert await desk.count("catalogue.groups") == 6


async def test_an_import_that_never_comes_to_its_end_is_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await desk.send([row(1)])

    async def never(*_rest: Any) -> None:  # noqa: ANN401 - as the real one
        raise OSError

    monkeypatch.setattr(working, "plan_import", never)
    for attempt in range(working.MOST_ATTEMPTS + 1):
        assert await desk.run(timedelta(hours=attempt))
    assert await desk.status(made) is ImportStatus.FAILED


async def test_two_processes_never_work_on_one_import(desk: Desk) -> None:
    """To see it fail: take ``leased_until <= now()`` out of ``_TAKE`` in ``import_tasks.py``."""
    await desk.send([row(1)])
    assert sorted(await asyncio.gather(*(desk.run() for _ in range(4)))) == [0, 0, 0, 1]


async def test_a_process_that_died_is_followed_by_another(desk: Desk) -> None:
    made = await desk.send([row(1)])
    now = datetime.now(UTC)
    assert await import_tasks.take(desk.connections, Code.IMPORT, now) is not None
    assert not await desk.run()
    async with desk.connections.engine.begin() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.execute("update operations.import_tasks set leased_until = now()")
    assert await desk.run()
    assert await desk.status(made) is ImportStatus.READY


async def test_after_seven_days_nothing_is_left_of_an_import(desk: Desk) -> None:
    await desk.send([row(1), {"slug": "broken"}])
    assert await desk.run()
    assert await desk.count("confidential.import_problems") > 0
    assert not await desk.run(KEPT_FOR - timedelta(minutes=1))
    assert await desk.run(KEPT_FOR + timedelta(minutes=1))
    for table in ("imports", "import_changes", "import_problems"):
        assert await desk.count(f"confidential.{table}") == 0
    assert await desk.count("operations.import_tasks") == 0
    assert await desk.count("confidential.audit_entries where action = 'forgotten'") == 1
