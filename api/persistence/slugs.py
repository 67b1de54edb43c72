"""Slugs, unique among things of a kind, made from names."""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, case, exists, func, literal, select

from api.domain.text import slug
from api.persistence.work import Work


async def free_slug(work: Work, table: Table, kind: str, name: str, thing_id: UUID) -> str:
    """Return a slug of a name that is free, and stays so until the transaction ends.

    ``kind`` stands in where nothing of the name is left in ASCII. Nobody waits for anybody: a
    slug that somebody else is just taking counts as taken, as does one that has been for long.
    """
    wished = slug(name) or kind
    if await work.connection.scalar(_take(table), {"slug": wished, "taken": f"{kind} {wished}"}):
        # Whoever had it until then may have committed after that statement began.
        taken: Any = select(_is_taken(table))
        if not await work.connection.scalar(taken, {"slug": wished}):
            return wished
    return f"{wished}-{thing_id.hex[-8:]}"


def _take(table: Table) -> Any:  # noqa: ANN401 - a statement
    """Return the statement that tells whether a slug is free and nobody else is taking it."""
    alone = func.pg_try_advisory_xact_lock(func.hashtextextended(bindparam("taken"), literal(0)))
    return select(case((_is_taken(table), literal(False)), else_=alone))  # noqa: FBT003 - SQL


def _is_taken(table: Table) -> Any:  # noqa: ANN401 - an expression
    return exists().where(table.c.slug == bindparam("slug"))
