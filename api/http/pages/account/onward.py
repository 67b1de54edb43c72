"""Where to go on after signing in."""

from uuid import UUID

from api.http.pages.account.visiting import Visit
from api.persistence.identity.interactions import Purpose, latest_interaction

HOME = "/account"


def onward(errand_id: UUID | None) -> str:
    """Return the address of an errand, or of the person's own page."""
    return HOME if errand_id is None else f"/consent/{errand_id}"


async def waiting(visit: Visit) -> UUID | None:
    """Return what an app was waiting for when this browser went to sign up or to recover."""
    browser = visit.caller.browser
    return await visit.services.identity.run(
        lambda connection: latest_interaction(connection, browser, Purpose.AUTHORIZATION, visit.now)
    )
