"""Refresh tokens: those of public clients are used once, those of others stay the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, insert, select, update

from api.domain.scopes import Scopes, known_scopes
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import grants, refresh_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRefresh:
    """A refresh token as it is stored, ``hash`` being its SHA-256, with whom its grant is for.

    ``expires_at`` is the end of its idle life, ``absolute_until`` the end that no use puts off.
    ``client``, ``person_id``, ``organisation_id`` and ``revoked_at`` are the grant's.
    """

    hash: bytes = field(repr=False)
    grant_id: UUID
    scopes: Scopes
    acr: str
    amr: tuple[str, ...]
    auth_time: datetime
    expires_at: datetime
    absolute_until: datetime
    used_at: datetime | None = None
    client: str = ""
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    revoked_at: datetime | None = None


def add_refresh(connection: IdentityConnection, token: StoredRefresh) -> None:
    connection.execute(
        insert(refresh_tokens).values(
            hash=token.hash,
            grant_id=token.grant_id,
            scopes=sorted(token.scopes),
            acr=token.acr,
            amr=list(token.amr),
            auth_time=token.auth_time,
            expires_at=token.expires_at,
            absolute_until=token.absolute_until,
        )
    )


def find_refresh(connection: IdentityConnection, hashed: bytes) -> StoredRefresh | None:
    """Return a refresh token, used or not."""
    return _loaded(connection, _by(hashed))


def take_refresh(connection: IdentityConnection, hashed: bytes) -> StoredRefresh | None:
    """Return a refresh token, which no other transaction can take before this one ends."""
    return _loaded(connection, _by(hashed).with_for_update(of=refresh_tokens))


def use_refresh(connection: IdentityConnection, hashed: bytes, now: datetime) -> None:
    """Note that a token was replaced: whoever shows it again has stolen it, or was stolen from."""
    _change(connection, hashed, {"used_at": now})


def prolong_refresh(connection: IdentityConnection, hashed: bytes, expires_at: datetime) -> None:
    """Begin the idle life of a token anew."""
    _change(connection, hashed, {"expires_at": expires_at})


def _change(connection: IdentityConnection, hashed: bytes, values: dict[str, Any]) -> None:
    now = {**values, "version": refresh_tokens.c.version + 1, "changed_at": func.now()}
    connection.execute(update(refresh_tokens).where(refresh_tokens.c.hash == hashed).values(now))


def _by(hashed: bytes) -> Select[Any]:
    theirs = (grants.c.client, grants.c.person_id, grants.c.organisation_id, grants.c.revoked_at)
    joined = select(refresh_tokens, *theirs).join(grants, grants.c.id == refresh_tokens.c.grant_id)
    return joined.where(refresh_tokens.c.hash == hashed)


def _loaded(connection: IdentityConnection, query: Select[Any]) -> StoredRefresh | None:
    row = connection.execute(query).first()
    if row is None:
        return None
    return StoredRefresh(
        hash=row.hash,
        grant_id=row.grant_id,
        scopes=known_scopes(row.scopes),
        acr=row.acr,
        amr=tuple(row.amr),
        auth_time=row.auth_time,
        expires_at=row.expires_at,
        absolute_until=row.absolute_until,
        used_at=row.used_at,
        client=row.client,
        person_id=row.person_id,
        organisation_id=row.organisation_id,
        revoked_at=row.revoked_at,
    )
