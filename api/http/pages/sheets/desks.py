"""For which organisations somebody who is signed in may bring things in."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.auth.signing_in import acting
from api.auth.signing_in.acting import Acting
from api.domain.errors import Forbidden
from api.domain.ids import Code, encode
from api.http.imports.taking import NEEDED
from api.http.pages.account.visiting import Visit
from api.http.pages.asking import Asker, Json

ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Laid:
    """Somebody's desk in one organisation: the networks that there are, and the last imports."""

    desk: Acting
    networks: Sequence[Json]
    imports: Sequence[Json]


async def desks(visit: Visit) -> list[Acting]:
    """Return whoever is signed in, in each organisation; Forbidden where there is none."""
    held = await acting.in_each(visit.services, visit.signed_in(), NEEDED, visit.now)
    if not held:
        raise Forbidden("Only whoever may manage the groups of an organisation can do this.")
    return held


async def laid(asker: Asker, desk: Acting) -> Laid:
    """Return what lies on a desk."""
    own = encode(Code.ORGANISATION, desk.position.organisation_id)
    found = await asker.ask_as(desk.viewer, "sheets", {"organisation": own})
    networks = [each for each in found["networks"]["nodes"] if each["status"] != ARCHIVED]
    return Laid(desk, networks, found["imports"]["nodes"])
