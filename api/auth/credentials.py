"""Client credentials (RFC 6749, section 4.4): a backend that acts for an organisation by itself."""

from __future__ import annotations

from typing import Any, override
from uuid import UUID

from authlib.oauth2.rfc6749.errors import (
    InvalidRequestError,
    InvalidScopeError,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from api.auth.bridge import OAuthRequest
from api.auth.clients import BY_KEY, ClientAdapter
from api.auth.issuing import Holder, sent_scope
from api.auth.server import AuthServer
from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.scopes import KEY_ONLY, Scopes
from api.domain.standing import ClientKind
from api.persistence.identity.clients import RegisteredClient, approved_scopes
from api.persistence.identity.grants import GrantedBy, backend_grant, expect


class CredentialsGrant(ClientCredentialsGrant):
    """A token of one organisation: the client's own, or one that approved of it."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", BY_KEY)
    request: OAuthRequest
    server: AuthServer

    @override
    def validate_token_request(self) -> None:
        """Refuse what this client may not have, before a grant is made of it."""
        super().validate_token_request()
        client: ClientAdapter = self.request.client
        asked = sent_scope(self.request.form)
        by_key = self.request.sent.method == BY_KEY
        if not asked <= client.registered.scopes or (asked & KEY_ONLY and not by_key):
            raise InvalidScopeError

    @override
    def generate_token(
        self,
        user: Holder | None = None,
        scope: str | None = None,
        grant_type: str | None = None,
        expires_in: int | None = None,
        include_refresh_token: bool = False,
    ) -> dict[str, Any]:
        client: ClientAdapter = self.request.client
        holder = self._holder(client.registered, sent_scope(self.request.form))
        return super().generate_token(
            holder, scope, grant_type, expires_in, include_refresh_token=False
        )

    def _holder(self, client: RegisteredClient, asked: Scopes) -> Holder:
        organisation_id = _organisation(client, self.request.form.get("organization"))
        connection = self.server.connection
        expect(connection, organisation_id)
        if client.id is None:
            raise UnauthorizedClientError("This client has no organisation to act for.")
        if organisation_id != client.organisation_id:
            approved = approved_scopes(connection, client.id, organisation_id)
            if approved is None:
                raise UnauthorizedClientError("The organisation has not approved this client.")
            if not asked <= approved:
                raise InvalidScopeError
        by = GrantedBy(
            client=client.public_id,
            client_id=client.id,
            client_organisation_id=client.organisation_id,
            organisation_id=organisation_id,
        )
        grant_id = backend_grant(connection, by, client.scopes)
        return Holder(grant_id=grant_id, organisation_id=organisation_id, exactly=True)


def _organisation(client: RegisteredClient, asked: str | None) -> UUID:
    """Return the organisation that a token is asked for.

    A partner backend has to name it; others act for their own and may name no other.
    """
    partner = client.kind is ClientKind.PARTNER_BACKEND
    if asked is None:
        if partner or client.organisation_id is None:
            raise InvalidRequestError("A partner backend says which organization it acts for.")
        return client.organisation_id
    try:
        _, organisation_id = decode(asked, expected=Code.ORGANISATION)
    except InvalidId:
        raise InvalidRequestError("The organization is no id of one.") from None
    if not partner and organisation_id != client.organisation_id:
        raise UnauthorizedClientError("The organisation has not approved this client.")
    return organisation_id
