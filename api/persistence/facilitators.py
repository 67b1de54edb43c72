"""Facilitators, for writing; and the wall that holds one of them to their own groups."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select

from api.domain.errors import Forbidden, NotFound
from api.domain.facilitators import Facilitator
from api.domain.ids import Code
from api.persistence.changes import difference
from api.persistence.owning import Hold, require_own
from api.persistence.rows import among, fields_of, loaded, stored, write_next
from api.persistence.tables.groups import groups
from api.persistence.tables.organisations import facilitators
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Facilitator, without={"organisation_id"})


@dataclass(frozen=True, slots=True)
class Facilitators:
    """Who facilitates the groups of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, facilitator_id: UUID) -> Facilitator:
        """Return a facilitator; NotFound alike if absent or another organisation's."""
        found = await self._where(facilitators.c.id == facilitator_id)
        if not found:
            raise NotFound("There is no such facilitator.", path=("input", "id"))
        return found[0]

    async def present(self, group_id: UUID) -> Sequence[Facilitator]:
        """Return whoever facilitates a group now; nobody else comes to until the transaction ends.

        NotFound alike if the group is absent or another organisation's.
        """
        await require_own(self.work, groups, [group_id], "group", Hold.TO_CHANGE)
        of_group = facilitators.c.group_id == group_id
        return await self._where(of_group & facilitators.c.ended_at.is_(None))

    async def add(self, added: Facilitator) -> Facilitator:
        """Insert a new facilitator as version 1."""
        own = self.work.actor.organisation_id
        if added.organisation_id != own:
            raise NotFound("There is no such group.")
        row = {**stored(added, _COLUMNS), "organisation_id": own, "id": added.id}
        await self.work.connection.execute(insert(facilitators).values(row))
        fields = tuple(difference(None, added)[1])
        self.work.record(Change(Code.FACILITATOR, added.id, 1, "created", fields))
        return replace(added, version=1)

    async def save(self, before: Facilitator, after: Facilitator) -> Facilitator:
        """Write the next version; VersionConflict if somebody was first."""
        values = stored(after, _COLUMNS)
        row = await write_next(self.work, facilitators, before.id, before.version, values)
        fields = tuple(difference(before, after)[1])
        self.work.record(Change(Code.FACILITATOR, after.id, row.version, "changed", fields))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def end_all_of(self, staff_id: UUID, *, at: datetime) -> None:
        """Let one of the staff facilitate nothing any more."""
        present = facilitators.c.ended_at.is_(None)
        for each in await self._where((facilitators.c.staff_id == staff_id) & present):
            await self.save(each, each.end(at=at))

    async def _where(self, condition: ColumnElement[bool]) -> list[Facilitator]:
        own = facilitators.c.organisation_id == self.work.actor.organisation_id
        chosen = select(facilitators).where(own, condition).order_by(facilitators.c.id)
        rows = await self.work.connection.execute(chosen.with_for_update())
        return [_facilitator(row) for row in rows]


async def require_reach(work: Work, group_ids: Collection[UUID]) -> None:
    """Raise Forbidden where a facilitator is about to change a group that they do not facilitate.

    Every change of a group or of a meeting comes by here.
    """
    if await out_of_reach(work, group_ids):
        raise beyond()


async def out_of_reach(work: Work, group_ids: Collection[UUID]) -> Collection[UUID]:
    """Return those of these groups that are not the actor's to change; the others stay theirs.

    None for whoever is no facilitator.
    """
    staff_id = None if work.rights is None else work.rights.facilitator
    if staff_id is None:
        return frozenset()
    chosen = select(facilitators.c.group_id).where(
        facilitators.c.organisation_id == work.actor.organisation_id,
        facilitators.c.staff_id == staff_id,
        facilitators.c.ended_at.is_(None),
        among(facilitators.c.group_id, group_ids),
    )
    # Nobody takes the group from them before the change is written.
    held = chosen.with_for_update(read=True)
    return set(group_ids) - set(await work.connection.scalars(held))


def beyond() -> Forbidden:
    """Return the refusal of a change of a group that somebody does not facilitate.

    Whose groups there are, all staff of the organisation may read, so that it tells nothing.
    """
    return Forbidden("A facilitator changes only the groups that they facilitate.")


def _facilitator(row: Row[Any]) -> Facilitator:
    return Facilitator(**loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")))
