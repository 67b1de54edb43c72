"""OAuth clients, for writing: rows locked while somebody decides on them."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, insert, select

from api.domain.clients import Client
from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.standing import ClientKind, ClientStatus
from api.persistence.rows import fields_of, loaded, stored, write_next
from api.persistence.tables.organisations import clients
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Client, without={"organisation_id"})


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, client_id: UUID) -> Client:
        """Return a client, locked; NotFound alike if absent or another organisation's."""
        own = clients.c.organisation_id == self.work.actor.organisation_id
        chosen = select(clients).where(own, clients.c.id == client_id).with_for_update()
        row = (await self.work.connection.execute(chosen)).one_or_none()
        if row is None:
            raise NotFound("There is no such client.", path=("input", "id"))
        return _client(row)

    async def has(self, client_id: UUID) -> bool:
        """Return whether the organisation has such a client."""
        own = clients.c.organisation_id == self.work.actor.organisation_id
        found = select(exists().where(own, clients.c.id == client_id))
        return await self.work.connection.scalar(found) is True

    async def add(self, client: Client) -> Client:
        """Insert a new client as version 1; it has to be the actor's organisation's."""
        own = self.work.actor.organisation_id
        if client.organisation_id != own:
            raise NotFound("There is no such organisation.")
        row = {**stored(client, _COLUMNS), "organisation_id": own, "id": client.id}
        await self.work.connection.execute(insert(clients).values(row))
        self.work.record(Change(Code.CLIENT, client.id, 1, "created", _COLUMNS))
        return replace(client, version=1)

    async def save(self, before: Client, after: Client, *beside: str) -> Client:
        """Write the next version; VersionConflict if somebody was first.

        ``beside`` names what was changed of it elsewhere, for the audit.
        """
        values = stored(after, _COLUMNS)
        row = await write_next(self.work, clients, before.id, before.version, values)
        changed = [name for name in _COLUMNS if getattr(before, name) != getattr(after, name)]
        self.work.record(Change(Code.CLIENT, after.id, row.version, "changed", (*changed, *beside)))
        return replace(after, version=row.version, changed_at=row.changed_at)


def read_scopes(words: list[str]) -> tuple[Scope, ...]:
    """Return stored scopes; a word that a later release took away opens nothing."""
    return tuple(scope for scope in Scope if scope.value in words)


def _client(row: Row[Any]) -> Client:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
        "kind": ClientKind(row.kind),
        "status": ClientStatus(row.status),
        "scopes": read_scopes(row.scopes),
    }
    return Client(**values)
