"""Meetings as rows, with those of what they consist of, and back."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from api.domain.frequency import frequency_of, starts_per_year
from api.domain.meetings import Meeting
from api.domain.occurrences import Schedule
from api.domain.text import sort_key
from api.domain.vocabulary import Medium, MeetingStatus, Openness
from api.persistence.ids import new_id
from api.persistence.rows import fields_of, loaded, stored
from api.persistence.schedules import (
    exception_rows,
    exception_venue_rows,
    exceptions_from,
    exceptions_within,
    schedule_of,
    schedule_values,
)
from api.persistence.tables.meetings import (
    exception_venues,
    meeting_exceptions,
    meeting_venues,
    meetings,
)

_COLUMNS = fields_of(Meeting, without={"schedule", "venue_ids"})
_VENUE_IDS = (
    select(func.array_agg(aggregate_order_by(meeting_venues.c.venue_id, meeting_venues.c.position)))
    .where(meeting_venues.c.meeting_id == meetings.c.id)
    .correlate(meetings)
    .scalar_subquery()
)
BESIDE = (_VENUE_IDS.label("venue_ids"), exceptions_within(meetings).label("exceptions"))
"""What ``meeting_of`` needs beside the columns of a row."""


def meeting_of(row: Row[Any]) -> Meeting:
    values = loaded(row, (*_COLUMNS, "id", "version", "changed_at"))
    words: dict[str, Any] = {
        "medium": Medium(row.medium),
        "openness": Openness(row.openness) if row.openness else None,
        "status": MeetingStatus(row.status),
    }
    return Meeting(
        **{**values, **words},
        schedule=schedule_of(row, exceptions_from(row.exceptions)),
        venue_ids=tuple(row.venue_ids or ()),
    )


def values_of(meeting: Meeting) -> dict[str, Any]:
    """Return the columns of a meeting, except whether it shows."""
    yearly = starts_per_year(meeting.schedule)
    return {
        **stored(meeting, _COLUMNS),
        **schedule_values(meeting.schedule),
        "starts_per_year": yearly,
        "frequency": frequency_of(yearly),
        "sort_key": sort_key(meeting.name),
    }


def parts_of(written: Iterable[Meeting]) -> dict[Table, list[dict[str, Any]]]:
    """Return the rows of what meetings consist of besides their own, each with a new id."""
    written = tuple(written)
    links = [
        {
            "id": new_id(),
            "meeting_id": each.id,
            "venue_id": venue_id,
            "group_id": each.group_id,
            "position": position,
        }
        for each in written
        for position, venue_id in enumerate(each.venue_ids)
    ]
    return {
        meeting_venues: links,
        meeting_exceptions: _of_schedules(exception_rows, written),
        exception_venues: _of_schedules(exception_venue_rows, written),
    }


def _of_schedules(
    rows_of: Callable[[UUID, Schedule | None], list[dict[str, Any]]], written: Iterable[Meeting]
) -> list[dict[str, Any]]:
    return [{**row, "id": new_id()} for each in written for row in rows_of(each.id, each.schedule)]
