"""Meetings, for writing: with venues, exceptions, and the occurrences that follow from them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.meetings import Home, Meeting
from api.domain.vocabulary import GroupStatus
from api.persistence.changes import difference
from api.persistence.computed import New
from api.persistence.facilitators import require_reach
from api.persistence.kept import keep_on_groups
from api.persistence.meeting_parts import Step, add_parts, follow
from api.persistence.meeting_rows import BESIDE, meeting_of, values_of
from api.persistence.occurrences import compute_new, reach
from api.persistence.owning import Hold, hold_own, own_rows, require_own
from api.persistence.rows import insert_all, write_next
from api.persistence.slugs import free_slugs
from api.persistence.tables.catalogue import venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.work import Change, Work


class _Held(NamedTuple):
    home: Home
    published: bool


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of the actor's organisation, within one transaction.

    Their occurrences are computed in the same transaction, as of ``now`` (UTC). The ``groups``
    that were read for them are held: nobody changes them until the transaction ends.
    """

    work: Work
    now: datetime
    groups: dict[UUID, _Held] = field(default_factory=dict[UUID, _Held], init=False, repr=False)

    async def get(self, meeting_id: UUID) -> Meeting:
        """Return a meeting; NotFound alike if it is absent or another organisation's."""
        return (await self.all_of([meeting_id]))[meeting_id]

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Meeting]:
        """Return the meetings of these ids; NotFound if one is absent or another's."""
        rows = await require_own(self.work, meetings, ids, "meeting", beside=BESIDE)
        return {row.id: meeting_of(row) for row in rows}

    async def homes(self, group_ids: Collection[UUID]) -> dict[UUID, Home]:
        """Return those of these groups that are the actor's, held until the transaction ends."""
        await self._hold(group_ids)
        return {each: self.groups[each].home for each in group_ids if each in self.groups}

    async def held(self, ids: Collection[UUID]) -> dict[UUID, Meeting]:
        """Return those of these ids that are the actor's; nobody else writes them meanwhile."""
        above = (groups, meetings.c.group_id, Hold.TO_CHANGE)
        found = await hold_own(self.work, meetings, ids, above)
        return await self.all_of(found) if found else {}

    async def add(self, meeting: Meeting) -> Meeting:
        """Insert a new meeting as its version 1."""
        return (await self.add_all([meeting]))[0]

    async def add_all(self, added: Sequence[Meeting]) -> list[Meeting]:
        """Insert new meetings, all of them in as many statements as one would take.

        Forbidden for a facilitator of other groups alone, as in ``save``.
        """
        await require_reach(self.work, {each.group_id for each in added})
        shown = await self._groups_published(added)
        await self._require_venues(each.used_venue_ids for each in added)
        new = {"version": 1, "horizon": reach(self.now)}
        rows = [
            {**values_of(each), **new, "id": each.id, "published": shown(each)} for each in added
        ]
        await insert_all(self.work, meetings, rows)
        await add_parts(self.work, added)
        homes = [self.groups[each.group_id].home for each in added]
        new_ones = [New(*each, shown(each[0])) for each in zip(added, homes, strict=True)]
        await compute_new(self.work, new_ones, self.now)
        await keep_on_groups(self.work, [each.group_id for each in added], held=self.groups)
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.MEETING, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

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

        Forbidden for a facilitator of other groups alone. What follows is computed once for all.
        """
        concerned = {each.group_id for step in changed for each in step}
        await require_reach(self.work, concerned)
        steps = [Step(*each) for each in changed]
        # Held before a meeting is written, as by whoever hides the group with all below it.
        shown = await self._groups_published([each.after for each in steps if each.shown_by_group])
        await self._require_venues(each.new_venue_ids for each in steps)
        saved = [await self._save(each, shown) for each in steps]
        await follow(self.work, steps, self.now, held=self.groups)
        return saved

    async def _save(self, step: Step, shown: Callable[[Meeting], bool]) -> Meeting:
        before, after = step.before, step.after
        values = values_of(after)
        if step.shown_by_group:
            values["published"] = shown(after)
        row = await write_next(self.work, meetings, before.id, before.version, values)
        self.work.record(
            Change(
                Code.MEETING, after.id, row.version, "changed", tuple(step.new), step.old, step.new
            )
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _groups_published(self, written: Collection[Meeting]) -> Callable[[Meeting], bool]:
        """Return what tells whether a meeting shows; NotFound unless its group is the actor's."""
        await self._hold({each.group_id for each in written})
        if any(each.group_id not in self.groups for each in written):
            raise NotFound("There is no such group.")
        own = self.work.actor.organisation_id
        if any(
            each.organisation_id != own
            or each.network_id != self.groups[each.group_id].home.network_id
            for each in written
        ):
            raise NotFound("There is no such network.")
        return lambda meeting: meeting.listed and self.groups[meeting.group_id].published

    async def _hold(self, group_ids: Collection[UUID]) -> None:
        """Hold those groups that are the actor's until the transaction ends."""
        ids = set(group_ids) - self.groups.keys()
        for row in await own_rows(self.work, groups, ids, Hold.TO_CHANGE) if ids else ():
            home = Home(
                id=row.id,
                organisation_id=row.organisation_id,
                network_id=row.network_id,
                status=GroupStatus(row.status),
                paused_until=row.paused_until,
            )
            self.groups[row.id] = _Held(home, row.published)

    async def _require_venues(self, used: Iterable[Collection[UUID]]) -> None:
        ids = set(chain.from_iterable(used))
        if ids:
            await require_own(self.work, venues, ids, "venue")
