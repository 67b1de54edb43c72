"""The ledger of disclosures: who was told which confidential field of what, and when."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from api.domain.access import Viewer
from api.persistence.ids import new_confidential_id
from api.persistence.reading.secrets import Disclosure

_ENTER = """
insert into confidential.disclosures
    (organisation_id, id, subject, thing, thing_id, field, request_id)
select $1, entry.id, $2, entry.thing, entry.thing_id, entry.field, $3
from unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[]) as entry (id, thing, thing_id, field)
"""


async def enter_disclosures(
    connection: asyncpg.Connection[asyncpg.Record],
    viewer: Viewer,
    told: Sequence[Disclosure],
    request_id: str,
) -> None:
    """Enter what is about to be told, in one statement of the same transaction."""
    await connection.execute(
        _ENTER,
        viewer.organisation_id,
        viewer.subject or "",
        request_id,
        [new_confidential_id() for _ in told],
        [entry.thing for entry in told],
        [entry.thing_id for entry in told],
        [entry.field for entry in told],
    )
