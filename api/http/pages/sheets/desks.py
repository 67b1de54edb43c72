"""For which organisations somebody who is signed in may bring things in."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.auth.signing_in import acting
from api.domain.access import Viewer
from api.domain.errors import Forbidden
from api.domain.ids import Code, encode
from api.http.imports.taking import NEEDED
from api.http.pages.account.visiting import Visit
from api.http.pages.asking import Asker, Json
from api.persistence.identity.staff import Position

ARCHIVED = "ARCHIVED"


@dataclass(frozen=True, slots=True)
class Desk:
    """One organisation, and whoever is signed in as somebody of it who may bring things in."""

    position: Position
    viewer: Viewer


@dataclass(frozen=True, slots=True)
class Laid:
    """A desk with what lies on it: the networks that there are, and the last imports."""

    desk: Desk
    networks: Sequence[Json]
    imports: Sequence[Json]


async def desks(visit: Visit) -> list[Desk]:
    """Return the desks of whoever is signed in; Forbidden where there are none."""
    session, services = visit.signed_in(), visit.services
    held = await services.identity.run(
        lambda connection: acting.positions(connection, session, NEEDED)
    )
    if not held:
        raise Forbidden("Only whoever may manage the groups of an organisation can do this.")
    by_organisation = {each.organisation_id: each for each in held}
    return [
        Desk(each, await acting.viewer(services, session, each, NEEDED, visit.now))
        for each in by_organisation.values()
    ]


async def laid(asker: Asker, desk: Desk) -> Laid:
    """Return what lies on a desk."""
    own = encode(Code.ORGANISATION, desk.position.organisation_id)
    found = await asker.ask_as(desk.viewer, "sheets", {"organisation": own})
    networks = [each for each in found["networks"]["nodes"] if each["status"] != ARCHIVED]
    return Laid(desk, networks, found["imports"]["nodes"])
