"""The open vocabulary, for those who state something in its words."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from api.domain.errors import NotFound
from api.domain.violations import Checks
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


FIELDS: Mapping[str, Dimension] = {
    "audiences": Dimension.AUDIENCE,
    "formats": Dimension.FORMAT,
    "accessibility": Dimension.ACCESSIBILITY,
}
"""The fields of a meeting that hold slugs of terms."""


async def check_words(work: Work, said: Mapping[str, Any], checks: Checks) -> None:
    """Note each slug of the fields that were said which is no word of its vocabulary."""
    stated = {name: said[name] for name in FIELDS.keys() & said.keys() if said[name]}
    known = await every_slug(work) if stated else {}
    for name, slugs in stated.items():
        for number, slug in enumerate(slugs):
            with checks.at(name, str(number)):
                if slug not in known[FIELDS[name]]:
                    raise NotFound("There is no such word in this vocabulary.")
