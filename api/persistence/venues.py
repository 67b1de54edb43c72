"""Venues, for writing: what is public in the catalogue, what is not sealed and apart from it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, or_, select

from api.domain.errors import InvalidInput, NotFound
from api.domain.ids import Code
from api.domain.places import Point
from api.domain.placing import OPEN_FIELDS
from api.domain.text import sort_key
from api.domain.venues import Venue, VenueSecrets
from api.domain.vocabulary import Disclosure, VenueKind
from api.persistence.changes import difference
from api.persistence.hiding import forget_place
from api.persistence.kept import keep_on_groups_of
from api.persistence.owning import own_ids, own_rows, require_own
from api.persistence.rows import delete_row, fields_of, insert_all, loaded, stored, write_next
from api.persistence.tables.catalogue import venues
from api.persistence.tables.meetings import exception_venues, meeting_venues
from api.persistence.venue_seals import NO_SECRETS, Secrets, VenueSeals
from api.persistence.work import Change, Work

_NEVER_AUDITED = {*OPEN_FIELDS, "point"}
"""Where a venue is. The audit keeps no values of it, of a public venue either: nothing is taken
out of the audit again, and tomorrow the venue may be hidden."""
_SHOWN_BY_GROUPS = {"country", "region", "accessibility"}
_COLUMNS = fields_of(Venue, without={"point"})


@dataclass(frozen=True, slots=True)
class Venues:
    """The venues of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, venue_id: UUID, *, locked: bool = False) -> Venue:
        """Return a venue; NotFound alike if it is absent or another organisation's.

        Nothing comes to use a ``locked`` one until the transaction ends.
        """
        if locked:
            held = select(venues.c.id).where(venues.c.id == venue_id).with_for_update()
            await self.work.connection.execute(held)
        (row,) = await require_own(self.work, venues, [venue_id], "venue")
        return _venue(row)

    async def is_used(self, venue_id: UUID) -> bool:
        """Say whether any meeting, also one that is over, takes place at a venue, be it once."""
        links = (meeting_venues, exception_venues)
        used = or_(*(exists().where(each.c.venue_id == venue_id) for each in links))
        return bool(await self.work.connection.scalar(select(used)))

    async def sealed(self, venue_id: UUID) -> frozenset[str]:
        """Return which secrets there are of a venue; none of them is opened."""
        return await VenueSeals(self.work).names(venue_id)

    async def all_of(self, ids: Collection[UUID]) -> dict[UUID, Venue]:
        """Return the venues of these ids; NotFound if one is absent or another's."""
        return {row.id: _venue(row) for row in await require_own(self.work, venues, ids, "venue")}

    async def own(self, ids: Collection[UUID]) -> set[UUID]:
        """Return which of these ids are those of venues of the actor's organisation."""
        return await own_ids(self.work, venues, ids)

    async def kinds(self, ids: Collection[UUID]) -> dict[UUID, VenueKind]:
        """Return of which kinds those of these venues are that the actor's organisation has."""
        rows = await own_rows(self.work, venues, ids) if ids else ()
        return {row.id: VenueKind(row.kind) for row in rows}

    async def add(self, venue: Venue, secrets: Secrets = NO_SECRETS) -> Venue:
        """Insert a new venue as its version 1, with what only those entitled may learn of it."""
        (added,) = await self.add_all([venue])
        await VenueSeals(self.work).write(venue, secrets)
        return added

    async def add_all(self, added: Sequence[Venue]) -> list[Venue]:
        """Insert new venues that have no secrets, in one statement."""
        own = self.work.actor.organisation_id
        rows = [{**_values(venue, own), "id": venue.id, "version": 1} for venue in added]
        await insert_all(self.work, venues, rows)
        for venue in added:
            after = _audited(difference(None, venue)[1])
            self.work.record(Change(Code.VENUE, venue.id, 1, "created", after=after))
        return [replace(venue, version=1) for venue in added]

    async def save(self, before: Venue, after: Venue, secrets: Secrets = NO_SECRETS) -> Venue:
        """Write the next version; VersionConflict if somebody was first.

        Of ``secrets`` those that are not named stay, and None removes one.
        """
        saved = await self._write(before, after, secrets)
        await self._keep([(before, after)])
        return saved

    async def save_all(self, changed: Sequence[tuple[Venue, Venue]]) -> list[Venue]:
        """Write next versions whose secrets stay; VersionConflict as in ``save``.

        InvalidInput for one that would become public: its secrets would stay behind it.
        """
        if any(after.public and not before.public for before, after in changed):
            raise InvalidInput("What was sealed is not published by itself.", path=("disclosure",))
        saved = [await self._write(before, after, NO_SECRETS) for before, after in changed]
        await self._keep(changed)
        return saved

    async def _keep(self, changed: Sequence[tuple[Venue, Venue]]) -> None:
        """Bring the groups that meet there to what they keep of the venues."""
        shown = {
            after.id
            for before, after in changed
            if any(getattr(before, name) != getattr(after, name) for name in _SHOWN_BY_GROUPS)
        }
        if shown:
            await keep_on_groups_of(self.work, shown)

    async def _write(self, before: Venue, after: Venue, secrets: Secrets) -> Venue:
        values = _values(after, self.work.actor.organisation_id)
        row = await write_next(self.work, venues, before.id, before.version, values)
        old, new = difference(before, after)
        await VenueSeals(self.work).write(after, secrets)
        if before.public and not after.public:
            await forget_place(self.work, after.id)
        self.work.record(
            Change(
                Code.VENUE,
                *(after.id, row.version, "changed", (*new, *secrets)),
                before=_audited(old),
                after=_audited(new),
            )
        )
        return replace(after, version=row.version, changed_at=row.changed_at)

    async def remove(self, venue: Venue) -> None:
        """Delete a venue that nothing uses, and its secrets; VersionConflict as in ``save``."""
        await VenueSeals(self.work).write(venue, dict.fromkeys(asdict(VenueSecrets())))
        await delete_row(self.work, venues, venue.id, venue.version)
        before = _audited(difference(None, venue)[1])
        change = Change(Code.VENUE, venue.id, venue.version + 1, "removed", before=before)
        self.work.record(change)


def _audited(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in _NEVER_AUDITED}


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
    for name in OPEN_FIELDS:
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
