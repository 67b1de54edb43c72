"""The authorization endpoint without its pages (RFC 6749, section 4.1; OpenID Connect Core 1.0).

``check`` reads what an app asks for; somebody signs in and is shown it; ``approve`` or ``deny``
says where the browser goes next. Every answer names the issuer (RFC 9207).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from authlib.oauth2 import OAuth2Error

from api.auth.approving import Approval, granted, known
from api.auth.asking import AuthorizationRequest, asked_for
from api.auth.bridge import LONGEST, check_parameters, is_plain
from api.auth.clients import ClientAdapter
from api.auth.config import AuthConfig
from api.auth.errors import NotRedirectable, Redirect
from api.auth.redirects import returning
from api.auth.server import lookup
from api.domain.errors import NotPossibleNow
from api.domain.scopes import Scopes
from api.persistence.identity.sessions import Session
from api.persistence.identity.store import IdentityStore

__all__ = ["AuthorizationRequest", "NotRedirectable", "Redirect", "approve", "check", "deny"]


async def check(
    identity: IdentityStore, config: AuthConfig, params: Sequence[tuple[str, str]]
) -> AuthorizationRequest:
    """Return what is asked for. Raises NotRedirectable or Redirect for what is not in order."""
    counted = Counter(name for name, _ in params)
    sent = {name: value for name, value in params if value}
    if counted["client_id"] > 1 or counted["redirect_uri"] > 1:
        raise NotRedirectable("invalid_request", "The request names two apps or two addresses.")
    named = sent.get("client_id", "")
    found = await identity.run(lambda connection: lookup(connection, config, named))
    client = ClientAdapter(known(found))
    redirect_uri = sent.get("redirect_uri", "")
    if not client.check_redirect_uri(redirect_uri):
        raise NotRedirectable(
            "invalid_request", "The app asks to send you to an address that is not its own."
        )
    state = sent.get("state", "")
    usable = counted["state"] == 1 and is_plain(state) and 0 < len(state) <= LONGEST
    try:
        check_parameters(params)
        return asked_for(config, client, sent)
    except OAuth2Error as error:
        raise Redirect(_refused(config, redirect_uri, error, state if usable else None)) from None


async def approve(  # noqa: PLR0913 - each is named where it is called
    identity: IdentityStore,
    config: AuthConfig,
    request: AuthorizationRequest,
    *,
    person_id: UUID,
    organisation_id: UUID | None,
    staff_id: UUID | None,
    scopes: Scopes,
    session: Session,
) -> str:
    """Make a grant and a code, and return the URL that takes the code to the app.

    Where the person's rights allow nothing of it, the app is told that it was denied. Raises
    InvalidInput for what was never asked for, or a role that is not theirs; NotPossibleNow for
    an app that may not be used any more.
    """
    approval = Approval(person_id, organisation_id, staff_id, scopes, session)
    approval.must_be_asked_for(request)
    try:
        code = await identity.run(lambda connection: granted(connection, config, request, approval))
    except NotRedirectable as gone:
        raise NotPossibleNow(gone.description) from None
    if code is None:
        return deny(config, request)
    told = [("code", code), ("state", request.state), ("iss", config.issuer)]
    return returning(request.redirect_uri, told)


def deny(config: AuthConfig, request: AuthorizationRequest, error: str = "access_denied") -> str:
    """Return the URL that tells an app that it gets nothing, by an error code of OAuth."""
    told = [("error", error), ("state", request.state), ("iss", config.issuer)]
    return returning(request.redirect_uri, told)


def _refused(config: AuthConfig, redirect_uri: str, error: OAuth2Error, state: str | None) -> str:
    told = [*error.get_body(), ("state", state), ("iss", config.issuer)]
    return returning(redirect_uri, told)
