"""Keeping what a browser is in the middle of, so that no other browser can go on with it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from api.auth.signing_in.sessions import Caller
from api.persistence.identity import interactions
from api.persistence.identity.interactions import LIFE, Held, Interaction, Purpose
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_confidential_id

CEREMONY_LIFE = timedelta(minutes=5)
"""Of a passkey's challenge."""
RECOVERY_LIFE = timedelta(minutes=15)
_LIVES = {
    Purpose.AUTHORIZATION: LIFE,
    Purpose.SIGN_UP: LIFE,
    Purpose.RECOVERY: RECOVERY_LIFE,
}


class NotHeld(Exception):
    """There is no such interaction of this browser, or not any more."""


async def keep(
    identity: IdentityStore,
    caller: Caller,
    purpose: Purpose,
    state: Mapping[str, Any],
    *,
    interaction_id: UUID | None = None,
) -> UUID:
    """Begin an interaction of the caller's browser, and return its id."""
    now = datetime.now(UTC)
    interaction = Interaction(
        id=interaction_id or new_confidential_id(),
        browser=caller.browser,
        purpose=purpose,
        state=state,
        created_at=now,
        expires_at=now + _LIVES.get(purpose, CEREMONY_LIFE),
    )
    await identity.run(lambda connection: interactions.add_interaction(connection, interaction))
    return interaction.id


async def look_at(
    identity: IdentityStore, caller: Caller, purpose: Purpose, interaction_id: UUID
) -> Interaction:
    """Return an interaction of the caller's browser without ending it; raises NotHeld."""
    wanted = held(caller, purpose, interaction_id)
    found = await identity.run(lambda connection: interactions.find_interaction(connection, wanted))
    if found is None:
        raise NotHeld
    return found


def held(caller: Caller, purpose: Purpose, interaction_id: UUID) -> Held:
    """Return what to look for: an interaction of a purpose, of the caller's browser, now."""
    return Held(interaction_id, caller.browser, purpose, datetime.now(UTC))
