"""Meetings, for writing: with venues, exceptions, and the occurrences that follow from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from api.domain.errors import NotFound
from api.domain.frequency import frequency_of, starts_per_year
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.text import sort_key
from api.domain.vocabulary import Medium, MeetingStatus, Openness
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.facilitators import require_reach
from api.persistence.kept import keep_on_groups
from api.persistence.occurrences import recompute
from api.persistence.rows import (
    Hold,
    among,
    fields_of,
    insert_all,
    loaded,
    replace_parts,
    require_own,
    stored,
    write_next,
)
from api.persistence.schedules import exception_rows, exceptions_of, schedule_of, schedule_values
from api.persistence.slugs import free_slug
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meeting_exceptions, meeting_venues, meetings
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Meeting, without={"schedule", "venue_ids"})
_SHOWN_BY_GROUP = {"medium", "status", "group_id", "schedule", "accessibility", "venue_ids"}
_MOVES_OCCURRENCES = ("schedule", "status", "paused_until", "group_id", "network_id")


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
        held = await self._venue_ids(ids)
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
        """Insert new meetings, all of them in as many statements as one would take.

        Forbidden for a facilitator of other groups alone, as in ``save``.
        """
        await require_reach(self.work, {each.group_id for each in added})
        shown = await self._groups_published(added)
        await self._require_venues(added)
        rows = [
            {**_values(each, shown), "id": each.id, "version": 1, "horizon": None} for each in added
        ]
        await insert_all(self.work, meetings, rows)
        await self._write_parts(added)
        await recompute(self.work, [each.id for each in added], self.now)
        await keep_on_groups(self.work, [each.group_id for each in added])
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.MEETING, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def free_slug(self, name: str, meeting_id: UUID) -> str:
        """Return a slug of a name that is free, and stays so until the transaction ends."""
        return await free_slug(self.work, meetings, "meeting", name, meeting_id)

    async def save(self, before: Meeting, after: Meeting) -> Meeting:
        """Write the next version; VersionConflict if somebody was first."""
        await require_reach(self.work, {before.group_id, after.group_id})
        shown = await self._groups_published([after])
        await self._require_venues([after])
        values = _values(after, shown)
        row = await write_next(self.work, meetings, before.id, before.version, values)
        old, new = difference(before, after)
        if not {"venue_ids", "group_id", "schedule"}.isdisjoint(new):
            await self._write_parts([after])
            self.work.touch(Code.VENUE, before.venue_ids, written=False)
        if not set(_MOVES_OCCURRENCES).isdisjoint(new):
            await recompute(self.work, [after.id], self.now)
            await published.below_meetings(self.work, [after.id])
        if not _SHOWN_BY_GROUP.isdisjoint(new):
            await keep_on_groups(self.work, [before.group_id, after.group_id])
        self.work.record(
            Change(Code.MEETING, after.id, row.version, "changed", tuple(new), old, new)
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

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

    async def _venue_ids(self, ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
        table = meeting_venues
        chosen = select(table.c.meeting_id, table.c.venue_id)
        chosen = chosen.where(among(table.c.meeting_id, ids)).order_by(table.c.position)
        found = defaultdict[UUID, list[UUID]](list)
        for row in await self.work.connection.execute(chosen):
            found[row.meeting_id].append(row.venue_id)
        return found

    async def _write_parts(self, written: Iterable[Meeting]) -> None:
        written = tuple(written)
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
            await replace_parts(self.work, table, table.c.meeting_id, ids, rows)


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
