"""The things that may be corrected: whose they are, loaded and saved by their own repositories."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, exists, or_, select

from api.domain.change_requests import CorrectedThing
from api.domain.correctable import Correctable
from api.domain.errors import NotFound
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.tables.catalogue import networks, venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import exception_venues, meeting_venues, meetings
from api.persistence.venues import Venues
from api.persistence.work import Work

TABLES: Mapping[CorrectedThing, Table] = {
    CorrectedThing.GROUP: groups,
    CorrectedThing.MEETING: meetings,
    CorrectedThing.NETWORK: networks,
    CorrectedThing.VENUE: venues,
}


async def owner_of_published(work: Work, thing: CorrectedThing, thing_id: UUID) -> UUID:
    """Return whose a thing is; NotFound alike if it is absent or not published."""
    table = TABLES[thing]
    shown = _used() if table is venues else table.c.published
    found = select(table.c.organisation_id).where(table.c.id == thing_id, shown)
    owner: UUID | None = await work.connection.scalar(found)
    if owner is None:
        raise NotFound("There is no such thing published.", path=("input", "id"))
    return owner


def _used() -> ColumnElement[bool]:
    """Hold for a venue at which a published meeting meets, be it once: what the reader shows."""
    return or_(*(_used_by(links) for links in (meeting_venues, exception_venues)))


def _used_by(links: Table) -> ColumnElement[bool]:
    joined = links.join(meetings, meetings.c.id == links.c.meeting_id)
    used = select(meetings.c.id).select_from(joined)
    return exists(used.where(links.c.venue_id == venues.c.id, meetings.c.published))


async def load(work: Work, thing: CorrectedThing, thing_id: UUID, at: datetime) -> Correctable:
    match thing:
        case CorrectedThing.GROUP:
            return await Groups(work).get(thing_id)
        case CorrectedThing.MEETING:
            return await Meetings(work, at).get(thing_id)
        case CorrectedThing.NETWORK:
            return await Networks(work).get(thing_id)
        case CorrectedThing.VENUE:
            return await Venues(work).get(thing_id)


async def save(work: Work, before: Correctable, after: Correctable, at: datetime) -> None:
    repositories: dict[str, Any] = {
        "Group": Groups(work),
        "Meeting": Meetings(work, at),
        "Network": Networks(work),
        "Venue": Venues(work),
    }
    await repositories[type(before).__name__].save(before, after)
