"""What the authorization server sees to by itself: new signing keys, the end of what has ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from api.auth.keys import rotate_when_due
from api.persistence.identity.assertions import sweep_tokens
from api.persistence.identity.store import IdentityStore
from api.persistence.identity.sweeping import sweep_signing_in
from api.persistence.leasing import Job, Lease

if TYPE_CHECKING:
    from api.persistence.store import Store

ROTATE = "rotate-keys"
SWEEP = "sweep-identity"


def upkeep(identity: IdentityStore) -> tuple[Job, ...]:
    """Return the jobs of the identity zone, for whoever runs the jobs of the house."""

    async def rotate(_store: Store, _lease: Lease, now: datetime) -> None:
        await rotate_when_due(identity, now)

    async def sweep(_store: Store, _lease: Lease, now: datetime) -> None:
        await identity.run(lambda connection: sweep_signing_in(connection, now))
        await identity.run(lambda connection: sweep_tokens(connection, now))

    return Job(ROTATE, timedelta(days=1), rotate), Job(SWEEP, timedelta(hours=1), sweep)
