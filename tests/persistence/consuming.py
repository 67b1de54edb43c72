"""A consumer of the outbox: it keeps a copy by the events alone, in the documented order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

import asyncpg

from api.persistence import outbox
from api.persistence.database import Database
from api.persistence.outbox import Event
from tests.architecture.pages import Step, documented_events
from tests.persistence.things import THINGS, Admin, Key, Rows, everything, rows_of

type Thing = tuple[UUID, str, UUID]
"""Whose it is, what it is, and its id: of a partnership each side has one, under the same id."""

STEPS = documented_events()


@asynccontextmanager
async def consuming(database: Database, admin_url: str, random: Random) -> AsyncGenerator[Consumer]:
    """Consume with a look behind row-level security, since things of all zones are copied."""
    admin = await asyncpg.connect(admin_url)
    yield Consumer(database, admin, random)
    await admin.close()


@dataclass(slots=True)
class Consumer:
    """Keeps a copy by the events alone, taking several at once; some crash before they count."""

    database: Database
    admin: Admin
    random: Random
    copy: Rows = field(default_factory=dict[Key, dict[str, Any]])
    heard: dict[Thing, int] = field(default_factory=dict[Thing, int])
    gone: set[Thing] = field(default_factory=set[Thing])
    delivered: list[Event] = field(default_factory=list[Event])
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def consume(self, pause: float = 0.02) -> int:
        """Take some events in, and some time for it; return how many there were."""
        async with self.database.engine.connect() as connection:
            events = await outbox.take(connection, self.random.randrange(1, 30))
            for event in events:
                self._expect(event)
                # One at a time, so that of two who read a row the later one has the last word.
                async with self.reading:
                    await self._take_in(event)
            await asyncio.sleep(self.random.uniform(0, pause))
            if self.random.random() < 0.2:
                await connection.rollback()
                return len(events)
            # Until this is committed nobody else is given the next event of one of the things.
            for event in events:
                self._note(event)
            await connection.commit()
        return len(events)

    async def catch_up(self) -> list[Event]:
        """Take in whatever waits, and return it."""
        already = len(self.delivered)
        while await self.consume(pause=0):
            pass
        return self.delivered[already:]

    async def everything(self) -> Rows:
        """Return what the copy ought to be."""
        return await everything(self.admin)

    def _expect(self, event: Event) -> None:
        """Hold an event to the version that the page says it carries."""
        step, last = STEPS[event.event], self.heard.get(_thing(event), 0)
        assert _thing(event) not in self.gone, event
        assert event.aggregate_version == last + (step is not Step.PRESENT), (event, last)
        assert (step is Step.FIRST) is (last == 0), event
        assert event.event.startswith(f"{event.aggregate.lower()}."), event

    async def _take_in(self, event: Event) -> None:
        of, parts = (event.organisation_id, event.aggregate_id), THINGS[event.aggregate]
        rows = await rows_of(self.admin, event.aggregate, *of)
        _expect_row(event, [row for key, row in rows.items() if parts[0].has(key, row, *of)])
        known = [
            key for key, row in self.copy.items() if any(part.has(key, row, *of) for part in parts)
        ]
        for key in known:
            del self.copy[key]
        self.copy |= rows

    def _note(self, event: Event) -> None:
        self.heard[_thing(event)] = event.aggregate_version
        if STEPS[event.event] is Step.LAST:
            self.gone.add(_thing(event))
        self.delivered.append(event)


def _expect_row(event: Event, rows: Sequence[Mapping[str, Any]]) -> None:
    """Hold the thing as it is now to an event; what was removed since is gone earlier."""
    for row in rows:
        assert STEPS[event.event] is not Step.LAST, event
        assert row["version"] >= event.aggregate_version, event


def _thing(event: Event) -> Thing:
    return event.organisation_id, event.aggregate, event.aggregate_id
