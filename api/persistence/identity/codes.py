"""Authorization codes: each is redeemed once, within a minute, by whom it was given to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update

from api.domain.scopes import Scopes, known_scopes
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import codes, grants


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCode:
    """A code as it is stored, ``hash`` being its SHA-256, with whom its grant is for.

    ``scopes`` are those of the tokens that it is worth; ``acr``, ``amr`` and ``auth_time`` say
    how the person signed in. ``client``, ``person_id`` and ``organisation_id`` are the grant's.
    """

    hash: bytes = field(repr=False)
    grant_id: UUID
    redirect_uri: str
    challenge: str
    nonce: str | None
    scopes: Scopes
    acr: str
    amr: tuple[str, ...]
    auth_time: datetime
    expires_at: datetime
    used_at: datetime | None = None
    client: str = ""
    person_id: UUID | None = None
    organisation_id: UUID | None = None


def add_code(connection: IdentityConnection, code: StoredCode) -> None:
    connection.execute(
        insert(codes).values(
            hash=code.hash,
            grant_id=code.grant_id,
            redirect_uri=code.redirect_uri,
            challenge=code.challenge,
            nonce=code.nonce,
            scopes=sorted(code.scopes),
            acr=code.acr,
            amr=list(code.amr),
            auth_time=code.auth_time,
            expires_at=code.expires_at,
        )
    )


def take_code(connection: IdentityConnection, hashed: bytes) -> StoredCode | None:
    """Return a code, used or not, which no other transaction can take before this one ends."""
    found = (
        select(codes, grants.c.client, grants.c.person_id, grants.c.organisation_id)
        .join(grants, grants.c.id == codes.c.grant_id)
        .where(codes.c.hash == hashed)
        .with_for_update(of=codes)
    )
    row = connection.execute(found).first()
    if row is None:
        return None
    return StoredCode(
        hash=row.hash,
        grant_id=row.grant_id,
        redirect_uri=row.redirect_uri,
        challenge=row.challenge,
        nonce=row.nonce,
        scopes=known_scopes(row.scopes),
        acr=row.acr,
        amr=tuple(row.amr),
        auth_time=row.auth_time,
        expires_at=row.expires_at,
        used_at=row.used_at,
        client=row.client,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
    )


def use_code(connection: IdentityConnection, hashed: bytes, now: datetime) -> None:
    connection.execute(
        update(codes)
        .where(codes.c.hash == hashed)
        .values(used_at=now, version=codes.c.version + 1, changed_at=func.now())
    )
