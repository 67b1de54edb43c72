"""What the repositories share: lists as arrays, many ids in one bind, the next version of a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Row,
    Table,
    Uuid,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import VersionConflict
from api.persistence.ids import new_id
from api.persistence.prepared import Prepared
from api.persistence.work import Work

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Revision(NamedTuple):
    """Which version of a row was written, and when."""

    version: int
    changed_at: datetime


def among(column: ColumnElement[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Hold where a column is one of the ids, as one bind however many they are."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def stored(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """Return some fields of a domain value as its table has them: tuples as arrays."""
    values: dict[str, Any] = {name: getattr(thing, name) for name in names}
    return {
        name: [*value] if isinstance(value, tuple) else value  # pyright: ignore[reportUnknownArgumentType] - whatever the field holds
        for name, value in values.items()
    }


def loaded(row: Row[Any], names: Iterable[str]) -> dict[str, Any]:
    """Return some columns of a row as domain values have them: arrays as tuples."""
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    return {name: (*value,) if isinstance(value, list) else value for name, value in values.items()}


def fields_of(thing: type[DataclassInstance], *, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass that are columns of its table."""
    left_out = {"id", "version", "changed_at", *without}
    return tuple(each.name for each in fields(thing) if each.name not in left_out)


async def insert_all(work: Work, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if len(rows) == 1:
        await _insert(table, tuple(rows[0])).fetch(work.connection, rows[0])
    elif rows:
        await work.connection.execute(insert(table), rows)


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), columns)


async def write_next(
    work: Work, table: Table, thing_id: UUID, version: int, values: Mapping[str, Any]
) -> Revision:
    """Write the next version of a row of the actor's organisation.

    Raises VersionConflict where the row is no longer at ``version``.
    """
    held = {"the_id": thing_id, "the_version": version, "owner": work.actor.organisation_id}
    given = {**values, "version": version + 1}
    written = await _next(table, tuple(given)).fetch(work.connection, given | held)
    if not written:
        raise VersionConflict("Somebody else changed it in between.")
    return Revision(*written[0])


@cache
def _next(table: Table, columns: tuple[str, ...]) -> Prepared:
    owner = table.c.id if "organisation_id" not in table.c else table.c.organisation_id
    written = update(table).where(
        table.c.id == bindparam("the_id", type_=Uuid),
        table.c.version == bindparam("the_version", type_=BigInteger),
        owner == bindparam("owner", type_=Uuid),
    )
    # What is given by the name of a column is set.
    stated = written.values(changed_at=func.now())
    return Prepared(stated.returning(table.c.version, table.c.changed_at), columns)


async def delete_row(work: Work, table: Table, thing_id: UUID, version: int) -> None:
    """Delete a row of the actor's organisation; VersionConflict where it is not at ``version``."""
    own = table.c.organisation_id == work.actor.organisation_id
    gone = delete(table).where(table.c.id == thing_id, table.c.version == version, own)
    if (await work.connection.execute(gone.returning(table.c.id))).one_or_none() is None:
        raise VersionConflict("Somebody else changed it in between.")


async def replace_parts(
    work: Work,
    table: Table,
    whole: Column[UUID],
    ids: Iterable[UUID],
    rows: Iterable[dict[str, Any]],
) -> None:
    """Put the rows in the place of all that belong to the wholes of these ids."""
    await work.connection.execute(delete(table).where(among(whole, ids)))
    await insert_all(work, table, [{"id": new_id(), **row} for row in rows])
