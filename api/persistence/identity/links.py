"""One-time links to persons: of a link only the SHA-256 is kept."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, update

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import one_time_links

LIFE = timedelta(minutes=15)
RECOVERY = "RECOVERY"
"""The purpose of a link that lets a person choose a new password."""


def add_link(connection: IdentityConnection, hashed: bytes, person_id: UUID, now: datetime) -> None:
    """Keep a link of 15 minutes; older ones of the person open nothing any more."""
    _use(connection, one_time_links.c.person_id == person_id, now)
    values = {
        "hash": hashed,
        "person_id": person_id,
        "purpose": RECOVERY,
        "created_at": now,
        "expires_at": now + LIFE,
    }
    connection.execute(insert(one_time_links).values(values))


def use_link(connection: IdentityConnection, hashed: bytes, now: datetime) -> UUID | None:
    """Return whose link it is and use it up; None for one that is used, too old or unknown."""
    return _use(connection, one_time_links.c.hash == hashed, now)


def _use(connection: IdentityConnection, which: ColumnElement[bool], now: datetime) -> UUID | None:
    opens = (one_time_links.c.used_at.is_(None), one_time_links.c.expires_at > now)
    values = {
        "used_at": now,
        "version": one_time_links.c.version + 1,
        "changed_at": func.now(),
    }
    used = update(one_time_links).where(which, *opens).values(values)
    return connection.execute(used.returning(one_time_links.c.person_id)).scalar()
