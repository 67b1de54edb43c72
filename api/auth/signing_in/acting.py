"""Acting on a page of ours: for whom a person may, and as a client of the schema, as an app does.

What a page may do follows from the role at each request, by the same look-up as for any token;
the token that stands for it is never signed, and never leaves this process.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from api.auth.config import ACCESS_LIFE
from api.auth.first_party import PAGES
from api.auth.keys import ACCESS_ALGORITHM
from api.auth.services import AuthServices
from api.auth.signing_in import consent
from api.domain.access import Token, Viewer
from api.domain.scopes import Scopes
from api.persistence.identity import staff
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import GrantedBy, expect, grant_of_ours
from api.persistence.identity.sessions import Session
from api.persistence.identity.staff import Position
from api.persistence.ids import new_confidential_id


@dataclass(frozen=True, slots=True)
class Acting:
    """Whoever is signed in, in one of their roles, as somebody who asks the schema."""

    position: Position
    viewer: Viewer


def positions(connection: IdentityConnection, session: Session, needed: Scopes) -> list[Position]:
    """Return the roles in which whoever is signed in may do all of this now."""
    held = staff.positions_of(connection, session.person_id)
    offered = consent.choices(needed, held, operator=False)
    return [each.position for each in offered if each.position and each.scopes == needed]


async def in_each(
    services: AuthServices, session: Session, needed: Scopes, now: datetime
) -> list[Acting]:
    """Return whoever is signed in, once for each organisation in which they may do all of this."""

    def act(connection: IdentityConnection) -> list[Acting]:
        known = positions(connection, session, needed)
        # Whoever ends one of these roles waits, and then ends what is made here.
        expect(connection, session.person_id, *(each.organisation_id for each in known))
        token = partial(
            Token,
            key_id=services.signer.active(connection, ACCESS_ALGORITHM).kid,
            client=PAGES,
            subject=services.identity.keys.pairwise(session.person_id, PAGES),
            scopes=needed,
            expires_at=now + ACCESS_LIFE,
            auth_time=session.auth_time,
            acr=session.acr,
        )
        held = {each.organisation_id: each for each in positions(connection, session, needed)}
        return [
            _acting(each, token, _grant(connection, session, each, needed))
            for each in held.values()
        ]

    return await services.identity.run(act)


def _acting(position: Position, make: Callable[..., Token], grant_id: UUID) -> Acting:
    own = position.organisation_id
    token = make(id=new_confidential_id(), grant_id=grant_id, organisation_id=own)
    return Acting(position, Viewer(own, token.subject, token.scopes, token))


def _grant(
    connection: IdentityConnection, session: Session, position: Position, needed: Scopes
) -> UUID:
    by = GrantedBy(
        client=PAGES,
        person_id=session.person_id,
        staff_id=position.staff_id,
        organisation_id=position.organisation_id,
    )
    return grant_of_ours(connection, by, needed)
