"""Secrets of OAuth clients: told once, and kept only as their SHA-256."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from api.persistence.identity.connection import IdentityConnection
from api.persistence.ids import new_confidential_id
from api.persistence.tables.grants import client_secrets
from api.persistence.told_once import Prefix, digest, new_secret


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """One secret that is live, without what it is."""

    id: UUID
    created_at: datetime


def add_secret(connection: IdentityConnection, organisation_id: UUID, client_id: UUID) -> str:
    """Make a secret of a client, and return it: 256 bits of chance, kept nowhere."""
    secret = new_secret(Prefix.CLIENT_SECRET)
    row = {
        "id": new_confidential_id(),
        "organisation_id": organisation_id,
        "client_id": client_id,
        "hash": digest(secret),
    }
    connection.execute(insert(client_secrets).values(row))
    return secret


def secrets_of(
    connection: IdentityConnection, organisation_id: UUID, client_id: UUID
) -> list[ClientSecret]:
    """Return the secrets of an organisation's client, the oldest first; none of another's."""
    found = (
        select(client_secrets.c.id, client_secrets.c.created_at)
        .where(
            client_secrets.c.organisation_id == organisation_id,
            client_secrets.c.client_id == client_id,
        )
        .order_by(client_secrets.c.created_at, client_secrets.c.id)
    )
    return [ClientSecret(row.id, row.created_at) for row in connection.execute(found)]


def remove_secret(
    connection: IdentityConnection, organisation_id: UUID, client_id: UUID, secret_id: UUID
) -> bool:
    """Remove one secret of an organisation's client, and return whether there was one."""
    removed = connection.execute(
        delete(client_secrets).where(
            client_secrets.c.id == secret_id,
            client_secrets.c.client_id == client_id,
            client_secrets.c.organisation_id == organisation_id,
        )
    )
    return removed.rowcount == 1
