"""Sealing: texts of confidential rows, under the newest key of the organisation at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Row, and_, select

from api.persistence.ids import new_confidential_id
from api.persistence.keys import Place, Sealed
from api.persistence.rows import insert_all
from api.persistence.tables.confidential import organisation_keys
from api.persistence.work import Work


@dataclass(frozen=True, slots=True)
class Seal:
    """The newest key of the organisation that a transaction goes on in."""

    work: Work
    key_id: UUID
    wrapped: bytes = field(repr=False)

    def close(self, text: str, place: Place) -> bytes:
        """Return the ciphertext of a text for one column of one row."""
        return self.close_bytes(text.encode(), place)

    def close_bytes(self, plain: bytes, place: Place) -> bytes:
        """Return the ciphertext of bytes for one column of one row."""
        owner = self.work.actor.organisation_id
        return self.work.keyring.seal_bytes(plain, self.wrapped, owner, self.key_id, place)


async def newest_seal(work: Work) -> Seal:
    """Return the newest key of the organisation, made here if it has none yet."""
    owner, table = work.actor.organisation_id, organisation_keys
    newest = (
        select(table.c.id, table.c.wrapped)
        .where(table.c.organisation_id == owner)
        .order_by(table.c.changed_at.desc(), table.c.id)
        .limit(1)
    )
    found = (await work.connection.execute(newest)).one_or_none()
    if found is not None:
        return Seal(work, found.id, found.wrapped)
    key_id = new_confidential_id()
    wrapped = work.keyring.new_key(owner, key_id)
    await insert_all(work, table, [{"organisation_id": owner, "id": key_id, "wrapped": wrapped}])
    return Seal(work, key_id, wrapped)


def key_of(row: FromClause) -> ColumnElement[bool]:
    """Join the key that a row was sealed with; it may have been destroyed since."""
    keys = organisation_keys
    return and_(keys.c.organisation_id == row.c.organisation_id, keys.c.id == row.c.key_id)


def open_or_none(work: Work, row: Row[tuple[object, ...]], name: str, table: str) -> str | None:
    """Return the text of one column of a row joined with its key, None without the key."""
    if row.wrapped is None:
        return None
    sealed = Sealed(text=getattr(row, name), wrapped=row.wrapped, key_id=row.key_id)
    return work.keyring.open(sealed, row.organisation_id, (table, name, row.id))
