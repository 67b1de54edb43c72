"""What a grant allows now, asked from within the identity zone by the one function for it."""

from uuid import UUID

from sqlalchemy import text

from api.domain.access import Rights
from api.persistence.contexts import ENTER_IDENTITY, LEAVE
from api.persistence.identity.connection import IdentityConnection
from api.persistence.rights import RightsGone, rights_from

_RIGHTS = text("select operations.rights_of(:grant_id, :token_id, :key_id)")


def rights_of(
    connection: IdentityConnection, grant_id: UUID, token_id: UUID, key_id: str
) -> Rights | None:
    """Return the rights of a token, None where something that it stands on was revoked.

    The same answer as the resource server has: the transaction leaves its context for it.
    """
    connection.execute(text(LEAVE))
    asked = {"grant_id": grant_id, "token_id": token_id, "key_id": key_id}
    found = connection.execute(_RIGHTS, asked).scalar()
    connection.execute(text(ENTER_IDENTITY))
    try:
        return rights_from(found)
    except RightsGone:
        return None
