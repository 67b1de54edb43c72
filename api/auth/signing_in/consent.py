"""What an app may be allowed, by whom, and what a person has to show before.

One token acts for one organisation or for none, so a person with several positions chooses.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import auto
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from api.domain.scopes import (
    OPERATOR,
    PASSKEY_ACR,
    PERSONAL,
    ROLE_SCOPES,
    SIGN_IN,
    STEP_UP,
    STEP_UP_SECONDS,
    Scope,
    Scopes,
)
from api.domain.vocabulary import OrganisationStatus, Word
from api.persistence.identity.grants import PersonsGrant
from api.persistence.identity.sessions import Session
from api.persistence.identity.staff import Position

NEEDED: Scopes = frozenset({Scope.OPENID})
"""What nobody can leave out: without it an app would not even learn that somebody signed in."""


SIGN_IN_AGAIN = frozenset({"login", "select_account"})
"""Values of ``prompt`` for which nobody is taken to be who signed in before."""


class Need(Word):
    """What is missing before a person can be asked."""

    NOTHING = auto()
    SIGN_IN = auto()
    PASSKEY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an app wants its person signed in (OpenID Connect Core 1.0, 3.1.2.1; RFC 9470).

    ``since`` is when it asked, ``max_age`` in seconds.
    """

    since: datetime
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    acr_values: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """On whose behalf an app may act, and what it may be allowed then.

    Without a position it is the person alone.
    """

    scopes: Scopes
    position: Position | None = None

    @property
    def key(self) -> str:
        """What a form calls it."""
        return self.position.organisation_id.hex if self.position else "self"

    @property
    def organisation_id(self) -> UUID | None:
        return self.position.organisation_id if self.position else None


def choices(
    asked: Scopes,
    positions: Iterable[Position],
    *,
    operator: bool,
    organisation_id: UUID | None = None,
) -> list[Choice]:
    """Return on whose behalf a person may allow an app something of what it asks for.

    Organisations come first. One whose role allows nothing but signing in is left out where
    more than that is asked for; a named organisation leaves out everything else.
    """
    wanted = asked - SIGN_IN
    found = [
        Choice(asked & (SIGN_IN | ROLE_SCOPES[each.role]), each)
        for each in positions
        if each.organisation_status is not OrganisationStatus.SUSPENDED
        and organisation_id in (None, each.organisation_id)
    ]
    useful = [each for each in found if not wanted or each.scopes & wanted]
    if organisation_id is not None:
        return useful
    alone = Choice(asked & (SIGN_IN | PERSONAL | (OPERATOR if operator else frozenset())))
    if alone.scopes and (not wanted or alone.scopes & wanted or not useful):
        useful.append(alone)
    return useful


def need(session: Session | None, terms: Terms, offered: Sequence[Choice], now: datetime) -> Need:
    """Return what is missing before a person can be asked for their consent."""
    if session is None or not _recent_enough(session, terms, now):
        return Need.SIGN_IN
    strong = session.acr == PASSKEY_ACR
    if PASSKEY_ACR in terms.acr_values and session.acr not in terms.acr_values:
        return Need.PASSKEY
    sensitive = any(each.scopes & STEP_UP for each in offered)
    fresh = now - session.auth_time <= timedelta(seconds=STEP_UP_SECONDS)
    return Need.PASSKEY if sensitive and not (strong and fresh) else Need.NOTHING


def _recent_enough(session: Session, terms: Terms, now: datetime) -> bool:
    if terms.prompt & SIGN_IN_AGAIN and session.auth_time < terms.since:
        return False
    return terms.max_age is None or now - session.auth_time <= timedelta(seconds=terms.max_age)


def without_step_up(offered: Iterable[Choice]) -> list[Choice]:
    """Return the choices without what a passkey is needed for."""
    return [Choice(each.scopes - STEP_UP, each.position) for each in offered]


def remembered(
    client: str, offered: Iterable[Choice], given: Iterable[PersonsGrant]
) -> list[Choice]:
    """Return the choices that a person allowed this app before, in full."""
    known = [grant for grant in given if grant.client == client]
    return [
        choice
        for choice in offered
        if any(
            grant.organisation_id == choice.organisation_id and choice.scopes <= grant.scopes
            for grant in known
        )
    ]


def may_be_remembered(redirect_uri: str, issuer: str) -> bool:
    """Return whether an app may be given a code without its person being asked again.

    Never one at a loopback or custom-scheme address, which any program on the same device may
    listen at (RFC 8252, section 8.6); our own origin is nobody else's.
    """
    parts, own = urlsplit(redirect_uri), urlsplit(issuer)
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return True
    return parts.scheme == "https" and not is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
