"""The vocabulary, for whoever writes words of it."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from api.domain.errors import InvalidInput
from api.domain.violations import Checks
from api.domain.vocabulary import Dimension
from api.persistence.tables.catalogue import terms
from api.persistence.work import Work

DIMENSIONS: Mapping[str, Dimension] = {
    "topics": Dimension.TOPIC,
    "audiences": Dimension.AUDIENCE,
    "formats": Dimension.FORMAT,
    "accessibility": Dimension.ACCESSIBILITY,
}
"""The fields of things that hold slugs of terms."""


async def check_terms(work: Work, stated: Mapping[str, Collection[str]], checks: Checks) -> None:
    """Note each slug of the stated fields that is no term of the field's dimension."""
    said = {name: stated[name] for name in DIMENSIONS.keys() & stated.keys() if stated[name]}
    if not said:
        return
    rows = await work.connection.execute(select(terms.c.dimension, terms.c.slug))
    known = {(row.dimension, row.slug) for row in rows}
    for name, slugs in said.items():
        for number, slug in enumerate(slugs):
            with checks.at(name, str(number)):
                if (DIMENSIONS[name], slug) not in known:
                    raise InvalidInput("There is no such word in the vocabulary.")
