"""What takes place within a day, and what somebody with a link does to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from api.domain.errors import NotFound
from api.domain.meetings import Meeting
from api.domain.occurrences import OccurrenceStatus
from api.domain.vocabulary import Medium, VenueKind
from api.persistence.meetings import Meetings
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import meeting_venues, meetings, occurrences
from api.persistence.work import Work

TONIGHT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """What takes place within a day; ``local_start`` is what the clocks there show.

    ``may_go_online`` where it is not held online anyway and has a link to meet at.
    """

    occurrence_id: UUID
    meeting_name: str
    local_start: datetime
    may_go_online: bool


async def of_tonight(
    work: Work, ids: Sequence[UUID], now: datetime
) -> Mapping[UUID, Sequence[Tonight]]:
    """Return what takes place within a day in some groups, by group."""
    chosen = (
        select(
            occurrences.c.id,
            occurrences.c.group_id,
            occurrences.c.local_start,
            meetings.c.name,
            _may_go_online().label("may_go_online"),
        )
        .join(meetings, meetings.c.id == occurrences.c.meeting_id)
        .where(
            occurrences.c.group_id.in_(ids),
            occurrences.c.status == OccurrenceStatus.SCHEDULED,
            and_(occurrences.c.starts_at > now, occurrences.c.starts_at <= now + TONIGHT),
        )
        .order_by(occurrences.c.starts_at, occurrences.c.id)
    )
    found: dict[UUID, list[Tonight]] = {}
    for row in await work.connection.execute(chosen):
        tonight = Tonight(
            occurrence_id=row.id,
            meeting_name=row.name,
            local_start=row.local_start,
            may_go_online=row.may_go_online,
        )
        found.setdefault(row.group_id, []).append(tonight)
    return found


async def cancel(work: Work, group_id: UUID, occurrence_id: UUID, now: datetime) -> None:
    """Cancel an occurrence of a group; NotFound where it has none such."""
    meeting, start = await _found(work, group_id, occurrence_id, now)
    await Meetings(work, now).save(meeting, meeting.cancel(start, reason=None, now=now))


async def hold_online(work: Work, group_id: UUID, occurrence_id: UUID, now: datetime) -> None:
    """Hold an occurrence of a group online only; NotFound where there is no link to meet at."""
    tonight = (await of_tonight(work, [group_id], now)).get(group_id, ())
    if not any(each.occurrence_id == occurrence_id and each.may_go_online for each in tonight):
        raise NotFound("There is no link to meet at then.")
    meeting, start = await _found(work, group_id, occurrence_id, now)
    # Where it is held elsewhere that time, the link is still the meeting's.
    only = {"medium": Medium.ONLINE, "venue_ids": (), "reason": None}
    online = meeting.change_occurrence(start, only, {}, now=now)
    await Meetings(work, now).save(meeting, online)


async def _found(
    work: Work, group_id: UUID, occurrence_id: UUID, now: datetime
) -> tuple[Meeting, datetime]:
    chosen = select(occurrences.c.meeting_id, occurrences.c.original_start)
    of_group = and_(occurrences.c.id == occurrence_id, occurrences.c.group_id == group_id)
    row = (await work.connection.execute(chosen.where(of_group))).one_or_none()
    if row is None:
        raise NotFound("There is no such time any more.")
    return await Meetings(work, now).get(row.meeting_id), row.original_start


def _may_go_online() -> ColumnElement[bool]:
    held = func.coalesce(occurrences.c.medium, meetings.c.medium)
    link = exists(
        select(meeting_venues.c.id)
        .join(venues, venues.c.id == meeting_venues.c.venue_id)
        .where(
            meeting_venues.c.meeting_id == occurrences.c.meeting_id,
            venues.c.kind == VenueKind.ONLINE,
        )
    )
    return and_(held != Medium.ONLINE, link)
