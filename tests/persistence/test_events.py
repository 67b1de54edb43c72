"""The outbox: whoever replays its events holds what the tables hold.

Which version each event carries is read from docs/events.md. To see it fail: take from
``operations.outbox`` by ``order by id limit`` alone, without looking for an earlier event of the
same thing; or leave out ``work.record`` of anything that a repository writes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import pytest

from api.domain.ids import Code
from api.persistence.tables import metadata
from api.persistence.traces import leave_traces
from tests.architecture.pages import Step, tables_without_events
from tests.persistence.acts import ACTS, Clerk
from tests.persistence.building import House, build
from tests.persistence.consuming import STEPS, Consumer, consuming
from tests.persistence.meddling import ACTS as MEDDLINGS
from tests.persistence.meddling import Meddler
from tests.persistence.things import TABLES, THINGS, Admin

if TYPE_CHECKING:
    from tests.conftest import Database

FIXED_SEED = 474735785
CONSUMERS = 3
ACTS_OF_A_MEDDLER, ACTS_OF_A_CLERK = 8, 20
MOST_ROUNDS = 20


@pytest.fixture
async def consumer(database: Database, house: House) -> AsyncGenerator[Consumer]:
    async with consuming(house.database, database.admin_url, Random(FIXED_SEED)) as consumer:
        yield consumer


@pytest.fixture
def loose(consumer: Consumer, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The events that changed no version while somebody else could have changed it."""
    found: set[str] = set()

    async def looked_at(*given: Any) -> None:  # noqa: ANN401 - as traces are left
        for each in given[3]:
            event = each["event"]
            if STEPS[event] is Step.PRESENT and not await is_held(consumer.admin, each):
                found.add(event)
        await leave_traces(*given)

    monkeypatch.setattr("api.persistence.work.leave_traces", looked_at)
    return found


def test_every_table_is_of_a_thing_or_has_no_event_for_a_reason() -> None:
    assert set(metadata.tables) == TABLES.keys() | tables_without_events()
    assert TABLES.keys().isdisjoint(tables_without_events())


def test_every_thing_with_an_event_is_replayed() -> None:
    assert {name.split(".")[0].upper() for name in STEPS} == THINGS.keys()


async def test_after_each_act_a_copy_is_what_the_tables_hold(
    house: House, consumer: Consumer, loose: set[str]
) -> None:
    """Compared whole after each, until every event that there is was heard.

    As each is written, nobody else can change a thing whose version it carries and leaves.
    """
    clerks = offices(house, await build(house.database, house.store, "other"), FIXED_SEED)
    heard = {event.event for event in await consumer.catch_up()}
    for _ in range(MOST_ROUNDS):
        for act in (*ACTS, *MEDDLINGS):
            for clerk in clerks:
                await clerk.do(act)
                heard |= {event.event for event in await consumer.catch_up()}
                assert consumer.copy == await consumer.everything(), act
        if heard == STEPS.keys():
            break
    assert heard == STEPS.keys()
    assert loose == set()


async def test_a_copy_made_of_events_is_what_the_tables_hold_while_many_write(
    house: House, consumer: Consumer
) -> None:
    seed = SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - so that a failure can be had again
    other = await build(house.database, house.store, "other")
    meddlers = [
        Meddler(house.store, each, Random(seed + number), wait=0.02)
        for number, each in enumerate((house, other) * 2)
    ]
    clerks = [*offices(house, other, seed), *offices(house, other, seed + 1)]
    # So that more than one event of a thing waits.
    await act_at_once(meddlers, clerks)
    writing = asyncio.create_task(act_at_once(meddlers, clerks))
    while not writing.done():
        await asyncio.gather(*(consumer.consume() for _ in range(CONSUMERS)))
    await writing
    await consumer.catch_up()

    assert consumer.copy == await consumer.everything()


async def is_held(admin: Admin, change: dict[str, Any]) -> bool:
    table = THINGS[change["thing"]][0].table.fullname
    lock = f"select from {table} where id = $1 for no key update nowait"
    try:
        await admin.execute(lock, UUID(change["thing_id"]))
    except asyncpg.LockNotAvailableError:
        return True
    return False


def offices(house: House, other: House, seed: int) -> list[Clerk]:
    """A clerk of each house, who know of the same things."""
    known: list[dict[Code, list[UUID]]] = [defaultdict(list), defaultdict(list)]
    return [
        Clerk(
            *(house.store, (house, other)[number], Random(seed + number)),
            other=(other, house)[number],
            known=known[number],
            theirs=known[1 - number],
        )
        for number in range(2)
    ]


async def act_at_once(meddlers: list[Meddler], clerks: list[Clerk]) -> None:
    async def clerk(each: Clerk) -> None:
        for _ in range(ACTS_OF_A_CLERK):
            await each.do(each.random.choice(ACTS))

    await asyncio.gather(
        *(each.meddle(ACTS_OF_A_MEDDLER) for each in meddlers),
        *(clerk(each) for each in clerks),
    )
