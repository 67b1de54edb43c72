"""Organisations, for writing."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.organisations import Organisation
from api.domain.text import sort_key
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.persistence import published
from api.persistence.changes import difference
from api.persistence.rows import fields_of, insert_all, loaded, stored, write_next
from api.persistence.slugs import free_slug
from api.persistence.tables.catalogue import organisations
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Organisation)


@dataclass(frozen=True, slots=True)
class Organisations:
    """The actor's organisation, within one transaction."""

    work: Work

    async def get(self, organisation_id: UUID, *, locked: bool = False) -> Organisation:
        """Return the actor's organisation; NotFound alike for one absent or another's.

        A ``locked`` one stays as it is until the transaction ends.
        """
        if organisation_id == self.work.actor.organisation_id:
            chosen = select(organisations).where(organisations.c.id == organisation_id)
            if locked:
                chosen = chosen.with_for_update(key_share=True)
            row = (await self.work.connection.execute(chosen)).one_or_none()
            if row is not None:
                return _organisation(row)
        raise NotFound("There is no such organisation.")

    async def add(self, organisation: Organisation) -> Organisation:
        """Insert a new organisation as its version 1; it has to be the actor's own."""
        if organisation.id != self.work.actor.organisation_id:
            raise NotFound("There is no such organisation.")
        row = {**_values(organisation), "id": organisation.id, "version": 1}
        await insert_all(self.work, organisations, [row])
        after = difference(None, organisation)[1]
        self.work.record(Change(Code.ORGANISATION, organisation.id, 1, "created", after=after))
        return replace(organisation, version=1)

    async def free_slug(self, name: str, organisation_id: UUID) -> str:
        """Return a slug of a name that is free, and stays so until the transaction ends."""
        return await free_slug(self.work, organisations, "organisation", name, organisation_id)

    async def save(self, before: Organisation, after: Organisation) -> Organisation:
        """Write the next version; VersionConflict if somebody was first."""
        values = _values(after)
        row = await write_next(self.work, organisations, before.id, before.version, values)
        if before.shown != after.shown:
            await published.below_organisation(self.work, after.id)
        old, new = difference(before, after)
        self.work.record(
            Change(Code.ORGANISATION, after.id, row.version, "changed", tuple(new), old, new)
        )
        return replace(after, version=row.version, changed_at=row.changed_at)


def _values(organisation: Organisation) -> dict[str, Any]:
    return {
        **stored(organisation, _COLUMNS),
        "sort_key": sort_key(organisation.name),
        "published": organisation.shown,
    }


def _organisation(row: Row[Any]) -> Organisation:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "version", "changed_at")),
        "kind": OrganisationKind(row.kind),
        "status": OrganisationStatus(row.status),
    }
    return Organisation(**values)
