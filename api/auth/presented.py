"""Tokens that are shown to be revoked or looked into (RFC 7009 and RFC 7662)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, override

from authlib.oauth2.rfc6749 import TokenEndpoint, TokenMixin
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from api.auth.bridge import OAuthRequest
from api.auth.clients import BY_KEY, ClientAdapter
from api.auth.config import AuthConfig
from api.auth.grants import METHODS, RefreshAdapter
from api.auth.keys import ACCESS_ALGORITHM
from api.auth.server import AuthServer
from api.auth.tokens import scope_text
from api.domain.access import Rights, Token
from api.domain.ids import Code, encode
from api.domain.scopes import Scope
from api.domain.standing import ClientKind
from api.persistence.identity.assertions import revoke_token
from api.persistence.identity.grants import revoke
from api.persistence.identity.live_rights import rights_of
from api.persistence.identity.refresh_tokens import StoredRefresh, find_refresh
from api.persistence.ids import new_confidential_id
from api.persistence.told_once import Prefix, digest


@dataclass(frozen=True, slots=True)
class Access(TokenMixin):
    """A verified access token with its rights now, None where it has none any more."""

    token: Token
    rights: Rights | None

    @override
    def check_client(self, client: ClientAdapter) -> bool:
        return self.token.client == client.get_client_id()

    @override
    def is_expired(self) -> bool:
        return self.token.expires_at <= datetime.now(UTC)

    @override
    def is_revoked(self) -> bool:
        return self.rights is None

    def described(self, config: AuthConfig) -> dict[str, Any]:
        token = self.token
        told: dict[str, Any] = {
            "token_type": "Bearer",
            "scope": scope_text(token.scopes & self.rights.scopes if self.rights else ()),
            "client_id": token.client,
            "sub": token.subject,
            "aud": config.audience,
            "iss": config.issuer,
            "exp": int(token.expires_at.timestamp()),
            "jti": str(token.id),
        }
        if token.organisation_id is not None:
            told["org"] = encode(Code.ORGANISATION, token.organisation_id)
        if token.auth_time is not None:
            told |= {"auth_time": int(token.auth_time.timestamp()), "acr": token.acr}
        return told


@dataclass(frozen=True, slots=True)
class Refresh(RefreshAdapter):
    """A stored refresh token with the rights of its grant now."""

    rights: Rights | None

    @override
    def is_expired(self) -> bool:
        return self.stored.expires_at <= datetime.now(UTC)

    @override
    def is_revoked(self) -> bool:
        gone = self.rights is None or Scope.OFFLINE_ACCESS not in self.rights.scopes
        return gone or self.stored.used_at is not None

    def described(self, config: AuthConfig) -> dict[str, Any]:
        rights = self.rights.scopes if self.rights else frozenset[Scope]()
        return {
            "scope": scope_text(self.stored.scopes & rights),
            "client_id": self.stored.client,
            "iss": config.issuer,
            "exp": int(self.stored.expires_at.timestamp()),
        }


class _Shown(TokenEndpoint):
    """An endpoint that is shown a token. ``access`` is that token if it was verified as one."""

    server: AuthServer

    def __init__(self, access: Token | None) -> None:
        super().__init__()
        self.access = access

    @override
    def check_params(self, request: OAuthRequest, client: ClientAdapter) -> None:
        """Ask for a token. A hint is not needed: a token is known by what it looks like."""
        if "token" not in request.form:
            raise InvalidRequestError("There is no token in the request.")

    def query_token(
        self, token_string: str, token_type_hint: str | None
    ) -> Access | Refresh | None:
        """Return the token that is shown, whatever became of it; None for no token of ours."""
        del token_type_hint
        connection = self.server.connection
        if self.access is not None:
            shown = self.access
            rights = rights_of(connection, shown.grant_id, shown.id, shown.key_id)
            return Access(shown, rights)
        if not token_string.startswith(Prefix.REFRESH_TOKEN):
            return None
        stored = find_refresh(connection, digest(token_string))
        return Refresh(stored, self._rights(stored)) if stored else None

    def _rights(self, stored: StoredRefresh) -> Rights | None:
        """Return what an access token that were made now would be allowed."""
        connection = self.server.connection
        key = self.server.signer.active(connection, ACCESS_ALGORITHM)
        return rights_of(connection, stored.grant_id, new_confidential_id(), key.kid)


class Revocation(_Shown, RevocationEndpoint):
    """Ends a refresh token with its whole grant, and an access token by itself."""

    CLIENT_AUTH_METHODS = METHODS

    @override
    def revoke_token(self, token: Access | Refresh, request: OAuthRequest) -> None:
        connection = self.server.connection
        if isinstance(token, Refresh):
            revoke(connection, why="its client revoked it", grant_id=token.stored.grant_id)
        else:
            revoke_token(connection, token.token.id, token.token.expires_at)


class Introspection(_Shown, IntrospectionEndpoint):
    """Says what a token may do now: to its own client, and of access tokens to resource servers."""

    CLIENT_AUTH_METHODS = ("client_secret_basic", "client_secret_post", BY_KEY)

    @override
    def check_permission(
        self, token: Access | Refresh, client: ClientAdapter, request: OAuthRequest
    ) -> bool:
        resource = client.registered.kind is ClientKind.RESOURCE_SERVER
        return token.check_client(client) or (resource and isinstance(token, Access))

    @override
    def introspect_token(self, token: Access | Refresh) -> dict[str, Any]:
        return token.described(self.server.config)
