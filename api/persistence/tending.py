"""The job that tends groups and meetings: pauses end, room that nobody vouches for is unknown."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Table, select

from api.domain.access import Actor
from api.domain.groups import CAPACITY_HOLDS
from api.domain.vocabulary import CapacityStatus, GroupStatus, MeetingStatus
from api.domain.zones import time_zone
from api.persistence.groups import Groups
from api.persistence.leasing import Job, Lease
from api.persistence.meetings import Meetings
from api.persistence.rows import among
from api.persistence.store import Store
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.work import Work

SUBJECT = "job:tend-groups"
TOGETHER = 50

log = structlog.get_logger()


type Act = Callable[[Work, Sequence[UUID], datetime], Awaitable[int]]
"""Tends those of some things that are still due, and returns how many."""
type Due = list[tuple[UUID, UUID]]
"""Things to tend, each after its organisation."""


async def tend(store: Store, lease: Lease, now: datetime) -> str:
    """Bring everything to what time has made of it, batch by batch, each in its owner's name."""
    tended = 0
    for table, due, act in _kinds(now):
        last = UUID(int=0)
        while batch := await _due(store, table, due, last):
            for owner, ids in _by_owner(batch):
                tended += await _tend(store, owner, ids, act, now)
            last = batch[-1][1]
            await lease.renew()
    log.info("groups.tended", things=tended)
    return ""


TEND_GROUPS = Job("tend-groups", timedelta(hours=1), tend)


def _kinds(now: datetime) -> tuple[tuple[Table, ColumnElement[bool], Act], ...]:
    return (
        (groups, _groups_due(now), _tend_groups),
        (meetings, _meetings_due(now), _tend_meetings),
    )


def _groups_due(now: datetime) -> ColumnElement[bool]:
    over = (groups.c.status == GroupStatus.PAUSED) & (groups.c.paused_until <= _tomorrow(now))
    stated = groups.c.capacity_status != CapacityStatus.UNKNOWN
    return over | (stated & (groups.c.capacity_as_of < now - CAPACITY_HOLDS))


def _meetings_due(now: datetime) -> ColumnElement[bool]:
    paused = meetings.c.status == MeetingStatus.PAUSED
    return paused & (meetings.c.paused_until <= _tomorrow(now))


def _tomorrow(now: datetime) -> date:
    """Return the latest day that it is anywhere; which it is for a thing, its zone says."""
    return now.date() + timedelta(days=1)


async def _due(store: Store, table: Table, due: ColumnElement[bool], last: UUID) -> Due:
    chosen = select(table.c.organisation_id, table.c.id).where(due, table.c.id > last)
    async with store.engine.connect() as connection:
        rows = await connection.execute(chosen.order_by(table.c.id).limit(TOGETHER))
        return [(row.organisation_id, row.id) for row in rows]


def _by_owner(batch: Due) -> list[tuple[UUID, list[UUID]]]:
    owners = dict.fromkeys(owner for owner, _ in batch)
    return [(owner, [each for of, each in batch if of == owner]) for owner in owners]


async def _tend(store: Store, owner: UUID, ids: Sequence[UUID], act: Act, now: datetime) -> int:
    return await store.run(Actor(owner, SUBJECT), lambda work: act(work, ids, now))


async def _tend_groups(work: Work, ids: Sequence[UUID], now: datetime) -> int:
    held, days = Groups(work), await _days(work, ids, now)
    found = (await held.all_of(ids)).values()
    today = now.date()
    tended = [(each, each.tended(now=now, today=days.get(each.id, today))) for each in found]
    return await _save(held.save, tended)


async def _tend_meetings(work: Work, ids: Sequence[UUID], now: datetime) -> int:
    held = Meetings(work, now)
    found = (await held.all_of(ids)).values()
    return await _save(held.save, [(each, each.tended(now=now)) for each in found])


async def _save[T](save: Callable[[T, T], Awaitable[T]], tended: Iterable[tuple[T, T]]) -> int:
    # Somebody may have been at one of them since it was looked for.
    changed = [(before, after) for before, after in tended if after != before]
    for before, after in changed:
        await save(before, after)
    return len(changed)


async def _days(work: Work, ids: Sequence[UUID], now: datetime) -> dict[UUID, date]:
    """Return which day it is for each group: a group has no zone, so the first of its meetings'.

    So no meeting rests on a day on which it was to take place again.
    """
    held = among(meetings.c.group_id, ids) & meetings.c.time_zone.is_not(None)
    held &= meetings.c.status != MeetingStatus.ARCHIVED
    chosen = select(meetings.c.group_id, meetings.c.time_zone).where(held).distinct()
    days: dict[UUID, date] = {}
    for row in await work.connection.execute(chosen):
        day = now.astimezone(time_zone(row.time_zone)).date()
        days[row.group_id] = max(day, days.get(row.group_id, day))
    return days
