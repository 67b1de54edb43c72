"""Who stands behind an app."""

from dataclasses import dataclass

from sqlalchemy import select

from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.organisations import clients


@dataclass(frozen=True, slots=True)
class Publisher:
    """The organisation that registered an app, and whether an operator has verified it."""

    name: str
    verified: bool


def publisher_of(connection: IdentityConnection, public_id: str) -> Publisher | None:
    """Return the organisation of a ``client_id``; None for a first-party one."""
    try:
        _, client_id = decode(public_id, expected=Code.CLIENT)
    except InvalidId:
        return None
    found = (
        select(organisations.c.name, organisations.c.status)
        .join(clients, clients.c.organisation_id == organisations.c.id)
        .where(clients.c.id == client_id)
    )
    row = connection.execute(found).first()
    if row is None:
        return None
    return Publisher(row.name, row.status == OrganisationStatus.VERIFIED.value)
