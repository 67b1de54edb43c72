"""Sessions of browsers: kept here, so that one can be ended from elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update

from api.domain.standing import PersonStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import persons, sessions

IDLE_LIFE = timedelta(minutes=30)
LIFE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last seen: a page should not cost a write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that a person signed in with: how, when, and with which kind of browser.

    ``hash`` is the SHA-256 of its cookie, ``acr`` and ``amr`` are those of tokens.
    """

    id: UUID
    hash: bytes = field(repr=False)
    person_id: UUID
    label: str
    acr: str
    amr: tuple[str, ...]
    auth_time: datetime
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def add_session(connection: IdentityConnection, session: Session) -> None:
    values = {
        "id": session.id,
        "hash": session.hash,
        "person_id": session.person_id,
        "label": session.label,
        "acr": session.acr,
        "amr": list(session.amr),
        "auth_time": session.auth_time,
        "created_at": session.created_at,
        "seen_at": session.seen_at,
        "expires_at": session.expires_at,
    }
    connection.execute(insert(sessions).values(values))


def find_session(connection: IdentityConnection, hashed: bytes, now: datetime) -> Session | None:
    """Return a session that holds, of a person who may sign in, and note that it was seen."""
    found = (
        select(sessions)
        .join(persons, persons.c.id == sessions.c.person_id)
        .where(
            sessions.c.hash == hashed,
            persons.c.status == PersonStatus.ACTIVE.value,
            _holds(now),
        )
    )
    row = connection.execute(found).first()
    if row is None:
        return None
    if row.seen_at < now - NOTED_EVERY:
        _change(connection, sessions.c.id == row.id, {"seen_at": now})
    return _session(row)


def sessions_of(connection: IdentityConnection, person_id: UUID, now: datetime) -> list[Session]:
    """Return a person's sessions that hold, the one seen last first."""
    found = select(sessions).where(sessions.c.person_id == person_id, _holds(now))
    ordered = found.order_by(sessions.c.seen_at.desc(), sessions.c.id)
    return [_session(row) for row in connection.execute(ordered)]


def end_session(
    connection: IdentityConnection, session_id: UUID, person_id: UUID, now: datetime
) -> bool:
    """End one session of a person, and return whether it was theirs and held."""
    theirs = and_(sessions.c.id == session_id, sessions.c.person_id == person_id)
    return _change(connection, and_(theirs, sessions.c.revoked_at.is_(None)), {"revoked_at": now})


def end_sessions(connection: IdentityConnection, person_id: UUID, now: datetime) -> None:
    """End every session of a person."""
    theirs = and_(sessions.c.person_id == person_id, sessions.c.revoked_at.is_(None))
    _change(connection, theirs, {"revoked_at": now})


def _holds(now: datetime) -> ColumnElement[bool]:
    return and_(
        sessions.c.revoked_at.is_(None),
        sessions.c.expires_at > now,
        sessions.c.seen_at > now - IDLE_LIFE,
    )


def _change(
    connection: IdentityConnection, which: ColumnElement[bool], values: dict[str, Any]
) -> bool:
    now = {**values, "version": sessions.c.version + 1, "changed_at": func.now()}
    changed = update(sessions).where(which).values(now).returning(sessions.c.id)
    return connection.execute(changed).first() is not None


def _session(row: Row[Any]) -> Session:
    return Session(
        id=row.id,
        hash=row.hash,
        person_id=row.person_id,
        label=row.label,
        acr=row.acr,
        amr=tuple(row.amr),
        auth_time=row.auth_time,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )
