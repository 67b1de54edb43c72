"""Schedules as columns of a meeting and rows of exceptions, and back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Row, ScalarSelect, Table, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api.domain.occurrences import Schedule
from api.domain.rules import Rule
from api.domain.schedule_exceptions import ExceptionKind, ScheduleException
from api.domain.seasons import Season
from api.domain.vocabulary import Medium
from api.persistence.tables.meetings import exception_venues, meeting_exceptions

type Exceptions = tuple[ScheduleException, ...]
_PARTS, _LINKS = meeting_exceptions.c, exception_venues.c


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
    rows = [{**asdict(each), "meeting_id": meeting_id} for each in exceptions_in(schedule)]
    return [{name: row[name] for name in row if name != "venue_ids"} for row in rows]


def exception_venue_rows(meeting_id: UUID, schedule: Schedule | None) -> list[dict[str, Any]]:
    return [
        {
            "meeting_id": meeting_id,
            "original_start": each.original_start,
            "venue_id": venue_id,
            "position": position,
        }
        for each in exceptions_in(schedule)
        for position, venue_id in enumerate(each.venue_ids)
    ]


def exceptions_in(schedule: Schedule | None) -> Exceptions:
    return schedule.exceptions if schedule else ()


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
        exceptions=exceptions,
    )


def exceptions_within(meetings: Table) -> ScalarSelect[Any]:
    """Return the exceptions of each meeting in a select of meetings, for ``exceptions_from``."""
    said = func.json_build_array(
        _PARTS.kind,
        _PARTS.original_start,
        _PARTS.new_start,
        _PARTS.duration_minutes,
        _PARTS.medium,
        _venue_ids(),
        _PARTS.notes,
        _PARTS.reason,
    )
    in_order = aggregate_order_by(said, _PARTS.original_start, _PARTS.kind)
    found = select(func.json_agg(in_order, type_=JSON))
    found = found.where(_PARTS.meeting_id == meetings.c.id)
    return found.correlate(meetings).scalar_subquery()


def _venue_ids() -> ScalarSelect[Any]:
    """Return the venues of its own of an exception, null where there are none."""
    in_order = aggregate_order_by(_LINKS.venue_id, _LINKS.position)
    found = select(func.json_agg(in_order)).where(
        _PARTS.kind == literal_column(f"'{ExceptionKind.CHANGED}'"),
        _LINKS.meeting_id == _PARTS.meeting_id,
        _LINKS.original_start == _PARTS.original_start,
    )
    return found.correlate(meeting_exceptions).scalar_subquery()


def exceptions_from(found: list[list[Any]] | None) -> Exceptions:
    """Return exceptions as they were read, in the order of their starts."""
    return tuple(
        ScheduleException(
            kind=ExceptionKind(kind),
            original_start=datetime.fromisoformat(original_start),
            new_start=datetime.fromisoformat(new_start) if new_start else None,
            duration_minutes=duration_minutes,
            medium=Medium(medium) if medium else None,
            venue_ids=tuple(UUID(each) for each in venue_ids or ()),
            notes=notes,
            reason=reason,
        )
        for kind, original_start, new_start, duration_minutes, medium, venue_ids, notes, reason in (
            found or ()
        )
    )
