"""Slugs, unique among things of a kind, made from names."""

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Table,
    Text,
    any_,
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
from api.persistence.tables.base import TEXTS
from api.persistence.work import Work

_SLUG, _SLUGS = bindparam("slug", type_=Text), bindparam("slugs", type_=TEXTS)


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
    slugs = sorted(set(wished.values()))
    asked = {"slugs": slugs, "slug": slugs[0], "kind": f"{kind} "}
    take = _take(table, alone=len(slugs) == 1)
    free = {row["wished"] for row in await take.fetch(work.connection, asked)}
    if free:
        # Whoever had one until then may have committed after that statement began.
        looked = await _look(table).fetch(work.connection, {"slugs": sorted(free)})
        free -= {row["slug"] for row in looked}
    given: dict[UUID, str] = {}
    for thing_id, wish in wished.items():
        given[thing_id] = wish if wish in free else f"{wish}-{thing_id.hex[-8:]}"
        free.discard(wish)
    return given


@cache
def _take(table: Table, *, alone: bool) -> Prepared:
    """Return the statement for those that are free and that nobody else is taking."""
    # PostgreSQL keeps a plan for one slug, and none for a list, of which it expects ten.
    each: ColumnElement[str] = _SLUG if alone else func.unnest(_SLUGS).column_valued("wished")
    named = bindparam("kind", type_=Text).concat(each)
    lock = func.hashtextextended(named, literal_column("0"))
    taken = exists().where(table.c.slug == each)
    untaken = func.pg_try_advisory_xact_lock(lock)
    return Prepared(select(each.label("wished")).where(case((taken, false()), else_=untaken)))


@cache
def _look(table: Table) -> Prepared:
    return Prepared(select(table.c.slug).where(table.c.slug == any_(_SLUGS)))
