"""Invitations, for writing: of the secret in a link only the SHA-256 is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.staff import Invitation
from api.domain.standing import InvitationStatus, StaffRole
from api.persistence.changes import difference
from api.persistence.rows import fields_of, loaded, stored, write_next
from api.persistence.tables.organisations import invitations
from api.persistence.told_once import digest
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Invitation, without={"organisation_id"})


@dataclass(frozen=True, slots=True)
class Invitations:
    """The invitations of the actor's organisation, within one transaction; locked when loaded."""

    work: Work

    async def get(self, invitation_id: UUID) -> Invitation:
        """Return an invitation; NotFound alike if absent or another organisation's."""
        found = await self._where(invitations.c.id == invitation_id)
        if not found:
            raise NotFound("There is no such invitation.")
        return found[0]

    async def open_by(self, subject: str) -> Sequence[Invitation]:
        """Return what somebody invited to and nobody has answered."""
        is_open = invitations.c.status == InvitationStatus.OPEN
        return await self._where(is_open & (invitations.c.invited_by == subject))

    async def add(self, invitation: Invitation, secret: str) -> Invitation:
        """Insert a new invitation as version 1, found by the hash of its secret."""
        own = self.work.actor.organisation_id
        if invitation.organisation_id != own:
            raise NotFound("There is no such organisation.")
        row = {
            **stored(invitation, _COLUMNS),
            "organisation_id": own,
            "id": invitation.id,
            "link_hash": digest(secret),
        }
        await self.work.connection.execute(insert(invitations).values(row))
        fields = tuple(difference(None, invitation)[1])
        self.work.record(Change(Code.INVITATION, invitation.id, 1, "created", fields))
        return replace(invitation, version=1)

    async def save(self, before: Invitation, after: Invitation) -> Invitation:
        """Write the next version; VersionConflict if somebody was first."""
        values = stored(after, _COLUMNS)
        row = await write_next(self.work, invitations, before.id, before.version, values)
        fields = tuple(difference(before, after)[1])
        self.work.record(Change(Code.INVITATION, after.id, row.version, "changed", fields))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _where(self, condition: ColumnElement[bool]) -> list[Invitation]:
        own = invitations.c.organisation_id == self.work.actor.organisation_id
        chosen = (
            select(invitations).where(own, condition).order_by(invitations.c.id).with_for_update()
        )
        return [_invitation(row) for row in await self.work.connection.execute(chosen)]


def _invitation(row: Row[Any]) -> Invitation:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
        "role": StaffRole(row.role),
        "status": InvitationStatus(row.status),
    }
    return Invitation(**values)
