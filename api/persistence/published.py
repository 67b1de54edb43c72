"""The derived column ``published``: carried from what changed to everything below it.

A row below shows iff its own status allows it and what it belongs to shows. The version of
such a row stays, since nobody edited it; ``changed_at`` moves, since partners who follow
changes have to take it out or in, which the feed of changes tells them.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Date, Table, and_, cast, func, not_, or_, update

from api.domain.ids import Code
from api.domain.vocabulary import GroupStatus, MeetingStatus, NetworkStatus
from api.persistence.rows import among
from api.persistence.tables.catalogue import crisis_resources, networks, organisations
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings, occurrences
from api.persistence.work import Work

_NETWORK_SHOWS = networks.c.status == NetworkStatus.PUBLISHED
_GROUP_SHOWS = groups.c.status.in_((GroupStatus.PUBLISHED, GroupStatus.PAUSED))
_MEETING_SHOWS = meetings.c.status != MeetingStatus.ARCHIVED
_RESTS = and_(
    groups.c.status == GroupStatus.PAUSED,
    or_(
        groups.c.paused_until.is_(None),
        cast(occurrences.c.local_start, Date) < groups.c.paused_until,
    ),
)
"""What a group that rests would do until then, as ``is_resting`` says it of one day."""
_CODES = {
    networks: Code.NETWORK,
    groups: Code.GROUP,
    meetings: Code.MEETING,
    occurrences: Code.OCCURRENCE,
    crisis_resources: Code.CRISIS_RESOURCE,
}


async def below_organisation(work: Work, organisation_id: UUID) -> None:
    ids = (organisation_id,)
    above = networks.c.organisation_id == organisations.c.id
    shows = and_(organisations.c.published, _NETWORK_SHOWS)
    await _carry(work, networks, above, shows, among(networks.c.organisation_id, ids))
    named = crisis_resources.c.organisation_id
    offered = named == organisations.c.id
    shown = and_(organisations.c.published)
    await _carry(work, crisis_resources, offered, shown, among(named, ids))
    await _groups(work, groups.c.organisation_id, ids)
    await _meetings(work, meetings.c.organisation_id, ids)
    await _occurrences(work, occurrences.c.organisation_id, ids)


async def below_networks(work: Work, ids: Iterable[UUID]) -> None:
    ids = tuple(ids)
    await _groups(work, groups.c.network_id, ids)
    await _meetings(work, meetings.c.network_id, ids)
    await _occurrences(work, occurrences.c.network_id, ids)


async def below_groups(work: Work, ids: Iterable[UUID]) -> None:
    ids = tuple(ids)
    await _meetings(work, meetings.c.group_id, ids)
    await _occurrences(work, occurrences.c.group_id, ids)


async def below_meetings(work: Work, ids: Iterable[UUID]) -> None:
    await _occurrences(work, occurrences.c.meeting_id, ids)


async def _groups(work: Work, column: Column[UUID], ids: Iterable[UUID]) -> None:
    shows = and_(networks.c.published, _GROUP_SHOWS)
    await _carry(work, groups, groups.c.network_id == networks.c.id, shows, among(column, ids))


async def _meetings(work: Work, column: Column[UUID], ids: Iterable[UUID]) -> None:
    shows = and_(groups.c.published, _MEETING_SHOWS)
    await _carry(work, meetings, meetings.c.group_id == groups.c.id, shows, among(column, ids))


async def _occurrences(work: Work, column: Column[UUID], ids: Iterable[UUID]) -> None:
    above = and_(occurrences.c.meeting_id == meetings.c.id, meetings.c.group_id == groups.c.id)
    shows = and_(meetings.c.published, not_(_RESTS))
    await _carry(work, occurrences, above, shows, among(column, ids))


async def _carry(
    work: Work,
    table: Table,
    above: ColumnElement[bool],
    shows: ColumnElement[bool],
    chosen: ColumnElement[bool],
) -> None:
    stale = table.c.published != shows
    carried = update(table).where(above, chosen, stale).values(published=shows)
    carried = carried.values(changed_at=func.now()).returning(table.c.id)
    work.touch(_CODES[table], await work.connection.scalars(carried))
