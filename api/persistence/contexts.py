"""The context of a confidential transaction: without one, there is no right to anything in it."""

from __future__ import annotations

import asyncpg

from api.domain.access import Viewer
from api.domain.errors import Forbidden

ENTER_ORGANISATION = (
    "select set_config('role', 'peers_org', true), set_config('app.organisation', $1, true)"
)
"""The first statement of the transaction; local to it, so a pool cannot carry it elsewhere."""


async def enter_organisation(
    connection: asyncpg.Connection[asyncpg.Record], viewer: Viewer
) -> None:
    """Enter the context of the viewer's organisation; Forbidden without one."""
    if viewer.organisation_id is None:
        raise Forbidden("Only an organisation may ask this.")
    await connection.execute(ENTER_ORGANISATION, str(viewer.organisation_id))
