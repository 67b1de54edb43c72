"""What a meeting refers to, looked up one by one, so that a refusal names the place in its list."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from api.domain.errors import NotFound
from api.domain.violations import Checks
from api.persistence.rows import among
from api.persistence.tables.catalogue import venues
from api.persistence.vocabularies import check_words
from api.persistence.work import Work


async def check_references(work: Work, said: Mapping[str, Any], checks: Checks) -> None:
    """Note each term that is none, and each venue that is absent or another organisation's.

    A venue whose id could not be read is None, and was noted before.
    """
    await check_words(work, {name: slugs or () for name, slugs in said.items()}, checks)
    ids: Sequence[UUID | None] = said.get("venue_ids") or ()
    if not ids:
        return
    own = venues.c.organisation_id == work.actor.organisation_id
    known = among(venues.c.id, [each for each in ids if each is not None])
    owned = set(await work.connection.scalars(select(venues.c.id).where(own, known)))
    for number, venue_id in enumerate(ids):
        with checks.at("venueIds", str(number)):
            if venue_id is not None and venue_id not in owned:
                raise NotFound("There is no such venue.")
