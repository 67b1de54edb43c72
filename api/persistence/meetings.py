"""Meetings, for writing: with venues, exceptions, and the occurrences that follow from them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Table

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.meetings import Home, Meeting
from api.domain.vocabulary import GroupStatus
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups
from api.persistence.meeting_rows import BESIDE, meeting_of, parts_of, values_of
from api.persistence.occurrences import compute_new, reach, recompute
from api.persistence.rows import Hold, insert_all, replace_parts, require_own, write_next
from api.persistence.schedules import exceptions_in
from api.persistence.slugs import free_slug
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meeting_exceptions, meeting_venues, meetings
from api.persistence.work import Change, Work

_SHOWN_BY_GROUP = {
    "medium", "status", "group_id", "network_id", "schedule", "accessibility", "venue_ids",
}  # fmt: skip
_MOVES_OCCURRENCES = ("schedule", "status", "paused_until", "group_id", "network_id")


class _Held(NamedTuple):
    home: Home
    published: bool


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of the actor's organisation, within one transaction.

    Their occurrences are computed in the same transaction, as of ``now`` (UTC). The groups that
    were read for them are ``held``: nobody changes them until the transaction ends.
    """

    work: Work
    now: datetime
    held: dict[UUID, _Held] = field(default_factory=dict[UUID, _Held], init=False, repr=False)

    async def get(self, meeting_id: UUID) -> Meeting:
        """Return a meeting; NotFound alike if it is absent or another organisation's."""
        return (await self.all_of([meeting_id]))[meeting_id]

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Meeting]:
        """Return the meetings of these ids; NotFound if one is absent or another's."""
        rows = await require_own(self.work, meetings, ids, "meeting", beside=BESIDE)
        return {row.id: meeting_of(row) for row in rows}

    async def home(self, group_id: UUID) -> Home:
        """Return the group of a meeting to be, held until the transaction ends."""
        if group_id not in self.held:
            await self._hold([group_id])
        return self.held[group_id].home

    async def add(self, meeting: Meeting) -> Meeting:
        """Insert a new meeting as its version 1."""
        return (await self.add_all([meeting]))[0]

    async def add_all(self, added: Sequence[Meeting]) -> list[Meeting]:
        """Insert new meetings, all of them in as many statements as one would take."""
        shown = await self._groups_published(added)
        await self._require_venues(added)
        new = {"version": 1, "horizon": reach(self.now)}
        rows = [
            {**values_of(each), **new, "id": each.id, "published": shown(each)} for each in added
        ]
        await insert_all(self.work, meetings, rows)
        for table, parts in parts_of(added).items():
            await insert_all(self.work, table, parts)
        await compute_new(self.work, [(each, shown(each)) for each in added], self.now)
        await keep_on_groups(self.work, [each.group_id for each in added], held=self.held)
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.MEETING, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def free_slug(self, name: str, meeting_id: UUID) -> str:
        """Return a slug of a name that is free, and stays so until the transaction ends."""
        return await free_slug(self.work, meetings, "meeting", name, meeting_id)

    async def save(self, before: Meeting, after: Meeting) -> Meeting:
        """Write the next version; VersionConflict if somebody was first."""
        old, new = difference(before, after)
        values = values_of(after)
        if not _SHOWN_BY_GROUP.isdisjoint(new):
            # Held before the meeting is written, as by whoever hides the group with all below it.
            shown = await self._groups_published([after])
            values["published"] = shown(after)
        if "venue_ids" in new:
            await self._require_venues([after])
        row = await write_next(self.work, meetings, before.id, before.version, values)
        if not {"venue_ids", "group_id"}.isdisjoint(new):
            await self._replace_parts(after, meeting_venues)
            self.work.touch(Code.VENUE, before.venue_ids, written=False)
        if exceptions_in(before.schedule) != exceptions_in(after.schedule):
            await self._replace_parts(after, meeting_exceptions)
        if not set(_MOVES_OCCURRENCES).isdisjoint(new):
            await recompute(self.work, [after.id], self.now)
            await published.below_meetings(self.work, [after.id])
        if not _SHOWN_BY_GROUP.isdisjoint(new):
            concerned = [before.group_id, after.group_id]
            await keep_on_groups(self.work, concerned, held=self.held)
        self.work.record(
            Change(Code.MEETING, after.id, row.version, "changed", tuple(new), old, new)
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _groups_published(self, written: Collection[Meeting]) -> Callable[[Meeting], bool]:
        """Return what tells whether a meeting shows; NotFound unless its group is the actor's."""
        await self._hold({each.group_id for each in written} - self.held.keys())
        own = self.work.actor.organisation_id
        if any(
            each.organisation_id != own
            or each.network_id != self.held[each.group_id].home.network_id
            for each in written
        ):
            raise NotFound("There is no such network.")
        return lambda meeting: meeting.listed and self.held[meeting.group_id].published

    async def _hold(self, ids: Collection[UUID]) -> None:
        """Hold groups until the transaction ends; NotFound unless all are the actor's."""
        if not ids:
            return
        for row in await require_own(self.work, groups, ids, "group", Hold.TO_CHANGE):
            home = Home(
                id=row.id,
                organisation_id=row.organisation_id,
                network_id=row.network_id,
                status=GroupStatus(row.status),
            )
            self.held[row.id] = _Held(home, row.published)

    async def _require_venues(self, written: Iterable[Meeting]) -> None:
        ids = {venue_id for each in written for venue_id in each.venue_ids}
        if ids:
            await require_own(self.work, venues, ids, "venue")

    async def _replace_parts(self, written: Meeting, table: Table) -> None:
        rows = parts_of([written])[table]
        await replace_parts(self.work, table, table.c.meeting_id, [written.id], rows)
