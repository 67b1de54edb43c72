"""Hiding: where a venue is, taken out of what imports keep in the open.

Whoever writes down what a feed says of venues holds those that are public, so that nobody hides
one before it can be seen what was written of it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, func, select, update

from api.domain.ids import Code
from api.domain.placing import WHERE
from api.domain.text import camel
from api.domain.vocabulary import Disclosure
from api.persistence.owning import Hold, own_rows
from api.persistence.tables.catalogue import venues
from api.persistence.tables.imports import import_changes
from api.persistence.tables.operations import import_records
from api.persistence.work import Work

_SHOWN = frozenset(map(camel, WHERE))


async def hold_public(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these venues are public, and stay so until the transaction ends."""
    if not ids:
        return set()
    rows = await own_rows(work, venues, ids, Hold.AS_IT_IS)
    return {row.id for row in rows if row.disclosure == Disclosure.PUBLIC}


async def forget_place(work: Work, venue_id: UUID) -> None:
    """Take out where a venue is that has just been hidden, whatever imports said of it."""
    run = work.connection.execute
    records, changes = import_records, import_changes
    for row in await run(
        select(records.c.id, records.c.imported).where(_of(records, work, venue_id))
    ):
        values = {"imported": without_place(row.imported), **_next(records)}
        await run(update(records).where(records.c.id == row.id).values(values))
    for row in await run(
        select(changes.c.id, changes.c.fields).where(_of(changes, work, venue_id))
    ):
        values = {"fields": without_places(row.fields), **_next(changes)}
        mine = changes.c.organisation_id == work.actor.organisation_id
        await run(update(changes).where(mine, changes.c.id == row.id).values(values))


def without_place(imported: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a feed said of a venue without where it is."""
    return {name: value for name, value in imported.items() if name not in WHERE}


def without_places(fields: Collection[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the fields of a line of an import, of which some are only named."""
    return [
        {**field, "here": None, "said": None} if field["field"] in _SHOWN else {**field}
        for field in fields
    ]


def tells_place(fields: Collection[Mapping[str, Any]]) -> bool:
    return any(field["field"] in _SHOWN for field in fields)


def _of(table: Table, work: Work, venue_id: UUID) -> ColumnElement[bool]:
    own = table.c.organisation_id == work.actor.organisation_id
    return and_(own, table.c.thing == Code.VENUE.name, table.c.thing_id == venue_id)


def _next(table: Table) -> dict[str, Any]:
    return {"version": table.c.version + 1, "changed_at": func.now()}


async def without_hidden(
    work: Work, lines: Sequence[Mapping[str, Any]]
) -> Sequence[Mapping[str, Any]]:
    """Return lines of a review without where those venues are that are not public.

    The public ones are held: nobody hides them before the lines are written.
    """
    telling = {
        line["thing_id"]
        for line in lines
        if line["thing"] == Code.VENUE.name and tells_place(line["fields"])
    }
    hidden = telling - await hold_public(work, telling)
    return [
        {**line, "fields": without_places(line["fields"])} if line["thing_id"] in hidden else line
        for line in lines
    ]
