"""What an organisation approves of others' OAuth clients, for writing."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, text
from sqlalchemy.dialects.postgresql import insert

from api.domain.client_approvals import ClientApproval
from api.domain.errors import NotFound, VersionConflict
from api.domain.ids import Code
from api.domain.standing import ApprovalStatus
from api.persistence.clients import read_scopes
from api.persistence.rows import fields_of, loaded, stored, write_next
from api.persistence.tables.organisations import client_approvals
from api.persistence.work import Change, Work

_COLUMNS = fields_of(ClientApproval, without={"organisation_id"})


@dataclass(frozen=True, slots=True)
class ClientApprovals:
    """The approvals of the actor's organisation, within one transaction; locked when loaded."""

    work: Work

    async def get(self, approval_id: UUID) -> ClientApproval:
        """Return an approval; NotFound alike if absent or another organisation's."""
        found = await self._where(client_approvals.c.id == approval_id)
        if found is None:
            raise NotFound("There is no such approval.", path=("input", "id"))
        return found

    async def of_client(self, client_id: UUID) -> ClientApproval | None:
        """Return the one approval of a client that holds, if there is one."""
        holds = client_approvals.c.status == ApprovalStatus.ACTIVE
        return await self._where(holds & (client_approvals.c.client_id == client_id))

    async def add(self, approval: ClientApproval) -> ClientApproval:
        """Insert a new approval as version 1; VersionConflict if the client has just got one."""
        own = self.work.actor.organisation_id
        if approval.organisation_id != own:
            raise NotFound("There is no such organisation.")
        row = {**stored(approval, _COLUMNS), "organisation_id": own, "id": approval.id}
        statement = insert(client_approvals).values(row)
        alone = statement.on_conflict_do_nothing(
            index_elements=["organisation_id", "client_id"],
            index_where=text("status = 'ACTIVE'"),
        )
        added = await self.work.connection.execute(alone.returning(client_approvals.c.id))
        if added.one_or_none() is None:
            raise VersionConflict("Somebody else approved it in between.")
        self.work.record(Change(Code.CLIENT_APPROVAL, approval.id, 1, "created", _COLUMNS))
        return replace(approval, version=1)

    async def save(self, before: ClientApproval, after: ClientApproval) -> ClientApproval:
        """Write the next version; VersionConflict if somebody was first."""
        values = stored(after, _COLUMNS)
        row = await write_next(self.work, client_approvals, before.id, before.version, values)
        changed = [name for name in _COLUMNS if getattr(before, name) != getattr(after, name)]
        self.work.record(
            Change(Code.CLIENT_APPROVAL, after.id, row.version, "changed", tuple(changed))
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _where(self, condition: ColumnElement[bool]) -> ClientApproval | None:
        own = client_approvals.c.organisation_id == self.work.actor.organisation_id
        chosen = select(client_approvals).where(own, condition).with_for_update()
        row = (await self.work.connection.execute(chosen)).one_or_none()
        return None if row is None else _approval(row)


def _approval(row: Row[Any]) -> ClientApproval:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
        "status": ApprovalStatus(row.status),
        "scopes": read_scopes(row.scopes),
    }
    return ClientApproval(**values)
