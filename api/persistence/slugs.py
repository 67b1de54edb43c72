"""Slugs, unique among things of a kind, made from names."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, any_, case, exists, false, func, literal, select

from api.domain.text import slug
from api.persistence.tables.base import TEXTS
from api.persistence.work import Work


async def free_slug(work: Work, table: Table, kind: str, name: str, thing_id: UUID) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``kind`` stands in where nothing of the name is left in ASCII.
    """
    return (await free_slugs(work, table, kind, {thing_id: name}))[thing_id]


async def free_slugs(
    work: Work, table: Table, kind: str, names: Mapping[UUID, str]
) -> dict[UUID, str]:
    """Return a free slug for each of the things with these names; of a name, the first has it.

    Nobody waits for anybody: a slug that somebody else is just taking counts as taken, as does
    one that has been for long.
    """
    wished = {thing_id: slug(name) or kind for thing_id, name in names.items()}
    free = set(await work.connection.scalars(_take(table, kind, set(wished.values()))))
    if free:
        # Whoever had one until then may have committed after that statement began.
        chosen = select(table.c.slug).where(table.c.slug == any_(literal(sorted(free), TEXTS)))
        free -= set(await work.connection.scalars(chosen))
    given: dict[UUID, str] = {}
    for thing_id, wish in wished.items():
        given[thing_id] = wish if wish in free else f"{wish}-{thing_id.hex[-8:]}"
        free.discard(wish)
    return given


def _take(table: Table, kind: str, wished: Collection[str]) -> Select[Any]:
    """Return the statement for those that are free and that nobody else is taking."""
    each = func.unnest(literal(sorted(wished), TEXTS)).column_valued("wished")
    lock = func.hashtextextended(literal(f"{kind} ") + each, 0)
    taken = exists().where(table.c.slug == each)
    alone = func.pg_try_advisory_xact_lock(lock)
    return select(each).where(case((taken, false()), else_=alone))
