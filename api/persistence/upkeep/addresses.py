"""Role addresses, for writing: sealed, one for each group or network."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import NotFound, VersionConflict
from api.domain.ids import Code
from api.domain.upkeep import KeptThing, UpkeepAddress
from api.persistence.owning import Hold, own_rows, require_own
from api.persistence.rows import delete_row, write_next
from api.persistence.sealing import key_of, newest_seal, open_or_none
from api.persistence.tables.catalogue import networks
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.groups import groups
from api.persistence.tables.upkeep import upkeep_addresses
from api.persistence.work import Change, Work

_SEALED_TABLE = "confidential.upkeep_addresses"
_FIELDS = ("address", "written_to")


@dataclass(frozen=True, slots=True)
class UpkeepAddresses:
    """The role addresses of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, address_id: UUID) -> UpkeepAddress:
        """Return an address; NotFound alike if it is absent or another organisation's."""
        found = await self._where(upkeep_addresses.c.id == address_id)
        if found is None:
            raise NotFound("There is no such address.", path=("input", "id"))
        return found

    async def of(self, thing_id: UUID) -> UpkeepAddress | None:
        """Return the address of a group or network, None where it has none."""
        return await self._where(upkeep_addresses.c.thing_id == thing_id)

    async def hold(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """Return those of these that there are, with the versions at which they are held."""
        rows = await own_rows(self.work, upkeep_addresses, ids, Hold.AS_IT_IS)
        return {row.id: row.version for row in rows}

    async def require(self, thing: KeptThing, thing_id: UUID) -> None:
        """Raise NotFound unless there is such a thing of the actor's to have an address."""
        table = groups if thing is KeptThing.GROUP else networks
        await require_own(self.work, table, [thing_id], thing.lower())

    async def add(self, added: UpkeepAddress) -> UpkeepAddress:
        """Insert an address of a required thing as version 1; VersionConflict if it has one."""
        row = {
            **await self._sealed(added),
            "organisation_id": self.work.actor.organisation_id,
            "id": added.id,
            "thing": added.thing,
            "thing_id": added.thing_id,
        }
        alone = insert(upkeep_addresses).values(row).on_conflict_do_nothing()
        inserted = await self.work.connection.scalar(alone.returning(upkeep_addresses.c.id))
        if inserted is None:
            raise VersionConflict("Somebody else set one in between.")
        self.work.record(Change(Code.UPKEEP_ADDRESS, added.id, 1, "created", _FIELDS))
        return added

    async def save(self, before: UpkeepAddress, after: UpkeepAddress) -> UpkeepAddress:
        """Write the next version; VersionConflict if somebody was first."""
        values = await self._sealed(after)
        row = await write_next(self.work, upkeep_addresses, before.id, before.version, values)
        # One that is set anew may be the same one again; what it is never shows.
        same = before.written_to == after.written_to
        fields = ("address",) if same else _FIELDS if after.written_to else ("written_to",)
        self.work.record(Change(Code.UPKEEP_ADDRESS, before.id, row.version, "changed", fields))
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def remove(self, removed: UpkeepAddress) -> None:
        """Delete an address that is of no use any more; VersionConflict if somebody was first."""
        await delete_row(self.work, upkeep_addresses, removed.id, removed.version)
        version = removed.version + 1
        self.work.record(Change(Code.UPKEEP_ADDRESS, removed.id, version, "removed", _FIELDS))

    async def _sealed(self, address: UpkeepAddress) -> dict[str, Any]:
        seal = await newest_seal(self.work)
        place = (_SEALED_TABLE, "address", address.id)
        return {
            "address": seal.close(address.address or "", place),
            "key_id": seal.key_id,
            "written_to": address.written_to,
        }

    async def _where(self, condition: ColumnElement[bool]) -> UpkeepAddress | None:
        chosen = (
            select(upkeep_addresses, organisation_keys.c.wrapped)
            .outerjoin(organisation_keys, key_of(upkeep_addresses))
            .where(upkeep_addresses.c.organisation_id == self.work.actor.organisation_id, condition)
        )
        row: Row[Any] | None = (await self.work.connection.execute(chosen)).one_or_none()
        if row is None:
            return None
        return UpkeepAddress(
            id=row.id,
            organisation_id=row.organisation_id,
            thing=KeptThing(row.thing),
            thing_id=row.thing_id,
            address=open_or_none(self.work, row, "address", _SEALED_TABLE),
            written_to=row.written_to,
            version=row.version,
            changed_at=row.changed_at,
        )
