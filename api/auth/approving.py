"""What a person's approval leaves behind: a grant, and a code for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from api.auth.asking import AuthorizationRequest
from api.auth.clients import ClientAdapter
from api.auth.config import CODE_LIFE, AuthConfig
from api.auth.errors import NotRedirectable
from api.auth.keys import ACCESS_ALGORITHM
from api.auth.server import lookup
from api.domain.errors import InvalidInput
from api.domain.scopes import Scopes
from api.persistence.identity import signing_keys
from api.persistence.identity.clients import RegisteredClient
from api.persistence.identity.codes import StoredCode, add_code
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import GrantedBy, add_grant, expect, revoke
from api.persistence.identity.live_rights import rights_of
from api.persistence.identity.sessions import Session
from api.persistence.identity.staff import positions_of
from api.persistence.ids import new_confidential_id
from api.persistence.told_once import Prefix, digest, new_secret


@dataclass(frozen=True, slots=True)
class Approval:
    """Who allows what, on whose behalf: a role in an organisation, or neither."""

    person_id: UUID
    organisation_id: UUID | None
    staff_id: UUID | None
    scopes: Scopes
    session: Session

    def must_be_asked_for(self, request: AuthorizationRequest) -> None:
        """Refuse, as InvalidInput, what the app did not ask for."""
        if not self.scopes or not self.scopes <= request.scopes:
            raise InvalidInput("The app did not ask for this.", path=("scope",))
        if request.organisation_id not in {None, self.organisation_id}:
            raise InvalidInput("The app asks for another organisation.", path=("choice",))


def granted(
    connection: IdentityConnection,
    config: AuthConfig,
    request: AuthorizationRequest,
    approval: Approval,
) -> str | None:
    """Return a new code of a new grant, None where nothing of it may be granted."""
    client = known(lookup(connection, config, request.client_id))
    if not ClientAdapter(client).check_redirect_uri(request.redirect_uri):
        raise NotRedirectable("invalid_request", "The app has another address by now.")
    expect(connection, approval.person_id, approval.organisation_id)
    _check_role(connection, approval)
    grant_id = add_grant(
        connection,
        GrantedBy(
            client=client.public_id,
            client_id=client.id,
            client_organisation_id=client.organisation_id,
            person_id=approval.person_id,
            staff_id=approval.staff_id,
            organisation_id=approval.organisation_id,
        ),
        approval.scopes,
    )
    key = signing_keys.active(connection, ACCESS_ALGORITHM)
    rights = rights_of(connection, grant_id, new_confidential_id(), key.id) if key else None
    if rights is None or not rights.scopes & approval.scopes:
        revoke(connection, why="nothing of it was allowed", grant_id=grant_id)
        return None
    return _code(connection, request, approval, grant_id)


def _code(
    connection: IdentityConnection,
    request: AuthorizationRequest,
    approval: Approval,
    grant_id: UUID,
) -> str:
    secret, session = new_secret(Prefix.CODE), approval.session
    stored = StoredCode(
        hash=digest(secret),
        grant_id=grant_id,
        redirect_uri=request.redirect_uri,
        challenge=request.challenge,
        nonce=request.nonce,
        scopes=approval.scopes,
        acr=session.acr,
        amr=session.amr,
        auth_time=session.auth_time,
        expires_at=datetime.now(UTC) + CODE_LIFE,
    )
    add_code(connection, stored)
    return secret


def _check_role(connection: IdentityConnection, approval: Approval) -> None:
    """Refuse, as InvalidInput, a role that is not this person's in this organisation."""
    if approval.organisation_id is None and approval.staff_id is None:
        return
    roles = positions_of(connection, approval.person_id)
    if (approval.organisation_id, approval.staff_id) not in {
        (each.organisation_id, each.staff_id) for each in roles
    }:
        raise InvalidInput("This role is not yours.", path=("choice",))


def known(client: RegisteredClient | None) -> RegisteredClient:
    """Return a client that was looked up; NotRedirectable where there is none."""
    if client is None:
        raise NotRedirectable("invalid_client", "There is no such app, or it was stopped.")
    return client
