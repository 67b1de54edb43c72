"""Which rows each thing of the outbox consists of: what a copy of it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import Table

from api.domain.ids import Code
from api.persistence.tables import (
    catalogue,
    confidential,
    grants,
    groups,
    guidelines,
    imports,
    meetings,
    operations,
    organisations,
    requests,
    upkeep,
)
from api.persistence.tables.confidential import contact_secrets

type Key = tuple[str, tuple[object, ...]]
"""A row: the name of its table, and its primary key."""
type Rows = dict[Key, dict[str, Any]]
type Admin = asyncpg.Connection[asyncpg.Record]
"""A look behind row-level security."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that belong to a thing: those with its id in a column."""

    table: Table
    column: str = "id"

    def has(self, key: Key, row: Mapping[str, Any], organisation_id: UUID, thing_id: UUID) -> bool:
        """Say whether a row that was read is one of a thing."""
        owner = row.get("organisation_id", str(organisation_id))
        return (
            key[0] == self.table.fullname
            and row[self.column] == str(thing_id)
            and owner == str(organisation_id)
        )


_RECORDS = Part(operations.import_records, "thing_id")
_CONTACT = Part(contact_secrets, "thing_id")
THINGS: Mapping[str, tuple[Part, ...]] = {
    code.name: parts
    for code, parts in {
        Code.ORGANISATION: (Part(catalogue.organisations),),
        Code.NETWORK: (
            Part(catalogue.networks),
            Part(catalogue.network_concerns, "network_id"),
            Part(catalogue.network_notices, "network_id"),
            Part(operations.import_records, "network_id"),
            _CONTACT,
        ),
        Code.GROUP: (
            Part(groups.groups),
            Part(groups.group_translations, "group_id"),
            Part(groups.open_places, "group_id"),
            _RECORDS,
            _CONTACT,
        ),
        Code.MEETING: (
            Part(meetings.meetings),
            Part(meetings.meeting_venues, "meeting_id"),
            Part(meetings.meeting_exceptions, "meeting_id"),
            Part(meetings.exception_venues, "meeting_id"),
            _RECORDS,
        ),
        Code.VENUE: (
            Part(catalogue.venues),
            Part(confidential.venue_secrets, "venue_id"),
            _RECORDS,
        ),
        Code.CRISIS_RESOURCE: (Part(catalogue.crisis_resources),),
        Code.GUIDELINES: (Part(guidelines.guidelines),),
        Code.STAFF: (Part(organisations.staff), Part(upkeep.notice_choices, "staff_id")),
        Code.FACILITATOR: (Part(organisations.facilitators),),
        Code.INVITATION: (Part(organisations.invitations),),
        Code.VERIFICATION: (Part(organisations.verifications),),
        Code.CLIENT: (Part(organisations.clients), Part(grants.client_secrets, "client_id")),
        Code.CLIENT_APPROVAL: (Part(organisations.client_approvals),),
        Code.PARTNERSHIP: (Part(organisations.partnerships),),
        Code.UPKEEP_ADDRESS: (Part(upkeep.upkeep_addresses),),
        Code.CHANGE_REQUEST: (
            Part(requests.change_requests),
            Part(requests.change_request_fields, "request_id"),
        ),
        Code.FEED: (Part(imports.feeds),),
        Code.IMPORT: (
            Part(imports.imports),
            Part(imports.import_changes, "import_id"),
            Part(imports.import_problems, "import_id"),
        ),
    }.items()
}
"""The parts of each thing, the first of which is the thing's own row."""

TABLES = {part.table.fullname: part.table for parts in THINGS.values() for part in parts}


async def rows_of(admin: Admin, aggregate: str, organisation_id: UUID, thing_id: UUID) -> Rows:
    """Return what a thing is now: its own row with the rows that it consists of."""
    return _keyed(await admin.fetch(_OF_THING[aggregate], organisation_id, thing_id))


async def everything(admin: Admin) -> Rows:
    """Return all rows of all things."""
    return _keyed(await admin.fetch(_EVERYTHING))


def _keyed(found: Iterable[asyncpg.Record]) -> Rows:
    rows: Rows = {}
    for each in found:
        row, table = orjson.loads(each["row"]), TABLES[each["name"]]
        rows[each["name"], tuple(row[key.name] for key in table.primary_key)] = row
    return rows


def _of_thing(part: Part) -> str:
    # Both binds stand in it, so that PostgreSQL knows their types.
    owner = "organisation_id" if "organisation_id" in part.table.c else "$1"
    return f"{_select(part.table)} where {part.column} = $2 and {owner} = $1::uuid"


def _select(table: Table) -> str:
    """Return what a row says of itself: without what follows from others, which has no event.

    Whether it shows follows from what is above it, and with that comes another time of change.
    """
    own = [each.name for each in table.c if "storage_only" not in each.info]
    follows = "published" in table.c
    kept = ", ".join(
        f"'{name}', \"{name}\"" for name in own if not (follows and name == "changed_at")
    )
    return (
        f"select '{table.fullname}' as name, json_build_object({kept}) as row from {table.fullname}"  # noqa: S608 - our own names
    )


_OF_THING = {
    aggregate: " union all ".join(map(_of_thing, parts)) for aggregate, parts in THINGS.items()
}
_EVERYTHING = " union all ".join(map(_select, TABLES.values()))
