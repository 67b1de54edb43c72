"""Sessions: begun anew by each way of signing in, and found by the cookie of a browser."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from api.domain.scopes import PASSKEY_ACR, PASSWORD_ACR
from api.persistence.identity import sessions
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.sessions import LIFE, Session
from api.persistence.identity.store import IdentityStore
from api.persistence.ids import new_confidential_id
from api.persistence.told_once import Prefix, digest, new_secret

RECENT = timedelta(minutes=15)
"""For how long a sign-in counts where an account itself is changed."""
_LENGTH = len(Prefix.SESSION) + 43


@dataclass(frozen=True, slots=True)
class Way:
    """A way to sign in: its class (``acr``) and its methods (``amr``, RFC 8176)."""

    acr: str
    amr: tuple[str, ...]


PASSKEY = Way(PASSKEY_ACR, ("hwk", "user"))
PASSWORD = Way(PASSWORD_ACR, ("pwd",))
RECOVERED = Way(PASSWORD_ACR, ("otp",))
"""By a one-time link or recovery words."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as far as a request shows it.

    ``browser`` is the SHA-256 of the cookie that an interaction is bound to, ``label`` a word
    or two for the kind of browser.
    """

    address: str | None = field(repr=False)
    browser: bytes = field(repr=False)
    label: str
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun, and the cookie that it is found by."""

    session: Session
    cookie: str = field(repr=False)


def begin(
    connection: IdentityConnection,
    caller: Caller,
    person_id: UUID,
    way: Way,
    now: datetime,
    *,
    auth_time: datetime | None = None,
) -> Opened:
    """Begin a session; the one that the browser had ends, whoever's it was.

    ``auth_time`` is when the person showed who they are, if that was not just now.
    """
    if caller.session is not None:
        sessions.end_session(connection, caller.session.id, caller.session.person_id, now)
    cookie = new_secret(Prefix.SESSION)
    session = Session(
        id=new_confidential_id(),
        hash=digest(cookie),
        person_id=person_id,
        label=caller.label,
        acr=way.acr,
        amr=way.amr,
        auth_time=auth_time or now,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFE,
    )
    sessions.add_session(connection, session)
    return Opened(session, cookie)


async def find(identity: IdentityStore, cookie: str | None, now: datetime) -> Session | None:
    """Return the session of a cookie, if it holds."""
    if cookie is None or len(cookie) != _LENGTH or not cookie.startswith(Prefix.SESSION):
        return None
    hashed = digest(cookie)
    return await identity.run(lambda connection: sessions.find_session(connection, hashed, now))


def is_recent(session: Session, now: datetime) -> bool:
    return now - session.auth_time <= RECENT


def may_change_ways_in(session: Session, now: datetime, *, has_passkeys: bool) -> bool:
    """Return whether a session is good enough to say which passkeys or words open the account.

    Recently signed in with one of them; or, where there is none or the person has just come
    back by a link or recovery words, in any way. So a stolen password makes no passkey.
    """
    strong = session.acr == PASSKEY_ACR or session.amr == RECOVERED.amr
    return is_recent(session, now) and (strong or not has_passkeys)
