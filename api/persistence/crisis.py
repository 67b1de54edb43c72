"""Crisis resources, for writing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from api.domain.crisis import CrisisResource
from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.text import sort_key
from api.persistence.changes import difference
from api.persistence.rows import fields_of, insert_all, stored
from api.persistence.tables.catalogue import crisis_resources, organisations
from api.persistence.work import Change, Work

_COLUMNS = fields_of(CrisisResource)


@dataclass(frozen=True, slots=True)
class CrisisResources:
    """The crisis resources that the actor's organisation keeps, within one transaction."""

    work: Work

    async def add_all(self, added: Sequence[CrisisResource]) -> list[CrisisResource]:
        """Insert new resources as their version 1; NotFound unless they are the actor's."""
        own = self.work.actor.organisation_id
        if any(each.organisation_id != own for each in added):
            raise NotFound("There is no such organisation.")
        shows = select(organisations.c.published).where(organisations.c.id == own)
        shown = bool(await self.work.connection.scalar(shows))
        rows = [_values(each, shown=shown) for each in added]
        await insert_all(self.work, crisis_resources, rows)
        for each in added:
            after = difference(None, each)[1]
            self.work.record(Change(Code.CRISIS_RESOURCE, each.id, 1, "created", after=after))
        return [replace(each, version=1) for each in added]


def _values(resource: CrisisResource, *, shown: bool) -> dict[str, Any]:
    return {
        **stored(resource, _COLUMNS),
        "id": resource.id,
        "version": 1,
        "sort_key": sort_key(resource.name),
        "published": shown,
    }
