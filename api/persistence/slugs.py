"""Slugs, unique among things of a kind, made from names."""

from functools import cache
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    bindparam,
    case,
    exists,
    false,
    func,
    literal_column,
    select,
)

from api.domain.text import slug
from api.persistence.prepared import Prepared
from api.persistence.work import Work


async def free_slug(work: Work, table: Table, kind: str, name: str, thing_id: UUID) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``kind`` stands in where nothing of the name is left in ASCII. Nobody waits for anybody: a
    slug that somebody else is just taking counts as taken, as does one that has been for long.
    """
    wished = slug(name) or kind
    given = {"slug": wished, "taken": f"{kind} {wished}"}
    ((free,),) = await _take(table).fetch(work.connection, given)
    if free:
        # Whoever had it until then may have committed after that statement began.
        ((taken,),) = await _look(table).fetch(work.connection, given)
        if not taken:
            return wished
    return f"{wished}-{thing_id.hex[-8:]}"


@cache
def _take(table: Table) -> Prepared:
    """Return the statement that tells whether a slug is free and nobody else is taking it."""
    taken = bindparam("taken", type_=Text)
    alone = func.pg_try_advisory_xact_lock(func.hashtextextended(taken, literal_column("0")))
    return Prepared(select(case((_is_taken(table), false()), else_=alone)))


@cache
def _look(table: Table) -> Prepared:
    return Prepared(select(_is_taken(table)))


def _is_taken(table: Table) -> ColumnElement[bool]:
    return exists().where(table.c.slug == bindparam("slug", type_=Text))
