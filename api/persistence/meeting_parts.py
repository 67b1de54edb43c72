"""The parts of a meeting that are rows of other tables, and what follows from a change of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.persistence import published
from api.persistence.kept import keep_on_groups
from api.persistence.occurrences import recompute
from api.persistence.rows import among, replace_parts
from api.persistence.schedules import exception_rows
from api.persistence.tables.meetings import meeting_exceptions, meeting_venues
from api.persistence.work import Work

_IN_PARTS = {"venue_ids", "group_id", "schedule"}
_SHOWN_BY_GROUP = {"medium", "status", "group_id", "schedule", "accessibility", "venue_ids"}
_MOVES_OCCURRENCES = {"schedule", "status", "paused_until", "group_id", "network_id"}


async def venue_ids_of(work: Work, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Return the venues of meetings, in the order in which they are shown."""
    table = meeting_venues
    chosen = select(table.c.meeting_id, table.c.venue_id)
    chosen = chosen.where(among(table.c.meeting_id, ids)).order_by(table.c.position)
    found = defaultdict[UUID, list[UUID]](list)
    for row in await work.connection.execute(chosen):
        found[row.meeting_id].append(row.venue_id)
    return found


async def write_parts(work: Work, written: Collection[Meeting]) -> None:
    ids = [each.id for each in written]
    links = [
        {
            "meeting_id": each.id,
            "venue_id": venue_id,
            "group_id": each.group_id,
            "position": position,
        }
        for each in written
        for position, venue_id in enumerate(each.venue_ids)
    ]
    exceptions = [row for each in written for row in exception_rows(each.id, each.schedule)]
    for table, rows in ((meeting_venues, links), (meeting_exceptions, exceptions)):
        await replace_parts(work, table, table.c.meeting_id, ids, rows)


@dataclass(slots=True)
class Following:
    """What has to follow once meetings were changed: worked out once, however many there were."""

    parts: dict[UUID, Meeting] = field(default_factory=dict[UUID, Meeting])
    left: set[UUID] = field(default_factory=set[UUID])
    moved: set[UUID] = field(default_factory=set[UUID])
    groups: set[UUID] = field(default_factory=set[UUID])

    def note(self, before: Meeting, after: Meeting, changed: Iterable[str]) -> None:
        """Note a change of these fields; of several of one meeting the last one counts."""
        changed = set(changed)
        if changed & _IN_PARTS:
            self.parts[after.id] = after
            self.left.update(before.venue_ids)
        if changed & _MOVES_OCCURRENCES:
            self.moved.add(after.id)
        if changed & _SHOWN_BY_GROUP:
            self.groups |= {before.group_id, after.group_id}

    async def follow(self, work: Work, now: datetime) -> None:
        """Bring what depends on the meetings to what they are now."""
        if self.parts:
            await write_parts(work, self.parts.values())
            work.touch(Code.VENUE, self.left, written=False)
        if self.moved:
            await recompute(work, self.moved, now)
            await published.below_meetings(work, self.moved)
        if self.groups:
            await keep_on_groups(work, self.groups)
