"""Slugs, unique among things of a kind, made from names."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Table, any_, literal, select, text

from api.domain.text import slug
from api.persistence.tables.base import TEXTS
from api.persistence.work import Work

# In the order of the list, so that two who want the same slugs wait for each other in turn.
_TAKE = text("""
select pg_advisory_xact_lock(hashtextextended(wished, 0))
from unnest(cast(:slugs as text[])) as wished
""")


async def free_slug(work: Work, table: Table, kind: str, name: str, thing_id: UUID) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``kind`` stands in where nothing of the name is left in ASCII.
    """
    return (await free_slugs(work, table, kind, {thing_id: name}))[thing_id]


async def free_slugs(
    work: Work, table: Table, kind: str, names: Mapping[UUID, str]
) -> dict[UUID, str]:
    """Return a free slug for each of the things with these names; of a name, the first has it."""
    wished = {thing_id: slug(name) or kind for thing_id, name in names.items()}
    asked = sorted(set(wished.values()))
    await work.connection.execute(_TAKE, {"slugs": [f"{kind} {each}" for each in asked]})
    chosen = select(table.c.slug).where(table.c.slug == any_(literal(asked, TEXTS)))
    taken = set(await work.connection.scalars(chosen))
    free: dict[UUID, str] = {}
    for thing_id, wish in wished.items():
        free[thing_id] = f"{wish}-{thing_id.hex[-8:]}" if wish in taken else wish
        taken.add(wish)
    return free
