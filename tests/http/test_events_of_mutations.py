"""Every mutation tells of all that it changes: no row of any thing moves without an event of it.

Which version each event carries is read from docs/events.md. To see one fail: take
``self.work.record`` out of any ``save`` of a repository, and write something else beside.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import asyncpg
import pytest

from tests.architecture.pages import Step, documented_events
from tests.house import House, build_house
from tests.http.changes import changed
from tests.http.matrix import World
from tests.http.shared_world import Shared, case_of, shared_world
from tests.http.test_matrix_of_roles import ROWS
from tests.persistence.things import THINGS, Admin, Key, Rows, everything

if TYPE_CHECKING:
    from api.persistence.embedded import Cluster
    from tests.http.matrix import Row

type Thing = tuple[UUID, str, UUID]

STEPS = documented_events()


@dataclass(frozen=True, slots=True)
class State:
    """All things at one instant, and the events that there had been by then."""

    rows: Rows
    events: Mapping[UUID, asyncpg.Record]


@pytest.fixture(scope="module")
async def shared(cluster: Cluster, template: str) -> AsyncGenerator[Shared]:
    async with shared_world(cluster, template) as shared:
        yield shared


@pytest.fixture(scope="module")
async def theirs(shared: Shared) -> House:
    """The other organisation of all cases: what is done to it is done once by each."""
    return await build_house(shared.store, "theirs")


@pytest.mark.parametrize("row", ROWS, ids=[row.title for row in ROWS])
async def test_a_mutation_tells_of_all_that_it_changes(
    row: Row, shared: Shared, theirs: House
) -> None:
    ours = await build_house(shared.store, uuid4().hex)
    world = World(shared.client, shared.minter, shared.admin, ours, theirs)
    case = await case_of(world, row)
    assert case.asker is not None
    values = await row.make(world, case)
    before = await state(world.admin)
    await changed(world.client, row.name, values, case.asker)
    after = await state(world.admin)

    told = things_of([each for key, each in after.events.items() if key not in before.events])
    assert told
    for thing, events in told.items():
        hold_to_the_page(thing, events, before.rows, after.rows)
    assert [
        key for key, found in moved(before.rows, after.rows) if not heard(key, found, told)
    ] == []


async def state(admin: Admin) -> State:
    async with admin.transaction(isolation="repeatable_read"):
        rows = await everything(admin)
        events = await admin.fetch("select * from operations.outbox")
    return State(rows, {each["id"]: each for each in events})


def things_of(events: Sequence[asyncpg.Record]) -> Mapping[Thing, Sequence[asyncpg.Record]]:
    """The events of each thing, in the order in which they are delivered."""
    found = defaultdict[Thing, list[asyncpg.Record]](list)
    for each in sorted(events, key=lambda each: (each["aggregate_version"], each["id"])):
        found[each["organisation_id"], each["aggregate"], each["aggregate_id"]].append(each)
    return found


def hold_to_the_page(
    thing: Thing, events: Sequence[asyncpg.Record], before: Rows, after: Rows
) -> None:
    """Hold events to the versions that they are said to carry, from the one before to the last."""
    version = version_of(thing, before)
    for each in events:
        step = STEPS[each["event"]]
        assert (step is Step.FIRST) is (version == 0), each
        version += step is not Step.PRESENT
        assert each["aggregate_version"] == version, each
    last = STEPS[events[-1]["event"]] is Step.LAST
    assert version_of(thing, after) == (0 if last else version), thing


def version_of(thing: Thing, rows: Rows) -> int:
    """The version of a thing, 0 where there is none."""
    own = THINGS[thing[1]][0]
    found = [row for key, row in rows.items() if own.has(key, row, thing[0], thing[2])]
    return found[0]["version"] if found else 0


def moved(before: Rows, after: Rows) -> Iterator[tuple[Key, Mapping[str, object]]]:
    """The rows that are not what they were, as they are or, where they are gone, were."""
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield key, after.get(key) or before[key]


def heard(key: Key, row: Mapping[str, object], told: Mapping[Thing, object]) -> bool:
    """Whether an event tells of the thing that a row belongs to."""
    return any(
        part.has(key, row, organisation_id, thing_id)
        for organisation_id, aggregate, thing_id in told
        for part in THINGS[aggregate]
    )
