"""Occurrences as rows: read, compared and written in bulk, over the driver itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import batched
from typing import NamedTuple
from uuid import UUID

import asyncpg

type Driver = asyncpg.Connection[asyncpg.Record]


class OccurrenceRow(NamedTuple):
    """A row as it is compared, in the order of ``_COLUMNS``."""

    id: UUID
    meeting_id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID
    original_start: datetime
    local_start: datetime
    starts_at: datetime
    ends_at: datetime
    status: str
    reason: str | None
    published: bool
    utc_minute_of_week: int
    medium: str | None
    venue_ids: str | None
    notes: str | None


_COLUMNS = OccurrenceRow._fields
# A list within lists of values is no array of arrays, since they differ in length: it goes as text.
_READ, _WRITTEN = (
    ", ".join(f"venue_ids::{kind}" if name == "venue_ids" else name for name in _COLUMNS)
    for kind in ("text", "uuid[]")
)
_EXISTING = f"""
with expired as (
    delete from catalogue.occurrences where meeting_id = any($1::uuid[]) and ends_at <= $2
)
select {_READ} from catalogue.occurrences
where meeting_id = any($1::uuid[]) and ends_at > $2
"""  # noqa: S608 - names of columns, from this file
# COPY would be as fast, and is not had on a table under row-level security.
_ADD = f"""
insert into catalogue.occurrences ({", ".join(_COLUMNS)})
select {_WRITTEN} from unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamp[], $7::timestamp[],
    $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], $12::boolean[], $13::smallint[],
    $14::text[], $15::text[], $16::text[]
) as next ({", ".join(_COLUMNS)})
"""  # noqa: S608 - names of columns, from this file
_CHANGE = """
update catalogue.occurrences as held set
    network_id = next.network_id, group_id = next.group_id, local_start = next.local_start,
    starts_at = next.starts_at, ends_at = next.ends_at, status = next.status,
    reason = next.reason, published = next.published,
    utc_minute_of_week = next.utc_minute_of_week, medium = next.medium,
    venue_ids = next.venue_ids::uuid[], notes = next.notes,
    version = held.version + 1, changed_at = now()
from unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::timestamp[], $5::timestamptz[], $6::timestamptz[],
    $7::text[], $8::text[], $9::boolean[], $10::smallint[], $11::text[], $12::text[],
    $13::text[]
) as next (
    id, network_id, group_id, local_start, starts_at, ends_at, status, reason, published,
    utc_minute_of_week, medium, venue_ids, notes
)
where held.id = next.id
"""
_CHANGED = (
    "id",
    "network_id",
    "group_id",
    "local_start",
    "starts_at",
    "ends_at",
    "status",
    "reason",
    "published",
    "utc_minute_of_week",
    "medium",
    "venue_ids",
    "notes",
)
_TOGETHER = 2_000
_FORGET = "delete from catalogue.occurrences where id = any($1::uuid[])"


def written_ids(ids: Sequence[UUID]) -> str | None:
    """Return ids as PostgreSQL writes an array of them, None for none."""
    return f"{{{','.join(map(str, ids))}}}" if ids else None


async def rows_since(
    driver: Driver, meeting_ids: Sequence[UUID], oldest: datetime
) -> dict[UUID, OccurrenceRow]:
    """Return the rows of meetings that ended after an instant; delete those that are older."""
    found = await driver.fetch(_EXISTING, meeting_ids, oldest)
    return {row["id"]: OccurrenceRow(*row) for row in found}


async def write_rows(
    driver: Driver, new: Sequence[OccurrenceRow], changed: Sequence[OccurrenceRow]
) -> None:
    # Some at a time, as nobody else is served while the values of one statement are packed.
    for some in batched(new, _TOGETHER):
        await driver.execute(_ADD, *zip(*some, strict=True))
    for some in batched(changed, _TOGETHER):
        columns = ([getattr(row, name) for row in some] for name in _CHANGED)
        await driver.execute(_CHANGE, *columns)


async def leave_rule(driver: Driver, gone: Collection[UUID]) -> None:
    """Take out rows to come that the rule no longer has.

    Nothing refers to an occurrence yet. The first table that does decides here: what it
    refers to stays, cancelled with the reason ``series_changed``.
    """
    if gone:
        await driver.execute(_FORGET, list(gone))
