"""What is sealed of venues, for writing: nothing of it is opened here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, select
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import InvalidInput
from api.domain.venues import Venue, VenueSecrets
from api.persistence.sealing import Seal, key_of, newest_seal
from api.persistence.tables.confidential import organisation_keys, venue_secrets
from api.persistence.work import Work

type Secrets = Mapping[str, str | None]
"""Secrets by the names of their columns; None for one that is not there any more."""

NO_SECRETS: Secrets = {}
NAMES = tuple(field.name for field in fields(VenueSecrets))
_TABLE = "confidential.venue_secrets"


@dataclass(frozen=True, slots=True)
class VenueSeals:
    """The secrets of the venues of the actor's organisation, within one transaction."""

    work: Work

    async def names(self, venue_id: UUID) -> frozenset[str]:
        """Return which secrets there are of a venue."""
        row = await self._row(venue_id)
        return frozenset(name for name in NAMES if row is not None and getattr(row, name))

    async def write(self, venue: Venue, secrets: Secrets) -> None:
        """Seal some secrets, and leave those alone that are not named.

        Raises InvalidInput where a public venue would have any.
        """
        row = await self._row(venue.id) if secrets else None
        if row is None and not any(secrets.values()):
            return
        seal = await self._seal(row)
        # Without its key nothing of the row can ever be opened again.
        stays = row is not None and row.wrapped is not None
        kept = {name: getattr(row, name) if stays else None for name in NAMES}
        for name, text in secrets.items():
            kept[name] = text and seal.close(text, (_TABLE, name, venue.id))
        if not any(kept.values()):
            await self.work.connection.execute(delete(venue_secrets).where(self._of(venue.id)))
        elif venue.public:
            raise InvalidInput("A public venue has no secrets.", path=("disclosure",))
        else:
            await self._put(venue.id, {**kept, "key_id": seal.key_id})

    async def _put(self, venue_id: UUID, values: dict[str, Any]) -> None:
        owner = self.work.actor.organisation_id
        written = insert(venue_secrets).values(**values, organisation_id=owner, venue_id=venue_id)
        again = {
            **values,
            "version": venue_secrets.c.version + 1,
            "changed_at": written.excluded.changed_at,
        }
        key = venue_secrets.primary_key
        await self.work.connection.execute(
            written.on_conflict_do_update(index_elements=key, set_=again)
        )

    async def _row(self, venue_id: UUID) -> Row[Any] | None:
        joined = venue_secrets.outerjoin(organisation_keys, key_of(venue_secrets))
        chosen = select(venue_secrets, organisation_keys.c.wrapped).select_from(joined)
        return (await self.work.connection.execute(chosen.where(self._of(venue_id)))).one_or_none()

    async def _seal(self, row: Row[Any] | None) -> Seal:
        """Return the key of the row, since one key has to open all of it; else the newest."""
        if row is None or row.wrapped is None:
            return await newest_seal(self.work)
        return Seal(self.work, row.key_id, row.wrapped)

    def _of(self, venue_id: UUID) -> ColumnElement[bool]:
        own = venue_secrets.c.organisation_id == self.work.actor.organisation_id
        return and_(own, venue_secrets.c.venue_id == venue_id)
