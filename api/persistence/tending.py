"""The job that tends groups and meetings: pauses end, room that nobody vouches for is unknown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Table, select

from api.domain.access import Actor
from api.domain.groups import CAPACITY_HOLDS
from api.domain.vocabulary import CapacityStatus, GroupStatus, MeetingStatus
from api.persistence.groups import Groups
from api.persistence.leasing import Job, Lease
from api.persistence.meetings import Meetings
from api.persistence.store import Store
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.work import Work

SUBJECT = "job:tend-groups"
TOGETHER = 50

log = structlog.get_logger()


class Held(Protocol):
    """A repository of things that time changes."""

    async def all_of(self, ids: Sequence[UUID]) -> Mapping[UUID, Any]: ...

    async def save(self, before: Any, after: Any) -> Any: ...  # noqa: ANN401 - of one kind


type Due = list[tuple[UUID, UUID]]
"""Things to tend, each after its organisation."""


async def tend(store: Store, lease: Lease, now: datetime) -> str:
    """Bring everything to what time has made of it, batch by batch, each in its owner's name."""
    tended = 0
    for table, due, opened in _kinds(now):
        last = UUID(int=0)
        while batch := await _due(store, table, due, last):
            for owner, ids in _by_owner(batch):
                tended += await _tend(store, owner, ids, opened, now)
            last = batch[-1][1]
            await lease.renew()
    log.info("groups.tended", things=tended)
    return ""


TEND_GROUPS = Job("tend-groups", timedelta(hours=1), tend)


def _kinds(
    now: datetime,
) -> tuple[tuple[Table, ColumnElement[bool], Callable[[Work], Held]], ...]:
    return (
        (groups, _groups_due(now), Groups),
        (meetings, _meetings_due(now), lambda work: Meetings(work, now)),
    )


def _groups_due(now: datetime) -> ColumnElement[bool]:
    over = (groups.c.status == GroupStatus.PAUSED) & (groups.c.paused_until <= now.date())
    stated = groups.c.capacity_status != CapacityStatus.UNKNOWN
    return over | (stated & (groups.c.capacity_as_of < now - CAPACITY_HOLDS))


def _meetings_due(now: datetime) -> ColumnElement[bool]:
    # Somewhere it is tomorrow already; the domain knows the zone of each.
    paused = meetings.c.status == MeetingStatus.PAUSED
    return paused & (meetings.c.paused_until <= now.date() + timedelta(days=1))


async def _due(store: Store, table: Table, due: ColumnElement[bool], last: UUID) -> Due:
    chosen = select(table.c.organisation_id, table.c.id).where(due, table.c.id > last)
    async with store.engine.connect() as connection:
        rows = await connection.execute(chosen.order_by(table.c.id).limit(TOGETHER))
        return [(row.organisation_id, row.id) for row in rows]


def _by_owner(batch: Due) -> list[tuple[UUID, list[UUID]]]:
    owners = dict.fromkeys(owner for owner, _ in batch)
    return [(owner, [each for of, each in batch if of == owner]) for owner in owners]


async def _tend(
    store: Store, owner: UUID, ids: Sequence[UUID], opened: Callable[[Work], Held], now: datetime
) -> int:
    async def act(work: Work) -> int:
        held = opened(work)
        due = [(each, each.tended(now=now)) for each in (await held.all_of(ids)).values()]
        # Somebody may have been at one of them since it was looked for.
        changed = [(before, after) for before, after in due if after != before]
        for before, after in changed:
            await held.save(before, after)
        return len(changed)

    return await store.run(Actor(owner, SUBJECT), act)
