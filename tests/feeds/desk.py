"""Where imports wait, for tests of the work on them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from api.domain.access import Actor
from api.domain.ids import Code
from api.domain.import_words import ImportFormat, ImportSettings, ImportStatus
from api.domain.imports import Import, receive
from api.feeds.importing.lanes import IMPORTS, Lane, work
from api.feeds.importing.understanding import packed
from api.persistence import import_tasks
from api.persistence.database import Database as Connections
from api.persistence.ids import new_confidential_id
from api.persistence.import_reviews import Imports
from api.persistence.import_tasks import set_task
from api.persistence.store import Store
from tests.house import House


async def run_once(database: Connections, store: Store, lane: Lane, now: datetime) -> bool:
    """Do one task that is due; return whether there was one."""
    task = await import_tasks.take(database, lane.thing, now, of_one=lane.of_one)
    if task is None:
        return False
    await work(database, store, lane, task, now)
    return True


@dataclass(frozen=True, slots=True)
class Desk:
    """Where imports wait, with nobody at work but the test."""

    connections: Connections
    store: Store
    house: House

    async def send(self, rows: list[Any]) -> UUID:
        return await self.send_file(orjson.dumps(rows), ImportFormat.MEETING_GUIDE)

    async def send_file(self, content: bytes, form: ImportFormat) -> UUID:
        made = receive(
            import_id=new_confidential_id(),
            organisation_id=self.house.organisation,
            network_id=self.house.network,
            form=form,
            settings=ImportSettings(source="feed"),
            by="somebody",
            at=datetime.now(UTC),
        )
        async with self.transaction() as work:
            await Imports(work).add(made, packed(content))
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

    async def found(self, import_id: UUID) -> Import:
        async with self.transaction() as work:
            return await Imports(work).get(import_id)

    async def status(self, import_id: UUID) -> ImportStatus:
        return (await self.found(import_id)).status

    def transaction(self) -> Any:  # noqa: ANN401 - a context of work
        return self.store.transaction(Actor(self.house.organisation, "test"))

    async def count(self, what: str) -> int:
        async with self.transaction() as work:
            driver = work.driver
            return await driver.fetchval(f"select count(*) from {what}")  # noqa: S608 - a test's own words
