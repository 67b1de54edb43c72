"""Slugs, unique among things of a kind, made from names."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, exists, select, text

from api.domain.text import slug
from api.persistence.work import Work

_TAKE = text("select pg_advisory_xact_lock(hashtextextended(:slug, 0))")


async def free_slug(work: Work, table: Table, kind: str, name: str, thing_id: UUID) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``kind`` stands in where nothing of the name is left in ASCII.
    """
    wished = slug(name) or kind
    await work.connection.execute(_TAKE, {"slug": f"{kind} {wished}"})
    taken: Any = select(exists().where(table.c.slug == wished))
    if await work.connection.scalar(taken):
        return f"{wished}-{thing_id.hex[-8:]}"
    return wished
