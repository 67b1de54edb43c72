"""Rows of the actor's organisation: which ids name such, and holding them for a decision."""

from collections.abc import Collection, Sequence
from enum import Enum, auto
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Row, Select, Table, Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.errors import NotFound
from api.persistence.rows import among
from api.persistence.work import Work


class Hold(Enum):
    """How rows that a decision goes by are held until the transaction ends.

    What shows below a thing is carried down by whoever changes that thing, to the rows that
    they see. Whoever adds one at that moment reads what shows above it, so they hold it: else
    each would miss the other, and the new row would show below what is hidden.
    """

    AS_IT_IS = auto()
    """Nobody else changes it; others may hold it so as well."""
    TO_CHANGE = auto()
    """Nobody else changes it or holds it: for who is going to change it."""


async def own_ids(work: Work, table: Table, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these ids are those of rows of the actor's organisation."""
    if not ids:
        return set()
    own = table.c.organisation_id == work.actor.organisation_id
    return set(await work.connection.scalars(select(table.c.id).where(own, among(table.c.id, ids))))


async def hold_own(
    work: Work, table: Table, ids: Collection[UUID], above: tuple[Table, Column[UUID], Hold]
) -> list[UUID]:
    """Hold those rows of these ids that are the actor's, so that nobody else writes them.

    What they belong to is held before, as by whoever writes one of them: ``above`` is its table,
    the column that names it, and how it is held. Two who want the same wait in the same order.
    """
    parents, column, hold = above
    if not ids:
        return []
    mine = among(table.c.id, ids) & (table.c.organisation_id == work.actor.organisation_id)
    named = await work.connection.scalars(select(column).where(mine).distinct())
    await require_own(work, parents, named.all(), "parent", hold)
    return [row.id for row in await own_rows(work, table, ids, Hold.TO_CHANGE)]


async def require_own(
    work: Work,
    table: Table,
    ids: Collection[UUID],
    name: str,
    hold: Hold | None = None,
    beside: tuple[ColumnElement[Any], ...] = (),
) -> Sequence[Row[Any]]:
    """Return the rows of these ids; NotFound alike if one is absent or not the actor's.

    Each has what is asked for ``beside`` its own columns.
    """
    rows = await own_rows(work, table, ids, hold, beside)
    if len(rows) < len(set(ids)):
        raise NotFound(f"There is no such {name}.")
    return rows


async def own_rows(
    work: Work,
    table: Table,
    ids: Collection[UUID],
    hold: Hold | None = None,
    beside: tuple[ColumnElement[Any], ...] = (),
) -> Sequence[Row[Any]]:
    """Return those rows of these ids that are the actor's organisation's."""
    alone = len(ids) == 1
    named = {"the_id": next(iter(ids))} if alone else {"the_ids": list(ids)}
    given = {**named, "owner": work.actor.organisation_id}
    return (await work.connection.execute(_own(table, hold, beside, alone=alone), given)).all()


@cache
def _own(
    table: Table, hold: Hold | None, beside: tuple[ColumnElement[Any], ...], *, alone: bool
) -> Select[Any]:
    # PostgreSQL keeps a plan for one id, and none for a list, of which it expects ten.
    named = bindparam("the_id", type_=Uuid)
    many = any_(bindparam("the_ids", type_=ARRAY(Uuid)))
    chosen = select(table, *beside).where(
        table.c.id == (named if alone else many),
        table.c.organisation_id == bindparam("owner", type_=Uuid),
    )
    if hold is None:
        return chosen
    shared = hold is Hold.AS_IT_IS
    return chosen.order_by(table.c.id).with_for_update(read=shared, key_share=not shared, of=table)
