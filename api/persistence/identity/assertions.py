"""What may be shown once, and what may not be shown again: assertions and revoked tokens."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists
from sqlalchemy.dialects.postgresql import insert

from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.grants import (
    codes,
    grants,
    refresh_tokens,
    revoked_tokens,
    used_assertions,
)

FORGOTTEN_AFTER = timedelta(days=90)
"""The longest that a refresh token lives, and with it what a person once allowed."""


def use_assertion(
    connection: IdentityConnection, client: str, jti: str, expires_at: datetime
) -> bool:
    """Note an assertion of a client, and return whether this is the first time it is shown."""
    values = {"client": client, "jti": jti, "expires_at": expires_at}
    noted = insert(used_assertions).values(values).on_conflict_do_nothing()
    return connection.execute(noted.returning(used_assertions.c.jti)).first() is not None


def revoke_token(connection: IdentityConnection, jti: UUID, expires_at: datetime) -> None:
    """Make one access token worthless for the rest of its life; its grant stays."""
    values = {"id": jti, "expires_at": expires_at}
    connection.execute(insert(revoked_tokens).values(values).on_conflict_do_nothing())


def sweep_tokens(connection: IdentityConnection, now: datetime) -> int:
    """Delete what has ended and can open nothing more; return how many rows are gone.

    Used codes and refresh tokens go at their end too: what is shown after it is refused anyway.
    A person's grant goes when it is older than any token and has none.
    """
    ended = (
        delete(codes).where(codes.c.expires_at < now),
        delete(refresh_tokens).where(refresh_tokens.c.expires_at < now),
        delete(used_assertions).where(used_assertions.c.expires_at < now),
        delete(revoked_tokens).where(revoked_tokens.c.expires_at < now),
        delete(grants).where(
            grants.c.person_id.is_not(None),
            grants.c.created_at < now - FORGOTTEN_AFTER,
            ~exists().where(refresh_tokens.c.grant_id == grants.c.id),
        ),
    )
    return sum(connection.execute(each).rowcount for each in ended)
