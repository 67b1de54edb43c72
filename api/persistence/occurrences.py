"""Occurrences: computed from the schedules of meetings, as far as the horizon.

What is over is history and never rewritten: a row that has ended stays as it was until
the retention has passed. A meeting that is computed for the first time gets its past of
that length, so that lists of today or of the last weeks are whole. A paused meeting has
no occurrences until the day on which it meets again; an archived one has none to come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import Row, select, update

from api.domain.occurrences import (
    HORIZON_DAYS,
    RETENTION_DAYS,
    Occurrence,
    Schedule,
    occurrence_id,
    utc_minute_of_week,
)
from api.domain.vocabulary import MeetingStatus
from api.persistence.rows import among
from api.persistence.schedules import Exceptions, exceptions_of, schedule_of
from api.persistence.store import Work
from api.persistence.tables.meetings import meetings

ROLL_DAYS = 7
"""How much farther than the promised horizon is computed, so that a meeting rolls weekly."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How many rows were added, changed and removed; ``moved`` are those at another instant."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    moved: int = 0

    def __add__(self, other: Recomputed) -> Recomputed:
        return Recomputed(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.moved + other.moved,
        )


class _Row(NamedTuple):
    """A row as it is compared, in the order of ``_COLUMNS``."""

    id: UUID
    meeting_id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID
    original_start: datetime
    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    reason: str | None
    published: bool
    utc_minute_of_week: int


_COLUMNS = _Row._fields
_EXISTING = f"""
select {", ".join(_COLUMNS)} from catalogue.occurrences
where meeting_id = any($1::uuid[]) and ends_at > $2
"""  # noqa: S608 - names of columns, from this file
_CHANGE = """
update catalogue.occurrences as held set
    network_id = next.network_id, group_id = next.group_id, local_start = next.local_start,
    starts_at = next.starts_at, ends_at = next.ends_at, status = next.status,
    reason = next.reason, published = next.published,
    utc_minute_of_week = next.utc_minute_of_week,
    version = held.version + 1, changed_at = now()
from unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamp[], $5::timestamptz[], $6::timestamptz[],
    $7::text[], $8::text[], $9::boolean[], $10::smallint[]
) as next (
    id, network_id, group_id, local_start, starts_at, ends_at, status, reason, published,
    utc_minute_of_week
)
where held.id = next.id
"""
_CHANGED = (
    "id",
    "network_id",
    "group_id",
    "local_start",
    "starts_at",
    "ends_at",
    "status",
    "reason",
    "published",
    "utc_minute_of_week",
)
_FORGET = "delete from catalogue.occurrences where id = any($1::uuid[])"
_EXPIRE = "delete from catalogue.occurrences where meeting_id = any($1::uuid[]) and ends_at <= $2"


def reach(now: datetime) -> datetime:
    """Return up to where occurrences are computed: the same instant all through a day."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    return midnight + timedelta(days=HORIZON_DAYS + ROLL_DAYS + 1)


async def recompute(work: Work, meeting_ids: Collection[UUID], now: datetime) -> Recomputed:
    """Bring the occurrences of meetings of the actor's organisation to what the schedules say.

    Rows are known by ``occurrence_id`` and written only where they differ, so that a
    repeated run changes nothing. ``now`` is in UTC.
    """
    held = await _locked(work, meeting_ids)
    exceptions = await exceptions_of(work, [row.id for row in held])
    driver = await work.driver()
    ids = [row.id for row in held]
    oldest, until = now - timedelta(days=RETENTION_DAYS), reach(now)
    await driver.execute(_EXPIRE, ids, oldest)
    existing = {row["id"]: _Row(*row) for row in await driver.fetch(_EXISTING, ids, oldest)}
    wanted = {row.id: row for row in _expanded(held, exceptions, now)}
    over = {row.id for row in existing.values() if row.ends_at <= now}
    new = [row for row in wanted.values() if row.id not in existing]
    changed = [
        row
        for row in wanted.values()
        if row.id in existing and row.id not in over and row != existing[row.id]
    ]
    gone = existing.keys() - wanted.keys() - over
    await _write(driver, new, changed)
    await _leave_rule(driver, gone)
    await _set_horizon(work, ids, until)
    moved = sum(row.starts_at != existing[row.id].starts_at for row in changed)
    return Recomputed(len(new), len(changed), len(gone), moved)


async def _locked(work: Work, meeting_ids: Collection[UUID]) -> list[Row[Any]]:
    """Return the meetings, held so that nobody else computes them at the same time."""
    own = meetings.c.organisation_id == work.actor.organisation_id
    chosen = select(meetings).where(among(meetings.c.id, meeting_ids), own)
    in_order = chosen.order_by(meetings.c.id).with_for_update(key_share=True)
    return list(await work.connection.execute(in_order))


def _expanded(held: list[Row[Any]], exceptions: Exceptions, now: datetime) -> Iterable[_Row]:
    for row in held:
        schedule = schedule_of(row, exceptions)
        if schedule is None:
            continue
        for each in _occurrences(row, schedule, now):
            yield _Row(
                occurrence_id(row.id, each.original_start),
                row.id,
                row.organisation_id,
                row.network_id,
                row.group_id,
                each.original_start,
                each.local_start,
                each.starts_at,
                each.ends_at,
                each.status.value,
                each.reason,
                row.published,
                utc_minute_of_week(each.starts_at),
            )


def _occurrences(row: Row[Any], schedule: Schedule, now: datetime) -> Iterable[Occurrence]:
    found = schedule.occurrences(after=now - timedelta(days=RETENTION_DAYS), before=reach(now))
    if row.status == MeetingStatus.ACTIVE:
        first_time = row.horizon is None
        return (each for each in found if first_time or each.ends_at > now)
    if row.status == MeetingStatus.PAUSED and row.paused_until is not None:
        again = row.paused_until
        return (e for e in found if e.ends_at > now and e.local_start.date() >= again)
    return ()


async def _write(
    driver: asyncpg.Connection[asyncpg.Record], new: list[_Row], changed: list[_Row]
) -> None:
    if new:
        await driver.copy_records_to_table(
            "occurrences", schema_name="catalogue", columns=_COLUMNS, records=new
        )
    if changed:
        columns = ([getattr(row, name) for row in changed] for name in _CHANGED)
        await driver.execute(_CHANGE, *columns)


async def _leave_rule(driver: asyncpg.Connection[asyncpg.Record], gone: Collection[UUID]) -> None:
    """Take out rows to come that the rule no longer has.

    Nothing refers to an occurrence yet. The first table that does decides here: what it
    refers to stays, cancelled with the reason ``series_changed``.
    """
    if gone:
        await driver.execute(_FORGET, list(gone))


async def _set_horizon(work: Work, ids: list[UUID], until: datetime) -> None:
    stale = meetings.c.horizon.is_distinct_from(until)
    await work.connection.execute(
        update(meetings).where(among(meetings.c.id, ids), stale).values(horizon=until)
    )
