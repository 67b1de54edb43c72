"""The outbox, for whoever delivers what has happened: ids only, in order per aggregate."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Only the first row that waits of each aggregate: while somebody else holds that one, a later
# one would overtake it. Never by `id >`, since transactions commit in another order than ids.
_TAKE = text("""
with taken as (
    select waiting.id from operations.outbox as waiting
    where waiting.delivered_at is null and not exists (
        select from operations.outbox as earlier
        where earlier.delivered_at is null and earlier.aggregate_id = waiting.aggregate_id
            and (earlier.aggregate_version, earlier.id) < (waiting.aggregate_version, waiting.id)
    )
    order by waiting.created_at, waiting.id
    limit :limit
    for update skip locked
)
update operations.outbox as delivered
set delivered_at = now(), version = delivered.version + 1, changed_at = now()
from taken where delivered.id = taken.id
returning delivered.id, delivered.organisation_id, delivered.aggregate, delivered.aggregate_id,
    delivered.aggregate_version, delivered.event, delivered.created_at
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a thing, at which version of it; ``id`` sorts by time."""

    id: UUID
    organisation_id: UUID
    aggregate: str
    aggregate_id: UUID
    aggregate_version: int
    event: str
    created_at: datetime


async def take(connection: AsyncConnection, limit: int) -> list[Event]:
    """Take events to deliver, at most one of each aggregate, oldest first.

    They count as delivered once the caller's transaction commits, so it is committed after
    the delivery: a crash in between delivers again. The connection has no context entered.
    """
    rows = await connection.execute(_TAKE, {"limit": limit})
    events = [Event(**row) for row in rows.mappings()]
    return sorted(events, key=lambda event: (event.created_at, event.id))
