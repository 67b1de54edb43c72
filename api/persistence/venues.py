"""Venues, for writing: what is public in the catalogue, what is not sealed and apart from it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import InvalidInput, NotFound
from api.domain.ids import Code
from api.domain.places import Point
from api.domain.text import sort_key
from api.domain.venues import Venue, VenueSecrets
from api.domain.vocabulary import Disclosure, VenueKind
from api.persistence.changes import difference
from api.persistence.kept import keep_on_groups_of
from api.persistence.rows import (
    fields_of,
    insert_all,
    loaded,
    require_own,
    stored,
    write_next,
)
from api.persistence.sealing import newest_seal
from api.persistence.tables.catalogue import venues
from api.persistence.tables.confidential import venue_secrets
from api.persistence.work import Change, Work

EXACT_FIELDS = ("street", "postal_code", "url", "phone")
"""What the catalogue never holds of a venue that is not public."""
_SEALED_TABLE = "confidential.venue_secrets"
_SHOWN_BY_GROUPS = {"country", "region", "accessibility"}
_COLUMNS = fields_of(Venue, without={"point"})


@dataclass(frozen=True, slots=True)
class Venues:
    """The venues of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, venue_id: UUID) -> Venue:
        """Return a venue; NotFound alike if it is absent or another organisation's."""
        (row,) = await require_own(self.work, venues, [venue_id], "venue")
        return _venue(row)

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Venue]:
        """Return the venues of these ids; NotFound if one is absent or another's."""
        return {row.id: _venue(row) for row in await require_own(self.work, venues, ids, "venue")}

    async def add(self, venue: Venue, secrets: VenueSecrets | None = None) -> Venue:
        """Insert a new venue as its version 1, with what only those entitled may learn of it."""
        (added,) = await self.add_all([venue])
        if secrets is not None:
            await self._write_secrets(venue, secrets)
        return added

    async def add_all(self, added: Sequence[Venue]) -> list[Venue]:
        """Insert new venues that have no secrets, in one statement."""
        own = self.work.actor.organisation_id
        rows = [{**_values(venue, own), "id": venue.id, "version": 1} for venue in added]
        await insert_all(self.work, venues, rows)
        for venue in added:
            after = difference(None, venue)[1]
            self.work.record(Change(Code.VENUE, venue.id, 1, "created", after=after))
        return [replace(venue, version=1) for venue in added]

    async def save(self, before: Venue, after: Venue, secrets: VenueSecrets | None = None) -> Venue:
        """Write the next version; VersionConflict if somebody was first.

        Without ``secrets`` those that there are stay; empty ones remove them.
        """
        values = _values(after, self.work.actor.organisation_id)
        row = await write_next(self.work, venues, before.id, before.version, values)
        old, new = difference(before, after)
        sealed = () if secrets is None else tuple(asdict(secrets))
        if secrets is not None:
            await self._write_secrets(after, secrets)
        if not _SHOWN_BY_GROUPS.isdisjoint(new):
            await keep_on_groups_of(self.work, after.id)
        self.work.record(
            Change(Code.VENUE, after.id, row.version, "changed", (*new, *sealed), old, new)
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def _write_secrets(self, venue: Venue, secrets: VenueSecrets) -> None:
        plain = asdict(secrets)
        owner = self.work.actor.organisation_id
        table = venue_secrets
        if not any(plain.values()):
            of = (table.c.organisation_id == owner) & (table.c.venue_id == venue.id)
            await self.work.connection.execute(delete(table).where(of))
            return
        if venue.public:
            raise InvalidInput("A public venue has no secrets.", path=("disclosure",))
        seal = await newest_seal(self.work)
        sealed = {
            name: text and seal.close(text, (_SEALED_TABLE, name, venue.id))
            for name, text in plain.items()
        }
        row = {**sealed, "key_id": seal.key_id}
        written = insert(table).values(**row, organisation_id=owner, venue_id=venue.id)
        again = {
            **row,
            "version": table.c.version + 1,
            "changed_at": insert(table).excluded.changed_at,
        }
        await self.work.connection.execute(
            written.on_conflict_do_update(index_elements=table.primary_key, set_=again)
        )


def _values(venue: Venue, own: UUID) -> dict[str, Any]:
    if venue.organisation_id != own:
        raise NotFound("There is no such organisation.")
    _refuse_disclosure(venue)
    point = venue.point
    fine, middle, wide = point.cells() if point else (None, None, None)
    return {
        **stored(venue, _COLUMNS),
        "latitude": point and point.latitude,
        "longitude": point and point.longitude,
        "cell_fine": fine,
        "cell_middle": middle,
        "cell_wide": wide,
        "locality_key": venue.locality and sort_key(venue.locality),
        "area_key": venue.area and sort_key(venue.area),
        "sort_key": sort_key(venue.name or venue.street or venue.locality or ""),
    }


def _refuse_disclosure(venue: Venue) -> None:
    """Raise InvalidInput if the catalogue would tell where a venue is that is not public."""
    if venue.public:
        return
    for name in EXACT_FIELDS:
        if getattr(venue, name) is not None:
            raise InvalidInput("Only a public venue states this openly.", path=(name,))
    if venue.point is not None and venue.point != venue.point.coarse():
        raise InvalidInput("Only a public venue states its exact point.", path=("point",))


def _venue(row: Row[Any]) -> Venue:
    point = None if row.latitude is None else Point(row.latitude, row.longitude)
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "version", "changed_at")),
        "kind": VenueKind(row.kind),
        "disclosure": Disclosure(row.disclosure),
    }
    return Venue(**values, point=point)
