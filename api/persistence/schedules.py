"""Schedules as columns of a meeting and rows of exceptions, and back."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import Season
from api.domain.vocabulary import Medium
from api.persistence.rows import among
from api.persistence.tables.meetings import meeting_exceptions
from api.persistence.work import Work

type Exceptions = dict[UUID, tuple[ScheduleException, ...]]


def schedule_values(schedule: Schedule | None) -> dict[str, Any]:
    """Return the columns of a schedule, all null for a meeting by appointment."""
    return {
        "local_start": schedule and schedule.local_start,
        "duration_minutes": schedule and schedule.duration_minutes,
        "time_zone": schedule and schedule.time_zone,
        "rule": str(schedule.rule) if schedule and schedule.rule else None,
        "season": str(schedule.season) if schedule and schedule.season else None,
    }


def exception_rows(meeting_id: UUID, schedule: Schedule | None) -> list[dict[str, Any]]:
    exceptions = schedule.exceptions if schedule else ()
    return [{**asdict(each), "meeting_id": meeting_id} for each in exceptions]


def schedule_of(row: Row[Any], exceptions: Exceptions) -> Schedule | None:
    """Return the schedule of a row of meetings."""
    if row.local_start is None:
        return None
    return Schedule(
        local_start=row.local_start,
        duration_minutes=row.duration_minutes,
        time_zone=row.time_zone,
        rule=Rule.parse(row.rule) if row.rule else None,
        season=Season.parse(row.season) if row.season else None,
        exceptions=exceptions.get(row.id, ()),
    )


async def exceptions_of(work: Work, meeting_ids: Collection[UUID]) -> Exceptions:
    """Return the exceptions of meetings, in the order of their starts."""
    table = meeting_exceptions
    chosen = (
        select(table)
        .where(among(table.c.meeting_id, meeting_ids))
        .order_by(table.c.original_start, table.c.kind)
    )
    found = defaultdict[UUID, list[ScheduleException]](list)
    for row in await work.connection.execute(chosen):
        found[row.meeting_id].append(
            ScheduleException(
                kind=ExceptionKind(row.kind),
                original_start=row.original_start,
                new_start=row.new_start,
                duration_minutes=row.duration_minutes,
                medium=Medium(row.medium) if row.medium else None,
                reason=row.reason,
            )
        )
    return {meeting_id: tuple(each) for meeting_id, each in found.items()}
