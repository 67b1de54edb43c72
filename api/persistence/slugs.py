"""Slugs: names for addresses, each of one thing only."""

from uuid import UUID

from sqlalchemy import Table, exists, select, text

from api.domain.text import slug
from api.persistence.work import Work

_TAKE = text("select pg_advisory_xact_lock(hashtextextended(:slug, 0))")


async def free_slug(work: Work, table: Table, name: str, row_id: UUID, otherwise: str) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``otherwise`` stands for a name of which nothing is left.
    """
    wished = slug(name) or otherwise
    await work.connection.execute(_TAKE, {"slug": f"{table.name} {wished}"})
    if await work.connection.scalar(select(exists().where(table.c.slug == wished))):
        return f"{wished}-{row_id.hex[-8:]}"
    return wished
