"""Moving: a group goes to another network of its organisation, its meetings with it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.domain.groups import Group
from api.persistence.groups import Groups
from api.persistence.meetings import Meetings
from api.persistence.tables.meetings import meetings
from api.persistence.work import Work


async def move_group(
    work: Work, group_id: UUID, network_id: UUID, *, expected_version: int, at: datetime
) -> Group:
    """Put a group into another network, and everything that takes place in it."""
    groups, held = Groups(work), Meetings(work, at)
    before = await groups.get(group_id)
    saved = await groups.save(before, before.move(network_id, expected_version=expected_version))
    # Those that are over go as well, since whoever looks at them reads their network.
    chosen = select(meetings.c.id).where(meetings.c.group_id == group_id).order_by(meetings.c.id)
    ids = list(await work.connection.scalars(chosen))
    for meeting in (await held.all_of(ids)).values():
        await held.save(meeting, replace(meeting, network_id=network_id))
    return saved
