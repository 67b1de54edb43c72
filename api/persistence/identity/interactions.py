"""What a browser is in the middle of: kept here, and opened by that browser alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import auto
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, select, update

from api.domain.vocabulary import Word
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import interactions

LIFE = timedelta(minutes=30)


class Purpose(Word):
    """What an interaction is for; one of a kind opens nothing of another."""

    AUTHORIZATION = auto()
    SIGN_UP = auto()
    RECOVERY = auto()
    PASSKEY_SIGN_IN = auto()
    PASSKEY_SIGN_UP = auto()
    PASSKEY_ADDED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One errand of one browser; ``browser`` is the SHA-256 of a cookie, ``state`` is JSON."""

    id: UUID
    browser: bytes = field(repr=False)
    purpose: Purpose
    state: Mapping[str, Any] = field(repr=False)
    created_at: datetime
    expires_at: datetime


def add_interaction(connection: IdentityConnection, interaction: Interaction) -> None:
    values = {
        "id": interaction.id,
        "browser": interaction.browser,
        "purpose": interaction.purpose.value,
        "state": dict(interaction.state),
        "created_at": interaction.created_at,
        "expires_at": interaction.expires_at,
    }
    connection.execute(insert(interactions).values(values))


@dataclass(frozen=True, slots=True)
class Held:
    """What a browser says that it is in the middle of."""

    id: UUID
    browser: bytes = field(repr=False)
    purpose: Purpose
    now: datetime

    def condition(self) -> ColumnElement[bool]:
        return and_(
            interactions.c.id == self.id,
            interactions.c.browser == self.browser,
            interactions.c.purpose == self.purpose.value,
            interactions.c.expires_at > self.now,
        )


def find_interaction(connection: IdentityConnection, held: Held) -> Interaction | None:
    row = connection.execute(select(interactions).where(held.condition())).first()
    return None if row is None else _interaction(row)


def take_interaction(connection: IdentityConnection, held: Held) -> Interaction | None:
    """Return an interaction and end it, so that of several who try one wins."""
    taken = delete(interactions).where(held.condition()).returning(interactions)
    row = connection.execute(taken).first()
    return None if row is None else _interaction(row)


def change_interaction(
    connection: IdentityConnection, held: Held, state: Mapping[str, Any]
) -> bool:
    """Replace the state of an interaction, and return whether it is still there."""
    now = {
        "state": dict(state),
        "version": interactions.c.version + 1,
        "changed_at": func.now(),
    }
    changed = update(interactions).where(held.condition()).values(now)
    return connection.execute(changed.returning(interactions.c.id)).first() is not None


def latest_interaction(
    connection: IdentityConnection, browser: bytes, purpose: Purpose, now: datetime
) -> UUID | None:
    """Return what a browser began last of a kind and has not ended."""
    found = (
        select(interactions.c.id)
        .where(
            interactions.c.browser == browser,
            interactions.c.purpose == purpose.value,
            interactions.c.expires_at > now,
        )
        .order_by(interactions.c.created_at.desc())
        .limit(1)
    )
    return connection.execute(found).scalar()


def _interaction(row: Row[Any]) -> Interaction:
    return Interaction(
        id=row.id,
        browser=row.browser,
        purpose=Purpose(row.purpose),
        state=row.state,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
