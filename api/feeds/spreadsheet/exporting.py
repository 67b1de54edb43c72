"""What a network has, looked up for its sheet."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.feeds.spreadsheet.checking import Content
from api.persistence.groups import Groups
from api.persistence.imports import ImportRecords, listed_in
from api.persistence.meetings import Meetings
from api.persistence.networks import Networks
from api.persistence.venues import Venues
from api.persistence.work import Work

SOURCE = "csv"


async def content_of(work: Work, network_id: UUID, now: datetime, source: str = SOURCE) -> Content:
    """Return the groups and meetings of a network that are not archived, and their venues."""
    network = await Networks(work).get(network_id)
    group_ids = await listed_in(work, Code.GROUP, network_id)
    meeting_ids = await listed_in(work, Code.MEETING, network_id)
    groups = await Groups(work).all_of(group_ids)
    meetings = await Meetings(work, now).all_of(meeting_ids)
    venue_ids = {each for meeting in meetings.values() for each in meeting.venue_ids}
    of_groups = defaultdict[UUID, list[Meeting]](list)
    for each in meeting_ids:
        of_groups[meetings[each].group_id].append(meetings[each])
    records = await ImportRecords(work, network_id, source).all()
    return Content(
        network=network,
        groups=tuple(groups[each] for each in group_ids),
        meetings={group: tuple(some) for group, some in of_groups.items() if group in groups},
        venues=await Venues(work).all_of(venue_ids),
        keys={each.thing_id: each.external_id for each in records if each.removed_at is None},
        now=now,
    )
