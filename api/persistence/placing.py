"""Placing: venues added, changed and removed, with what is sealed of them.

Where a venue is, its organisation says; no service is asked.
"""

from datetime import datetime
from uuid import UUID

from api.domain import placing
from api.domain.errors import NotPossibleNow
from api.domain.stating import Said, stated
from api.domain.venue_rules import WHICH, venue_rules
from api.domain.venues import Venue
from api.domain.versions import expect
from api.domain.vocabulary import Dimension
from api.persistence.ids import new_id
from api.persistence.looking_up import stated_of
from api.persistence.venues import Venues
from api.persistence.vocabularies import known_slugs
from api.persistence.work import Work

_UNSTATED = (
    *("name", "street", "area", "locality", "region", "postal_code", "country", "point"),
    *("url", "phone", "joining_notes", "transport"),
)


async def add(work: Work, said: Said, *, at: datetime) -> UUID:
    """Add a venue, with what only those entitled may learn of it sealed."""
    kept = stated(said, venue_rules(await known_slugs(work, Dimension.ACCESSIBILITY)))
    blank = Venue(
        id=new_id(),
        organisation_id=work.actor.organisation_id,
        kind=kept["kind"],
        disclosure=kept["disclosure"],
        **dict.fromkeys(_UNSTATED),
        approximate=False,
        accessibility=(),
        version=1,
        changed_at=at,
    )
    placed = placing.place(blank, kept)
    return (await Venues(work).add(placed.venue, placed.secrets)).id


async def change(work: Work, said: Said) -> UUID:
    """Change what is stated of a venue, and who may learn where it is."""
    rules, venues = venue_rules(await known_slugs(work, Dimension.ACCESSIBILITY)), Venues(work)
    kept, before = await stated_of(said, rules, venues.get)
    venue_id, expected = kept.pop("id"), kept.pop("expected_version")
    sealed = await venues.sealed(venue_id)
    placed = placing.move(before, kept, sealed, expected_version=expected)
    return (await venues.save(before, placed.venue, placed.secrets)).id


async def remove(work: Work, said: Said) -> UUID:
    """Remove a venue that no meeting takes place at, or ever did."""
    kept = stated(said, WHICH)
    venues = Venues(work)
    venue = await venues.get(kept["id"], locked=True)
    expect(venue.version, kept["expected_version"])
    if await venues.is_used(venue.id):
        raise NotPossibleNow("A meeting takes place here, or did: it stays as its place.")
    await venues.remove(venue)
    return venue.id
