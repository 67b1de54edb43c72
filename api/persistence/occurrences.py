"""Occurrences: computed from the schedules of meetings, as far as the horizon.

What is over is history and never rewritten: a row that has ended stays as it was until
the retention has passed. A meeting that is computed for the first time gets its past of
that length, so that lists of today or of the last weeks are whole. A paused meeting has
no occurrences until the day on which it meets again; an archived one has none to come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as Id  # noqa: N811 - a UUID of the driver
from sqlalchemy import Row, select, update

from api.domain.occurrence_keys import occurrence_key
from api.domain.occurrences import (
    HORIZON_DAYS,
    RETENTION_DAYS,
    Occurrence,
    Schedule,
)
from api.domain.resting import is_resting
from api.domain.vocabulary import MeetingStatus
from api.domain.zones import utc_minute_of_week
from api.persistence.computed import Computed, New
from api.persistence.occurrence_rows import (
    OccurrenceRow,
    leave_rule,
    rows_since,
    write_rows,
    written_ids,
)
from api.persistence.rows import among
from api.persistence.schedules import exceptions_from, exceptions_within, schedule_of
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.work import Work

ROLL_DAYS = 7
"""How much farther than the promised horizon is computed, so that a meeting rolls weekly."""

_FEW = 10
"""So many meetings are computed at once; more would let whoever else is served wait for it."""


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


def reach(now: datetime) -> datetime:
    """Return up to where occurrences are computed: the same instant all through a day."""
    midnight = datetime.combine(now.date(), time(), now.tzinfo)
    return midnight + timedelta(days=HORIZON_DAYS + ROLL_DAYS + 1)


async def compute_new(work: Work, added: Iterable[New], now: datetime) -> None:
    """Write the occurrences of meetings whose ``horizon`` is the ``reach`` of the same instant."""
    said = [(each.computed, each.meeting.schedule) for each in added]
    await write_rows(work.driver, await _expanded(said, now), ())


async def recompute(work: Work, meeting_ids: Collection[UUID], now: datetime) -> Recomputed:
    """Bring the occurrences of meetings of the actor's organisation to what the schedules say.

    Rows are known by ``occurrence_key`` and written only where they differ, so that a
    repeated run changes nothing. ``now`` is in UTC.
    """
    held = await _locked(work, meeting_ids)
    ids = [row.id for row in held]
    driver = work.driver
    existing = await rows_since(driver, ids, now - timedelta(days=RETENTION_DAYS))
    said = [(each, schedule_of(each, exceptions_from(each.exceptions))) for each in held]
    wanted = {row.id: row for row in await _expanded(said, now)}
    over = {row.id for row in existing.values() if row.ends_at <= now}
    new = [row for row in wanted.values() if row.id not in existing]
    changed = [
        row
        for row in wanted.values()
        if row.id in existing and row.id not in over and row != existing[row.id]
    ]
    gone = existing.keys() - wanted.keys() - over
    await write_rows(driver, new, changed)
    await leave_rule(driver, gone)
    await _set_horizon(work, ids, reach(now))
    moved = sum(row.starts_at != existing[row.id].starts_at for row in changed)
    return Recomputed(len(new), len(changed), len(gone), moved)


async def _locked(work: Work, meeting_ids: Collection[UUID]) -> list[Row[Any]]:
    """Return the meetings, held so that nobody else computes them at the same time."""
    own = meetings.c.organisation_id == work.actor.organisation_id
    whole = select(
        meetings,
        exceptions_within(meetings).label("exceptions"),
        groups.c.status.label("group_status"),
        groups.c.paused_until.label("group_paused_until"),
    ).join(groups, groups.c.id == meetings.c.group_id)
    chosen = whole.where(among(meetings.c.id, meeting_ids), own)
    in_order = chosen.order_by(meetings.c.id).with_for_update(key_share=True, of=meetings)
    return list(await work.connection.execute(in_order))


async def _expanded(
    said: Sequence[tuple[Computed | Row[Any], Schedule | None]], now: datetime
) -> list[OccurrenceRow]:
    """Return the rows of meetings; of many in another thread, so that others are served."""

    def expand() -> list[OccurrenceRow]:
        return [row for meeting, schedule in said for row in _rows(meeting, schedule, now)]

    return expand() if len(said) <= _FEW else await asyncio.to_thread(expand)


def _rows(
    meeting: Computed | Row[Any], schedule: Schedule | None, now: datetime
) -> Iterable[OccurrenceRow]:
    rests, until = meeting.group_status, meeting.group_paused_until
    # The driver reads ids of its own kind several times as fast.
    ids = meeting.id, meeting.organisation_id, meeting.network_id, meeting.group_id
    meeting_id, organisation_id, network_id, group_id = (Id(each.bytes) for each in ids)
    for each in _occurrences(meeting, schedule, now):
        yield OccurrenceRow(
            Id(occurrence_key(meeting_id, each.original_start)),
            meeting_id,
            organisation_id,
            network_id,
            group_id,
            each.original_start,
            each.starts_at,
            each.ends_at,
            meeting.published and not is_resting(rests, until, each.local_start.date()),
            utc_minute_of_week(each.starts_at),
            each.local_start,
            each.status,
            each.reason,
            each.medium,
            written_ids(each.venue_ids),
            each.notes,
        )


def _occurrences(
    row: Computed | Row[Any], schedule: Schedule | None, now: datetime
) -> Iterable[Occurrence]:
    if schedule is None:
        return ()
    found = schedule.occurrences(after=now - timedelta(days=RETENTION_DAYS), before=reach(now))
    if row.status == MeetingStatus.ACTIVE:
        first_time = row.horizon is None
        return (each for each in found if first_time or each.ends_at > now)
    if row.status == MeetingStatus.PAUSED and row.paused_until is not None:
        again = row.paused_until
        return (e for e in found if e.ends_at > now and e.local_start.date() >= again)
    return ()


async def _set_horizon(work: Work, ids: list[UUID], until: datetime) -> None:
    stale = meetings.c.horizon.is_distinct_from(until)
    await work.connection.execute(
        update(meetings).where(among(meetings.c.id, ids), stale).values(horizon=until)
    )
