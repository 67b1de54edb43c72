"""Deleting what has ended: nothing here is kept for longer than it is of use."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_

from api.persistence.identity import people
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.identity import interactions, one_time_links, sessions, throttles

UNFINISHED_LIFE = timedelta(days=1)
"""Of a sign-up that nobody went on with."""


def sweep_signing_in(connection: IdentityConnection, now: datetime) -> int:
    """Delete sessions, interactions, links and throttles that open and hold back nothing more.

    Returns how many rows are gone.
    """
    gone = (
        delete(sessions).where(or_(sessions.c.expires_at < now, sessions.c.revoked_at < now)),
        delete(interactions).where(interactions.c.expires_at < now),
        delete(one_time_links).where(one_time_links.c.expires_at < now),
        delete(throttles).where(throttles.c.arrival < now),
    )
    deleted = sum(connection.execute(each).rowcount for each in gone)
    return deleted + people.forget_unfinished(connection, now - UNFINISHED_LIFE)
