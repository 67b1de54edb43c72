"""The keys that tokens are signed with: the private part sealed, the public part as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, insert, or_, select, text, update

from api.domain.standing import KeyState
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import signing_keys


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A signing key as it is stored. ``id`` is its ``kid``, ``private`` is sealed.

    ``activates_at`` is the first moment at which it may sign, ``retires_at`` the one from which
    nobody needs it to verify.
    """

    id: str
    algorithm: str
    public: Mapping[str, Any]
    private: bytes
    state: KeyState
    activates_at: datetime
    retires_at: datetime | None = None


def hold(connection: IdentityConnection) -> None:
    """Let no other transaction change the keys before this one ends; reading goes on."""
    connection.execute(text("lock table identity.signing_keys in share row exclusive mode"))


def published(connection: IdentityConnection) -> list[StoredKey]:
    """Return every key that the world may still need: next, active, retired for a short time."""
    found = connection.execute(
        select(signing_keys)
        .where(
            signing_keys.c.state != KeyState.REVOKED,
            or_(signing_keys.c.retires_at.is_(None), signing_keys.c.retires_at > text("now()")),
        )
        .order_by(signing_keys.c.algorithm, signing_keys.c.created_at, signing_keys.c.id)
    )
    return [_loaded(row) for row in found.mappings()]


def active(connection: IdentityConnection, algorithm: str) -> StoredKey | None:
    """Return the one key that signs by an algorithm now."""
    found = connection.execute(
        select(signing_keys).where(
            signing_keys.c.state == KeyState.ACTIVE, signing_keys.c.algorithm == algorithm
        )
    )
    row = found.mappings().first()
    return _loaded(row) if row else None


def add(connection: IdentityConnection, key: StoredKey) -> None:
    connection.execute(
        insert(signing_keys).values(
            id=key.id,
            algorithm=key.algorithm,
            public=dict(key.public),
            private=key.private,
            state=key.state,
            activates_at=key.activates_at,
            retires_at=key.retires_at,
        )
    )


def move(
    connection: IdentityConnection,
    key: StoredKey,
    state: KeyState,
    *,
    activates_at: datetime | None = None,
    retires_at: datetime | None = None,
) -> None:
    """Put a key into another state."""
    connection.execute(
        update(signing_keys)
        .where(signing_keys.c.id == key.id)
        .values(
            state=state,
            activates_at=activates_at or key.activates_at,
            retires_at=retires_at,
            version=signing_keys.c.version + 1,
            changed_at=text("now()"),
        )
    )


def forget_retired(connection: IdentityConnection, before: datetime) -> None:
    """Delete what retired before a moment; a revoked key stays, so that it stays known as one."""
    connection.execute(
        delete(signing_keys).where(
            signing_keys.c.state == KeyState.RETIRED, signing_keys.c.retires_at < before
        )
    )


def _loaded(row: RowMapping) -> StoredKey:
    return StoredKey(
        id=row["id"],
        algorithm=row["algorithm"],
        public=row["public"],
        private=row["private"],
        state=KeyState(row["state"]),
        activates_at=row["activates_at"],
        retires_at=row["retires_at"],
    )
