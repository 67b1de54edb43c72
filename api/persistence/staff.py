"""Staff, for writing: names sealed, rows locked while somebody decides on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, insert, select

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.staff import Staff
from api.domain.standing import StaffRole, StaffStatus
from api.persistence.changes import difference
from api.persistence.facilitators import Facilitators
from api.persistence.rows import fields_of, loaded, stored, write_next
from api.persistence.sealing import key_of, newest_seal, open_or_none
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.organisations import staff
from api.persistence.work import Change, Work

_SEALED_TABLE = "confidential.staff"
_COLUMNS = fields_of(Staff, without={"name", "organisation_id"})


@dataclass(frozen=True, slots=True)
class StaffList:
    """The staff of the actor's organisation, within one transaction.

    Whoever is loaded is locked until the transaction ends, so that what was decided still
    holds when it is committed.
    """

    work: Work

    async def get(self, staff_id: UUID) -> Staff:
        """Return one of the staff; NotFound alike if absent or another organisation's."""
        found = await self._where(staff.c.id == staff_id)
        if not found:
            raise NotFound("There is no such member of staff.")
        return found[0]

    async def owners(self) -> frozenset[UUID]:
        """Return who owns the organisation now, and keep it so until the transaction ends.

        To be asked before anybody is loaded who may be one of them: so all lock alike.
        """
        is_owner = (staff.c.role == StaffRole.OWNER) & (staff.c.status == StaffStatus.ACTIVE)
        return frozenset(each.id for each in await self._where(is_owner))

    async def claims(self) -> Sequence[Staff]:
        """Return whoever claims the organisation and waits for an answer."""
        return await self._where(staff.c.status == StaffStatus.CLAIMING)

    async def add(self, added: Staff) -> Staff:
        """Insert a new member of staff as version 1."""
        own = self.work.actor.organisation_id
        if added.organisation_id != own or added.name is None:
            raise NotFound("There is no such organisation.")
        seal = await newest_seal(self.work)
        row = {
            **stored(added, _COLUMNS),
            "organisation_id": own,
            "id": added.id,
            "name": seal.close(added.name, (_SEALED_TABLE, "name", added.id)),
            "key_id": seal.key_id,
        }
        await self.work.connection.execute(insert(staff).values(row))
        fields = tuple(difference(None, added)[1])
        self.work.record(Change(Code.STAFF, added.id, 1, "created", fields))
        return replace(added, version=1)

    async def save(self, before: Staff, after: Staff) -> Staff:
        """Write the next version; the name stays. VersionConflict if somebody was first.

        Whoever has no role any more that may, facilitates nothing from here on.
        """
        row = await write_next(self.work, staff, before.id, before.version, stored(after, _COLUMNS))
        fields = tuple(difference(before, after)[1])
        self.work.record(Change(Code.STAFF, after.id, row.version, "changed", fields))
        if before.may_facilitate and not after.may_facilitate:
            await Facilitators(self.work).end_all_of(after.id, at=row.changed_at)
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _where(self, condition: ColumnElement[bool]) -> list[Staff]:
        chosen = (
            select(staff, organisation_keys.c.wrapped)
            .outerjoin(organisation_keys, key_of(staff))
            .where(staff.c.organisation_id == self.work.actor.organisation_id, condition)
            .order_by(staff.c.id)
            .with_for_update(of=staff)
        )
        rows = (await self.work.connection.execute(chosen)).all()
        return [self._staff(row) for row in rows]

    def _staff(self, row: Row[Any]) -> Staff:
        values: dict[str, Any] = {
            **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
            "role": StaffRole(row.role),
            "status": StaffStatus(row.status),
        }
        return Staff(**values, name=open_or_none(self.work, row, "name", _SEALED_TABLE))
