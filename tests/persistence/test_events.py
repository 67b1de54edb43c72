"""The outbox: whoever replays its events holds what the tables hold.

To see it fail: take from ``operations.outbox`` by ``order by id limit`` alone, without looking for
an earlier event of the same thing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.domain.ids import Code
from api.persistence import outbox
from api.persistence.database import Database
from api.persistence.outbox import Event
from api.persistence.tables.catalogue import crisis_resources, networks, organisations, venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from tests.persistence.building import House, build
from tests.persistence.meddling import Meddler

WRITERS, CONSUMERS = 6, 3
ACTS_OF_EACH = 8
TABLES: dict[str, Table] = {
    Code.ORGANISATION.name: organisations,
    Code.NETWORK.name: networks,
    Code.GROUP.name: groups,
    Code.VENUE.name: venues,
    Code.MEETING.name: meetings,
    Code.CRISIS_RESOURCE.name: crisis_resources,
}

type Copy = dict[tuple[str, UUID], dict[str, Any]]


@dataclass(slots=True)
class Consumer:
    """Keeps a copy by the events alone, taking several at once; some crash before they count."""

    random: Random
    copy: Copy = field(default_factory=dict[tuple[str, UUID], dict[str, Any]])
    heard: dict[UUID, int] = field(default_factory=dict[UUID, int])
    delivered: list[Event] = field(default_factory=list[Event])

    async def consume(self, database: Database) -> int:
        """Take some events in, and some time for it; return how many there were."""
        async with database.engine.connect() as connection:
            events = await outbox.take(connection, self.random.randrange(1, 30))
            for event in events:
                await self._take_in(connection, event)
                assert event.aggregate_version == self.heard.get(event.aggregate_id, 0) + 1, event
            await asyncio.sleep(self.random.uniform(0, 0.02))
            if self.random.random() < 0.2:
                await connection.rollback()
                return len(events)
            # Until this is committed nobody else is given the next event of one of the things.
            self.heard |= {each.aggregate_id: each.aggregate_version for each in events}
            self.delivered += events
            await connection.commit()
        return len(events)

    async def _take_in(self, connection: AsyncConnection, event: Event) -> None:
        thing = event.aggregate, event.aggregate_id
        row = await stated(connection, TABLES[event.aggregate], event.aggregate_id)
        # What was removed since is gone when an earlier event of it is taken in.
        assert row is None or not event.event.endswith(".removed")
        if row is None:
            self.copy.pop(thing, None)
            return
        assert row["version"] >= event.aggregate_version
        self.copy[thing] = row


async def test_a_copy_made_of_events_is_what_the_tables_hold(house: House) -> None:
    seed = SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - so that a failure can be had again
    other = await build(house.database, house.store, "other")
    writers = [
        Meddler(house.store, each, Random(seed + number), wait=0.02)
        for number, each in enumerate((house, other) * (WRITERS // 2))
    ]
    # So that more than one event of a thing waits.
    await asyncio.gather(*map(meddle, writers))
    consumer, writing = Consumer(Random(seed)), asyncio.gather(*map(meddle, writers))
    while not writing.done():
        await asyncio.gather(*(consumer.consume(house.database) for _ in range(CONSUMERS)))
    await writing
    while await consumer.consume(house.database):
        pass

    assert consumer.copy == await everything(house.database)
    names = {event.event for event in consumer.delivered}
    things = {name.lower() for name in TABLES}
    done = {f"{thing}.{done}" for thing in things for done in ("created", "changed")}
    assert names <= {*done, "crisis_resource.removed", "venue.removed"}
    assert {event.event for event in consumer.delivered if event.aggregate_version == 1} == {
        name for name in names if name.endswith(".created")
    }


async def meddle(writer: Meddler) -> None:
    await writer.meddle(ACTS_OF_EACH)


async def everything(database: Database) -> Copy:
    found: Copy = {}
    async with database.engine.connect() as connection:
        for name, table in TABLES.items():
            for row_id in await connection.scalars(select(table.c.id)):
                found[name, row_id] = await stated(connection, table, row_id) or {}
    return found


async def stated(connection: AsyncConnection, table: Table, row_id: UUID) -> dict[str, Any] | None:
    """What a thing says of itself: without what follows from others, which has no event."""
    own = [each for each in table.c if "storage_only" not in each.info]
    kept = [each for each in own if each.name != "changed_at"]
    found = await connection.execute(select(*kept).where(table.c.id == row_id))
    row = found.mappings().one_or_none()
    return None if row is None else dict(row)
