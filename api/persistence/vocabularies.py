"""The open vocabulary, for those who state something in its words."""

from sqlalchemy import select

from api.domain.vocabulary import Dimension
from api.persistence.tables.catalogue import terms
from api.persistence.work import Work


async def known_slugs(work: Work, dimension: Dimension) -> frozenset[str]:
    """Return the slugs of all terms of a dimension."""
    chosen = select(terms.c.slug).where(terms.c.dimension == dimension)
    return frozenset(await work.connection.scalars(chosen))


async def every_slug(work: Work) -> dict[Dimension, frozenset[str]]:
    """Return the slugs of all terms, by dimension."""
    rows = (await work.connection.execute(select(terms.c.dimension, terms.c.slug))).all()
    return {
        each: frozenset(row.slug for row in rows if row.dimension == each) for each in Dimension
    }
