"""Passkeys: the public keys of credentials that persons registered (WebAuthn Level 3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import passkeys


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A credential; ``public_key`` is COSE, ``sign_count`` the last counter that it showed."""

    id: UUID
    person_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    created_at: datetime
    used_at: datetime | None = None


def add_passkey(connection: IdentityConnection, passkey: Passkey) -> bool:
    """Insert a passkey, and return whether the credential was not known yet."""
    values = {
        "id": passkey.id,
        "person_id": passkey.person_id,
        "credential_id": passkey.credential_id,
        "public_key": passkey.public_key,
        "sign_count": passkey.sign_count,
        "transports": list(passkey.transports),
        "created_at": passkey.created_at,
    }
    added = insert(passkeys).values(values).on_conflict_do_nothing().returning(passkeys.c.id)
    return connection.execute(added).first() is not None


def find_passkey(connection: IdentityConnection, credential_id: bytes) -> Passkey | None:
    """Return a passkey by its credential, locked until the transaction ends."""
    found = select(passkeys).where(passkeys.c.credential_id == credential_id).with_for_update()
    row = connection.execute(found).first()
    return None if row is None else _passkey(row)


def passkeys_of(connection: IdentityConnection, person_id: UUID) -> list[Passkey]:
    """Return a person's passkeys, the oldest first."""
    found = select(passkeys).where(passkeys.c.person_id == person_id)
    ordered = found.order_by(passkeys.c.created_at, passkeys.c.id)
    return [_passkey(row) for row in connection.execute(ordered)]


def note_use(
    connection: IdentityConnection, passkey: Passkey, sign_count: int, now: datetime
) -> None:
    """Keep the counter that a passkey showed, so that a copy of it shows an older one."""
    used = {
        "sign_count": sign_count,
        "used_at": now,
        "version": passkeys.c.version + 1,
        "changed_at": func.now(),
    }
    connection.execute(update(passkeys).where(passkeys.c.id == passkey.id).values(used))


def remove_passkey(connection: IdentityConnection, passkey_id: UUID, person_id: UUID) -> bool:
    """Delete a passkey of a person, and return whether it was theirs."""
    gone = delete(passkeys).where(passkeys.c.id == passkey_id, passkeys.c.person_id == person_id)
    return connection.execute(gone.returning(passkeys.c.id)).first() is not None


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(
        id=row.id,
        person_id=row.person_id,
        credential_id=row.credential_id,
        public_key=row.public_key,
        sign_count=row.sign_count,
        transports=tuple(row.transports),
        created_at=row.created_at,
        used_at=row.used_at,
    )
