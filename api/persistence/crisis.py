"""Crisis resources, for writing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.domain.crisis import CrisisResource
from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.text import sort_key
from api.persistence.changes import difference
from api.persistence.owning import require_own
from api.persistence.rows import delete_row, fields_of, insert_all, loaded, stored, write_next
from api.persistence.tables.catalogue import crisis_resources, organisations
from api.persistence.work import Change, Work

_COLUMNS = fields_of(CrisisResource)


@dataclass(frozen=True, slots=True)
class CrisisResources:
    """The crisis resources that the actor's organisation keeps, within one transaction."""

    work: Work

    async def get(self, resource_id: UUID) -> CrisisResource:
        """Return a resource; NotFound alike if it is absent or another organisation's."""
        ids = [resource_id]
        (row,) = await require_own(self.work, crisis_resources, ids, "crisis resource")
        return CrisisResource(**loaded(row, (*_COLUMNS, "id", "version", "changed_at")))

    async def add_all(self, added: Sequence[CrisisResource]) -> list[CrisisResource]:
        """Insert new resources as their version 1; NotFound unless they are the actor's."""
        own = self.work.actor.organisation_id
        if any(each.organisation_id != own for each in added):
            raise NotFound("There is no such organisation.")
        shown = {"published": await self._shown()}
        rows = [{**_values(each), **shown, "id": each.id, "version": 1} for each in added]
        await insert_all(self.work, crisis_resources, rows)
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.CRISIS_RESOURCE, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]

    async def save(self, before: CrisisResource, after: CrisisResource) -> CrisisResource:
        """Write the next version; VersionConflict if somebody was first."""
        table, values = crisis_resources, _values(after)
        row = await write_next(self.work, table, before.id, before.version, values)
        old, new = difference(before, after)
        change = Change(
            Code.CRISIS_RESOURCE, after.id, row.version, "changed", tuple(new), old, new
        )
        self.work.record(change)
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def remove(self, resource: CrisisResource) -> None:
        """Delete a resource; VersionConflict as in ``save``."""
        await delete_row(self.work, crisis_resources, resource.id, resource.version)
        before, gone = difference(None, resource)[1], resource.version + 1
        self.work.record(Change(Code.CRISIS_RESOURCE, resource.id, gone, "removed", before=before))

    async def _shown(self) -> bool:
        own = self.work.actor.organisation_id
        shows = select(organisations.c.published).where(organisations.c.id == own)
        return bool(await self.work.connection.scalar(shows.with_for_update(read=True)))


def _values(resource: CrisisResource) -> dict[str, Any]:
    return {**stored(resource, _COLUMNS), "sort_key": sort_key(resource.name)}
