"""Imports: which thing of ours is which thing of a feed, and what the feed last said of it."""

import re
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, any_, bindparam, func, literal, literal_column, select, text, update

from api.domain.access import Actor
from api.domain.errors import VersionConflict
from api.domain.ids import Code
from api.persistence.database import BROKEN_CONSTRAINTS
from api.persistence.hiding import hold_public, without_place
from api.persistence.ids import new_id
from api.persistence.rows import among, insert_all
from api.persistence.store import Store
from api.persistence.tables.base import TEXTS
from api.persistence.tables.catalogue import networks, organisations, venues
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings
from api.persistence.tables.operations import import_records
from api.persistence.work import Work

# The role's limits are made for requests: whoever has written for minutes does not give up for
# having waited a second. Zero first, as a running limit is never extended.
_TAKE_TIME = """
select set_config(name, '0', true) from pg_catalog.pg_settings
where name in (
    'lock_timeout', 'statement_timeout', 'transaction_timeout',
    'idle_in_transaction_session_timeout'
)
"""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an import goes; what is None is made by the import."""

    network_id: UUID | None
    network_owner_id: UUID | None
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """What a source last said of a thing: ``imported`` holds each field as JSON.

    ``id`` is None for a record that is not written yet. ``removed_at`` says since when the
    source does not have it any more.
    """

    id: UUID | None
    thing: Code
    external_id: str
    thing_id: UUID
    imported: Mapping[str, Any]
    removed_at: datetime | None = None


@asynccontextmanager
async def importing(store: Store, actor: Actor) -> AsyncGenerator[Work]:
    """Open a transaction that may take its time.

    Raises VersionConflict, and rolls back, where somebody made the same at the same time.
    """
    try:
        async with store.transaction(actor) as work:
            await work.connection.execute(text(_TAKE_TIME))
            yield work
    except BROKEN_CONSTRAINTS:
        message = "Somebody else wrote the same at the same time. Nothing was imported: try again."
        raise VersionConflict(message) from None


async def find_destination(store: Store, network: str, organisation: str | None) -> Destination:
    """Look up a network and an organisation by their slugs."""
    async with store.engine.connect() as connection:
        chosen = select(networks.c.id, networks.c.organisation_id).where(networks.c.slug == network)
        found = (await connection.execute(chosen)).one_or_none()
        owner = None
        if organisation is not None:
            named = select(organisations.c.id).where(organisations.c.slug == organisation)
            owner = await connection.scalar(named)
    if found is None:
        return Destination(None, None, owner)
    return Destination(found.id, found.organisation_id, owner)


@dataclass(frozen=True, slots=True)
class ImportRecords:
    """The records of one source in one network."""

    work: Work
    network_id: UUID
    source: str

    async def all(self) -> list[ImportRecord]:
        table = import_records
        chosen = select(table).where(
            table.c.organisation_id == self.work.actor.organisation_id,
            table.c.network_id == self.network_id,
            table.c.source == self.source,
        )
        return [
            ImportRecord(
                id=row.id,
                thing=Code[row.thing],
                external_id=row.external_id,
                thing_id=row.thing_id,
                imported=row.imported,
                removed_at=row.removed_at,
            )
            for row in await self.work.connection.execute(chosen)
        ]

    async def write(self, records: Iterable[ImportRecord]) -> None:
        """Insert records without an id, write the others anew, and tell no place that is hidden."""
        records = list(records)
        told = {each.thing_id for each in records if each.thing is Code.VENUE}
        hidden = told - await hold_public(self.work, told)
        added: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for record in records:
            said = record.imported
            imported = without_place(said) if record.thing_id in hidden else said
            values = {"imported": imported, "removed_at": record.removed_at}
            if record.id is None:
                added.append({**values, **self._identity(record), "id": new_id()})
            else:
                changed.append({**values, "record_id": record.id})
        await insert_all(self.work, import_records, added)
        if changed:
            table = import_records
            written = update(table).where(table.c.id == bindparam("record_id"))
            next_version = {"version": table.c.version + 1, "changed_at": func.now()}
            stated: dict[str, Any] = {
                name: bindparam(name, type_=table.c[name].type)
                for name in ("imported", "removed_at")
            }
            await self.work.connection.execute(written.values({**next_version, **stated}), changed)

    def _identity(self, record: ImportRecord) -> dict[str, Any]:
        return {
            "organisation_id": self.work.actor.organisation_id,
            "network_id": self.network_id,
            "source": self.source,
            "thing": record.thing.name,
            "external_id": record.external_id,
            "thing_id": record.thing_id,
        }


async def present_in(work: Work, kind: Code, network_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these ids are things of the actor's organisation in one of its networks.

    Venues are the organisation's and of no network.
    """
    if not ids:
        return set()
    table = _TABLES[kind]
    own = table.c.organisation_id == work.actor.organisation_id
    chosen = select(table.c.id).where(among(table.c.id, ids), own)
    if "network_id" in table.c:
        chosen = chosen.where(table.c.network_id == network_id)
    return set(await work.connection.scalars(chosen))


async def listed_in(work: Work, kind: Code, network_id: UUID) -> list[UUID]:
    """Return the ids of the groups or meetings of a network that are not archived, by name."""
    table = _TABLES[kind]
    chosen = select(table.c.id).where(
        table.c.organisation_id == work.actor.organisation_id,
        table.c.network_id == network_id,
        table.c.status != literal_column("'ARCHIVED'"),
    )
    return list(await work.connection.scalars(chosen.order_by(table.c.sort_key, table.c.id)))


_TABLES: Mapping[Code, Table] = {Code.VENUE: venues, Code.GROUP: groups, Code.MEETING: meetings}
_WITH_SLUGS: Mapping[Code, Table] = {Code.GROUP: groups, Code.MEETING: meetings}


async def taken_slugs(work: Work, kind: Code, bases: Collection[str]) -> set[str]:
    """Return the slugs in use that are one of the bases, with or without a number behind it.

    Slugs are the platform's, so those of other organisations count.
    """
    table = _WITH_SLUGS[kind]
    base = func.regexp_replace(table.c.slug, "-[0-9]+$", "")
    wanted = literal(sorted({*bases, *map(_unnumbered, bases)}), TEXTS)
    chosen = select(table.c.slug).where((base == any_(wanted)) | (table.c.slug == any_(wanted)))
    return set(await work.connection.scalars(chosen))


def _unnumbered(slug: str) -> str:
    return re.sub(r"-[0-9]+$", "", slug)
