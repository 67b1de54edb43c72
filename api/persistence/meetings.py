"""Meetings, for writing: with venues, exceptions, and the occurrences that follow from them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from api.domain.errors import NotFound
from api.domain.frequency import frequency_of, starts_per_year
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.text import sort_key
from api.domain.vocabulary import Medium, MeetingStatus, Openness
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups
from api.persistence.meeting_parts import Following, venue_ids_of, write_parts
from api.persistence.occurrences import recompute
from api.persistence.rows import (
    Hold,
    fields_of,
    hold_own,
    insert_all,
    loaded,
    require_own,
    stored,
    write_next,
)
from api.persistence.schedules import exceptions_of, schedule_of, schedule_values
from api.persistence.slugs import free_slugs
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Meeting, without={"schedule", "venue_ids"})


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of the actor's organisation, within one transaction.

    Their occurrences are computed in the same transaction, as of ``now`` (UTC).
    """

    work: Work
    now: datetime

    async def get(self, meeting_id: UUID) -> Meeting:
        """Return a meeting; NotFound alike if it is absent or another organisation's."""
        return (await self.all_of([meeting_id]))[meeting_id]

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Meeting]:
        """Return the meetings of these ids; NotFound if one is absent or another's."""
        rows = await require_own(self.work, meetings, ids, "meeting")
        exceptions = await exceptions_of(self.work, ids)
        held = await venue_ids_of(self.work, ids)
        return {
            row.id: Meeting(
                **_loaded(row),
                schedule=schedule_of(row, exceptions),
                venue_ids=tuple(held[row.id]),
            )
            for row in rows
        }

    async def add(self, meeting: Meeting) -> Meeting:
        """Insert a new meeting as its version 1."""
        return (await self.add_all([meeting]))[0]

    async def add_all(self, added: Sequence[Meeting]) -> list[Meeting]:
        """Insert new meetings, all of them in as many statements as one would take."""
        shown = await self._groups_published(added)
        await self._require_venues(added)
        rows = [
            {**_values(each, shown), "id": each.id, "version": 1, "horizon": None} for each in added
        ]
        await insert_all(self.work, meetings, rows)
        await write_parts(self.work, added)
        await recompute(self.work, [each.id for each in added], self.now)
        await keep_on_groups(self.work, [each.group_id for each in added])
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.MEETING, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def held(self, ids: Collection[UUID]) -> dict[UUID, Meeting]:
        """Return those of these ids that are the actor's; nobody else writes them meanwhile."""
        above = (groups, meetings.c.group_id, Hold.TO_CHANGE)
        found = await hold_own(self.work, meetings, ids, above)
        return await self.all_of(found) if found else {}

    async def free_slug(self, name: str, meeting_id: UUID) -> str:
        """Return a slug of a name that is free, and stays so until the transaction ends."""
        return (await self.free_slugs({meeting_id: name}))[meeting_id]

    async def free_slugs(self, names: Mapping[UUID, str]) -> dict[UUID, str]:
        """Return a free slug for each of the meetings with these names."""
        return await free_slugs(self.work, meetings, "meeting", names)

    async def save(self, before: Meeting, after: Meeting) -> Meeting:
        """Write the next version; VersionConflict if somebody was first."""
        return (await self.save_all([(before, after)]))[0]

    async def save_all(self, changed: Sequence[tuple[Meeting, Meeting]]) -> list[Meeting]:
        """Write next versions, of one meeting also several in turn; VersionConflict as in ``save``.

        What follows from them is computed once for all.
        """
        shown = await self._groups_published([after for _, after in changed])
        await self._require_venues([after for _, after in changed])
        following, saved = Following(), list[Meeting]()
        for before, after in changed:
            values = _values(after, shown)
            row = await write_next(self.work, meetings, before.id, before.version, values)
            old, new = difference(before, after)
            following.note(before, after, new.keys())
            self.work.record(
                Change(Code.MEETING, after.id, row.version, "changed", tuple(new), old, new)
            )
            saved.append(replace(after, version=row.version, changed_at=row.changed_at))
        await following.follow(self.work, self.now)
        return saved

    async def _groups_published(self, written: Iterable[Meeting]) -> dict[UUID, bool]:
        """Return whether each meeting's group shows; NotFound unless the groups are the actor's."""
        written = tuple(written)
        ids = {each.group_id for each in written}
        rows = await require_own(self.work, groups, ids, "group", Hold.TO_CHANGE)
        networks = {row.id: row.network_id for row in rows}
        own = self.work.actor.organisation_id
        if any(
            each.organisation_id != own or each.network_id != networks[each.group_id]
            for each in written
        ):
            raise NotFound("There is no such network.")
        return {row.id: row.published for row in rows}

    async def _require_venues(self, written: Iterable[Meeting]) -> None:
        ids = {venue_id for each in written for venue_id in each.venue_ids}
        if ids:
            await require_own(self.work, venues, ids, "venue")


def _values(meeting: Meeting, shown: dict[UUID, bool]) -> dict[str, Any]:
    yearly = starts_per_year(meeting.schedule)
    return {
        **stored(meeting, _COLUMNS),
        **schedule_values(meeting.schedule),
        "starts_per_year": yearly,
        "frequency": frequency_of(yearly),
        "sort_key": sort_key(meeting.name),
        "published": meeting.listed and shown[meeting.group_id],
    }


def _loaded(row: Row[Any]) -> dict[str, Any]:
    return {
        **loaded(row, (*_COLUMNS, "id", "version", "changed_at")),
        "medium": Medium(row.medium),
        "openness": Openness(row.openness) if row.openness else None,
        "status": MeetingStatus(row.status),
    }
