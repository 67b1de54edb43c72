"""Occurrences as rows: read, compared and written in bulk, over the driver itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import batched, groupby
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

type Driver = asyncpg.Connection[asyncpg.Record]


class OccurrenceRow(NamedTuple):
    """A row as it is compared, in the order of ``_COLUMNS``: what is rarely said comes last."""

    id: UUID
    meeting_id: UUID
    organisation_id: UUID
    network_id: UUID
    group_id: UUID
    original_start: datetime
    starts_at: datetime
    ends_at: datetime
    published: bool
    utc_minute_of_week: int
    local_start: datetime
    status: str
    reason: str | None
    medium: str | None
    venue_ids: str | None
    notes: str | None


_COLUMNS = OccurrenceRow._fields
_OWN, _RARE = _COLUMNS.index("original_start"), _COLUMNS.index("local_start")
_WHOLE = _COLUMNS[1:_OWN]
# A list within lists of values is no array of arrays, since they differ in length: it goes as text.
_READ = ", ".join("venue_ids::text" if name == "venue_ids" else name for name in _COLUMNS)
_EXISTING = f"""
with expired as (
    delete from catalogue.occurrences where meeting_id = any($1::uuid[]) and ends_at <= $2
)
select {_READ} from catalogue.occurrences
where meeting_id = any($1::uuid[]) and ends_at > $2
"""  # noqa: S608 - names of columns, from this file
# As JSON, what goes without saying of nearly every row is left out, and the driver need not look
# at each value. COPY would be as fast, and is not had on a table under row-level security.
_NEXT = """
select meeting_id, organisation_id, network_id, group_id, id, original_start,
    coalesce(local_start, original_start) as local_start, starts_at, ends_at,
    coalesce(status, 'SCHEDULED') as status, reason, published, utc_minute_of_week, medium,
    venue_ids::uuid[] as venue_ids, notes
from json_to_recordset($1::json) as whole (
    meeting_id uuid, organisation_id uuid, network_id uuid, group_id uuid, occurrences json
) cross join lateral json_to_recordset(occurrences) as each (
    id uuid, original_start timestamp, local_start timestamp, starts_at timestamptz,
    ends_at timestamptz, status text, reason text, published boolean,
    utc_minute_of_week smallint, medium text, venue_ids text, notes text
)
"""
_ADD = f"""
insert into catalogue.occurrences (
    meeting_id, organisation_id, network_id, group_id, id, original_start, local_start, starts_at,
    ends_at, status, reason, published, utc_minute_of_week, medium, venue_ids, notes
)
{_NEXT}
"""
_CHANGE = f"""
update catalogue.occurrences as held set
    network_id = next.network_id, group_id = next.group_id, local_start = next.local_start,
    starts_at = next.starts_at, ends_at = next.ends_at, status = next.status,
    reason = next.reason, published = next.published,
    utc_minute_of_week = next.utc_minute_of_week, medium = next.medium,
    venue_ids = next.venue_ids, notes = next.notes,
    version = held.version + 1, changed_at = now()
from ({_NEXT}) as next
where held.id = next.id
"""  # noqa: S608 - from this file
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
    for statement, rows in ((_ADD, new), (_CHANGE, changed)):
        for some in batched(rows, _TOGETHER):
            await driver.execute(statement, _packed(some))


def _packed(rows: Iterable[OccurrenceRow]) -> str:
    """Return rows as ``_NEXT`` reads them: those of a meeting that follow each other, together."""
    packed: list[dict[str, Any]] = []
    for whole, some in groupby(rows, key=lambda row: row[1:_OWN]):
        ids = zip(_WHOLE, map(str, whole), strict=True)
        packed.append({**dict(ids), "occurrences": [_said(row) for row in some]})
    return orjson.dumps(packed).decode()


def _said(row: OccurrenceRow) -> dict[str, Any]:
    """Return what is to be said of a row, apart from its meeting."""
    said: dict[str, Any] = {
        "id": str(row.id),
        "original_start": row.original_start,
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "published": row.published,
        "utc_minute_of_week": row.utc_minute_of_week,
    }
    if row[_RARE:] != (row.original_start, "SCHEDULED", None, None, None, None):
        said |= zip(_COLUMNS[_RARE:], row[_RARE:], strict=True)
    return said


async def leave_rule(driver: Driver, gone: Collection[UUID]) -> None:
    """Take out rows to come that the rule no longer has.

    Nothing refers to an occurrence yet. The first table that does decides here: what it
    refers to stays, cancelled with the reason ``series_changed``.
    """
    if gone:
        await driver.execute(_FORGET, list(gone))
