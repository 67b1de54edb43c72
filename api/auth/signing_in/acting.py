"""Acting on a page of ours: for whom a person may, and as a client of the schema, as an app does.

What a page may do follows from the role at each request, by the same look-up as for any token;
the token that stands for it is never signed, and never leaves this process.
"""

from datetime import datetime

from api.auth.config import ACCESS_LIFE
from api.auth.first_party import PAGES
from api.auth.keys import ACCESS_ALGORITHM
from api.auth.services import AuthServices
from api.auth.signing_in import consent
from api.auth.signing_in.consent import Choice
from api.domain.access import Token, Viewer
from api.domain.scopes import Scopes
from api.persistence.identity import staff
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import GrantedBy, expect, grant_of_ours
from api.persistence.identity.sessions import Session
from api.persistence.identity.staff import Position
from api.persistence.ids import new_confidential_id


def positions(connection: IdentityConnection, session: Session, needed: Scopes) -> list[Position]:
    """Return the roles in which whoever is signed in may do all of this now."""
    held = staff.positions_of(connection, session.person_id)
    offered: list[Choice] = consent.choices(needed, held, operator=False)
    return [each.position for each in offered if each.position and each.scopes == needed]


async def viewer(
    services: AuthServices, session: Session, position: Position, needed: Scopes, now: datetime
) -> Viewer:
    """Return whoever is signed in, as somebody in this role who asks the schema."""

    def act(connection: IdentityConnection) -> Viewer:
        expect(connection, session.person_id, position.organisation_id)
        by = GrantedBy(
            client=PAGES,
            person_id=session.person_id,
            staff_id=position.staff_id,
            organisation_id=position.organisation_id,
        )
        token = Token(
            id=new_confidential_id(),
            grant_id=grant_of_ours(connection, by, needed),
            key_id=services.signer.active(connection, ACCESS_ALGORITHM).kid,
            client=PAGES,
            subject=services.identity.keys.pairwise(session.person_id, PAGES),
            organisation_id=position.organisation_id,
            scopes=needed,
            expires_at=now + ACCESS_LIFE,
            auth_time=session.auth_time,
            acr=session.acr,
        )
        return Viewer(token.organisation_id, token.subject, needed, token)

    return await services.identity.run(act)
