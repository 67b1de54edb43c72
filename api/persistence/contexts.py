"""The context of a transaction: without one, there is no right to anything confidential.

Each is entered by ``set_config(…, true)``, local to the transaction, so that no pool and no
PgBouncer can carry it elsewhere.
"""

from __future__ import annotations

ENTER_ORGANISATION = (
    "select set_config('role', 'peers_org', true), set_config('app.organisation', $1, true)"
)
"""For the rows of one organisation, named by ``$1``."""

ENTER_IDENTITY = "select set_config('role', 'peers_identity', true)"
"""For persons, credentials and grants; only ``api/persistence/identity`` runs anything in it."""

LEAVE = "select set_config('role', 'none', true), set_config('app.organisation', '', true)"
"""Back to the login role, which has no right to anything confidential."""
