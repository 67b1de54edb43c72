"""OAuth clients as the authorization server needs them: of any organisation, with their secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, any_, exists, func, literal, select

from api.domain.clients import APPS, BACKENDS
from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.scopes import Scopes, known_scopes
from api.domain.standing import ApprovalStatus, ClientKind, ClientStatus
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.grants import client_secrets
from api.persistence.tables.organisations import client_approvals, clients

type Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClient:
    """A client that may be used now: neither it is disabled nor its organisation suspended.

    A first-party client has neither ``id`` nor ``organisation_id``. ``secrets`` are SHA-256.
    """

    public_id: str
    kind: ClientKind
    name: str
    scopes: Scopes
    id: UUID | None = None
    organisation_id: UUID | None = None
    redirect_uris: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    website: str | None = None
    jwks: Json | None = None
    jwks_uri: str | None = None
    secrets: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def is_public(self) -> bool:
        """Whether it has nothing to prove itself with (RFC 6749, section 2.1)."""
        return self.kind in {ClientKind.PUBLIC_APP, ClientKind.FIRST_PARTY}

    @property
    def is_app(self) -> bool:
        """Whether people sign in to it."""
        return self.kind in APPS or self.kind is ClientKind.FIRST_PARTY

    @property
    def is_backend(self) -> bool:
        return self.kind in BACKENDS


def find_client(connection: IdentityConnection, public_id: str) -> RegisteredClient | None:
    """Return the client that has a ``client_id`` and may be used now."""
    try:
        _, client_id = decode(public_id, expected=Code.CLIENT)
    except InvalidId:
        return None
    found = (
        select(
            clients,
            select(func.array_agg(client_secrets.c.hash))
            .where(client_secrets.c.client_id == clients.c.id)
            .correlate(clients)
            .scalar_subquery()
            .label("secrets"),
        )
        .join(organisations, organisations.c.id == clients.c.organisation_id)
        .where(
            clients.c.id == client_id,
            clients.c.status == ClientStatus.ACTIVE.value,
            organisations.c.status != OrganisationStatus.SUSPENDED.value,
        )
    )
    row = connection.execute(found).mappings().first()
    return _client(public_id, row) if row else None


def approved_scopes(
    connection: IdentityConnection, client_id: UUID, organisation_id: UUID
) -> Scopes | None:
    """Return what an organisation approved of another's client, None where it did not."""
    found = connection.execute(
        select(client_approvals.c.scopes).where(
            client_approvals.c.organisation_id == organisation_id,
            client_approvals.c.client_id == client_id,
            client_approvals.c.status == ApprovalStatus.ACTIVE.value,
        )
    ).scalar()
    return None if found is None else known_scopes(found)


def is_origin_of_any(connection: IdentityConnection, origin: str) -> bool:
    """Return whether pages of a web origin belong to some client, of whichever organisation."""
    registered = and_(
        literal(origin) == any_(clients.c.origins), clients.c.status == ClientStatus.ACTIVE.value
    )
    return connection.execute(select(exists().where(registered))).scalar_one()


def _client(public_id: str, row: RowMapping) -> RegisteredClient:
    return RegisteredClient(
        public_id=public_id,
        kind=ClientKind(row["kind"]),
        name=row["name"],
        scopes=known_scopes(row["scopes"]),
        id=row["id"],
        organisation_id=row["organisation_id"],
        redirect_uris=tuple(row["redirect_uris"]),
        origins=tuple(row["origins"]),
        website=row["website"],
        jwks=row["jwks"],
        jwks_uri=row["jwks_uri"],
        secrets=tuple(row["secrets"] or ()),
    )
