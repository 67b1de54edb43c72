"""What a meeting refers to, looked up one by one, so that a refusal names the place in its list."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, literal, select

from api.domain.errors import InvalidInput, NotFound
from api.domain.violations import Checks
from api.domain.vocabulary import Dimension
from api.persistence.rows import among
from api.persistence.tables.base import TEXTS
from api.persistence.tables.catalogue import terms, venues
from api.persistence.work import Work

_DIMENSIONS = {
    "audiences": Dimension.AUDIENCE,
    "formats": Dimension.FORMAT,
    "accessibility": Dimension.ACCESSIBILITY,
}


async def check_references(work: Work, fields: Mapping[str, Any], checks: Checks) -> None:
    """Note each venue that is absent or another organisation's, and each term that is none.

    A venue whose id could not be read is None, and was noted before.
    """
    venue_ids: Sequence[UUID | None] = fields.get("venue_ids", ())
    owned = await _own_venues(work, [each for each in venue_ids if each is not None])
    for index, venue_id in enumerate(venue_ids):
        with checks.at("venueIds", str(index)):
            if venue_id is not None and venue_id not in owned:
                raise NotFound("There is no such venue.")
    for name, dimension in _DIMENSIONS.items():
        slugs: Sequence[str] = fields.get(name, ())
        known = await _known_terms(work, dimension, slugs)
        for index, slug in enumerate(slugs):
            with checks.at(name, str(index)):
                if slug not in known:
                    raise InvalidInput("There is no such term.")


async def _own_venues(work: Work, ids: Collection[UUID]) -> set[UUID]:
    own = venues.c.organisation_id == work.actor.organisation_id
    return await _found(work, venues.c.id, own & among(venues.c.id, ids), ids)


async def _known_terms(work: Work, dimension: Dimension, slugs: Collection[str]) -> set[str]:
    wanted = terms.c.slug == any_(literal(list(slugs), TEXTS))
    return await _found(work, terms.c.slug, (terms.c.dimension == dimension) & wanted, slugs)


async def _found(
    work: Work, column: ColumnElement[Any], where: ColumnElement[bool], asked: Collection[object]
) -> set[Any]:
    return set(await work.connection.scalars(select(column).where(where))) if asked else set()
